"""Finding a commune by what people write: with or without marks, old names and new, Đăk or Đắk, Ngọk or Ngọc."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.text import clean, fold
from portal.units.offices import lower_first

# One spelling stands for all (domain.md section 8): Kon Tum names are written in several ways in the law itself.
SYNONYMS = {"dac": "dak", "ngoc": "ngok", "po": "bo", "blo": "plo"}
ABBREVIATIONS = {"tp": "thanh pho", "tx": "thi xa", "tt": "thi tran"}
# As `place_key` writes them.
KINDS = ("thanh pho", "thi tran", "thi xa", "dac khu", "phuong", "xa")
KINDS_ABOVE = ("thanh pho", "thi xa", "huien", "tinh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune in one era, with the names of what it lay in."""

    code: str
    name: str
    kind: str
    above: tuple[str, ...]
    full_name: str
    valid_from: date
    valid_to: date | None

    def alive_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A commune of today that was meant. `formerly` is the old name that matched; a split one leads to several."""

    code: str
    full_name: str
    formerly: str | None = None
    is_split: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    accented: str  # the name as written, lower case, without its kind
    own: str  # the name folded, without its kind
    words: tuple[str, ...]  # of the folded name with its kind
    above: tuple[str, ...]  # words of the names above


class PlaceIndex:
    """The communes of all eras, ready to be searched."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._entries = [_entry(place) for place in places]
        self._codes = {place.code: place for place in places}
        # From the strictest way to read a name to the loosest: the first that fits anything decides.
        self._by_name = [(key, _by_key(places, key)) for key in (_exact_key, _folded_key, _loose_key)]

    def find(self, text: str, *, past: bool, day: date | None) -> str | None:
        """Return the one commune that a code or a name means; None when it means none or several."""
        text = clean(text)
        parts = [part.strip() for part in text.split(",")]
        by_code = [self._codes[text]] if text in self._codes else []
        by_name = (index.get(key(parts), []) for key, index in self._by_name)
        for found in (by_code, *by_name):
            meant = [place.code for place in found if _counts(place, past=past, day=day)]
            if meant:
                return meant[0] if len(meant) == 1 else None
        return None

    def search(
        self, text: str, day: date, successors: Callable[[str, date], tuple[str, ...]], *, limit: int
    ) -> tuple[PlaceMatch, ...]:
        """Return what a text may mean on a day, best first: by whole name before part, present before former."""
        wish = _Wish(text)
        if not wish.words:
            return ()
        scored = [
            (score, number, entry.place)
            for number, entry in enumerate(self._entries)
            if entry.place.valid_from <= day and (score := wish.score(entry, day)) is not None
        ]
        matches: dict[str, PlaceMatch] = {}
        for _, _, place in sorted(scored, key=lambda row: row[:2]):
            heirs = [code for code in successors(place.code, day) if code in self._codes]
            formerly = None if place.alive_on(day) else place.full_name
            for heir in heirs:
                matches.setdefault(heir, PlaceMatch(heir, self._codes[heir].full_name, formerly, len(heirs) > 1))
        return tuple(matches.values())[:limit]


class _Wish:
    """What somebody typed: the commune before the first comma, what it lies in after it."""

    def __init__(self, text: str) -> None:
        own, _, above = clean(text).partition(",")
        self.words = tuple(place_key(own).split())
        self.above = tuple(place_key(above).split())
        self.own = _without_kind(" ".join(self.words))
        self.accented = _last_words(own.casefold().strip(), self.own)

    def score(self, entry: _Entry, day: date) -> tuple[int, int] | None:
        """Return how well a commune fits, smaller is better; None when it does not."""
        if not all(_starts_one(word, entry.above) for word in self.above):
            return None
        former = int(not entry.place.alive_on(day))
        if entry.own == self.own:
            right_kind = self.words == entry.words or " ".join(self.words) == self.own
            return (0 if entry.accented == self.accented else 1) + (0 if right_kind else 2), former
        if entry.own.startswith(self.own):
            return 5, former
        every = entry.words + entry.above
        return (6, former) if all(_starts_one(word, every) for word in self.words) else None


@lru_cache(maxsize=2048)
def place_key(text: str) -> str:
    """Return a name of a place for comparing: folded, y as i, one spelling for those that have several."""
    words = fold(text).split()
    spelled = (ABBREVIATIONS.get(word, SYNONYMS.get(word, word)) for word in words)
    return " ".join(spelled).replace("y", "i")


def _exact_key(parts: Sequence[str]) -> str:
    return ", ".join(part.casefold() for part in parts)


def _folded_key(parts: Sequence[str]) -> str:
    return " ".join(map(place_key, parts))


def _loose_key(parts: Sequence[str]) -> str:
    """Return a key without the kinds of the names above: "Xã Ba Gia, Quảng Ngãi" lies in a province of that name."""
    own, *above = map(place_key, parts)
    return ",".join([own, *(_without_kind(name, KINDS_ABOVE) for name in above)])


def _without_kind(key: str, kinds: tuple[str, ...] = KINDS) -> str:
    for kind in kinds:
        rest = key.removeprefix(f"{kind} ")
        if rest != key:
            return rest
    return key


def _last_words(name: str, own: str) -> str:
    """Return a name as written, cut to as many words as `own` has: its kind stands before them."""
    return " ".join(name.split()[-len(own.split()) :]) if own else name


def _entry(place: Place) -> _Entry:
    words = place_key(place.name)
    own = _without_kind(words)
    above = tuple(word for name in place.above for word in place_key(name).split())
    return _Entry(place, _last_words(place.name.casefold(), own), own, tuple(words.split()), above)


def _by_key(places: Iterable[Place], key: Callable[[Sequence[str]], str]) -> dict[str, list[Place]]:
    """Return the places by each of the ways in which a name is written out: from the name alone to all above it."""
    found: dict[str, list[Place]] = {}
    for place in places:
        above = [lower_first(name) for name in place.above]
        bare = place.name[len(place.kind) :].strip() if place.name.casefold().startswith(place.kind) else place.name
        written = ([name, *above[:count]] for name in (place.name, bare) for count in range(len(above) + 1))
        for name in {key(parts) for parts in written}:
            found.setdefault(name, []).append(place)
    return found


def _counts(place: Place, *, past: bool, day: date | None) -> bool:
    if day is None:
        return past or place.valid_to is None
    return place.valid_from <= day if past else place.alive_on(day)


def _starts_one(word: str, words: Iterable[str]) -> bool:
    return any(candidate.startswith(word) for candidate in words)
