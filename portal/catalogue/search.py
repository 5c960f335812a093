"""Search of the catalogue: without accents, with slips, in everyday words; by facets; the same on every database.

A hit holds most of what was asked, weighed by how rare each word is. Hits are ordered by how well the words fit, whole
phrases and right accents first, what can be done online here before mere information, then by code: the same question
always gets the same order.
"""

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import pairwise

from sqlalchemy import Connection

from portal.catalogue.entries import current_stamp, list_entries
from portal.catalogue.index import FACETS, CatalogueIndex, IndexedEntry, accented_phrase, phrase, words
from portal.catalogue.words import idle_phrases, idle_words, synonyms

LONGEST_QUERY = 200
MOST_WORDS = 16
_SHARE_ASKED = 0.6  # of the weight of the words asked for, that a hit must hold
_SLIP, _START = 0.6, 0.7
_IDLE, _UNKNOWN = 0.2, 2.0
_LITERAL = 0.7  # what was typed counts for less than the official words where they are known
_NEIGHBOURS, _WHOLE_NAME, _FILLS_NAME, _ACCENTS = 0.6, 1.0, 0.4, 0.25
_ONLINE = {"full": 0.3, "partial": 0.2, "information": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """One value, or none, for each facet."""

    field: str | None = None
    life_event: str | None = None
    audience: str | None = None
    level: str | None = None
    agency: str | None = None
    online: str | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`facets`: for each facet its values with their number of hits, most first, as if it were not filtered itself."""

    hits: tuple[IndexedEntry, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(slots=True)
class _Scores:
    """How well each entry fits; `asked` is the most that the words could be worth."""

    asked: float = 0.0
    by_entry: dict[int, float] = field(default_factory=lambda: defaultdict(float))


ALL = Filters()


def search(
    index: CatalogueIndex, text: str = "", filters: Filters = ALL, *, limit: int = 20, offset: int = 0
) -> SearchPage:
    """Return one page of the entries that fit `text` and `filters`; without words, all that fit the filters.

    Words beyond `MOST_WORDS` and letters beyond `LONGEST_QUERY` are not read. Text without any letter or figure finds
    nothing.
    """
    text = text[:LONGEST_QUERY]
    scores = _scores(index, text) if text.strip() else {}
    found = _mask(scores) if text.strip() else index.everything
    masks = _filter_masks(index, filters)
    hits = found
    for mask in masks.values():
        hits &= mask
    order = sorted(_numbers(hits), key=lambda number: (-scores.get(number, 0.0), *_standing(index.entries[number])))
    page = tuple(index.entries[number] for number in order[max(0, offset) : max(0, offset) + max(0, limit)])
    return SearchPage(page, len(order), _count_facets(index, found, masks))


def _standing(entry: IndexedEntry) -> tuple[float, str]:
    return (-_ONLINE.get(entry.online, 0.0), entry.code)


def _scores(index: CatalogueIndex, text: str) -> dict[int, float]:
    """Return the score of each hit: the best of what was typed and of what it may mean in official words."""
    typed = words(text)[:MOST_WORDS]
    if not typed:
        return {}
    asked = _without_idle_phrases(typed) or typed
    official = _in_official_words(asked)
    best: dict[int, float] = {}
    for worth, meant in [(_LITERAL if official else 1.0, asked), *((1.0, other) for other in official)]:
        for number, score in _score_words(index, meant).items():
            best[number] = max(best.get(number, 0.0), worth * score)
    plain, accented = phrase(text), accented_phrase(text)
    return {number: score * _fit(index, number, plain, accented) for number, score in best.items()}


def _score_words(index: CatalogueIndex, asked: list[str]) -> dict[int, float]:
    scores = _Scores()
    for at, word in enumerate(asked):
        _add_word(index, scores, word, unfinished=at == len(asked) - 1)
    least = _SHARE_ASKED * scores.asked
    pairs = [f" {first} {second} " for first, second in pairwise(asked)] or [f" {asked[0]} "]
    found = {}
    for number, score in scores.by_entry.items():
        if score >= least > 0:
            names = index.names[number].folded
            together = max(sum(pair in name for pair in pairs) for name in names) / len(pairs)
            fills = min(1.0, len(asked) / index.name_lengths[number])
            found[number] = score / scores.asked * (1 + _NEIGHBOURS * together + _FILLS_NAME * fills)
    return found


def _add_word(index: CatalogueIndex, scores: _Scores, word: str, *, unfinished: bool) -> None:
    """Add what each entry gets for `word`, or for the best of the known words it may stand for."""
    forms = [(1.0, word)] if index.postings(word) else []
    if unfinished and (len(word) > 2 or not forms):
        forms += [(_START, known) for known in index.starting_with(word) if known != word]
    if not index.postings(word):
        forms += [(_SLIP, known) for known in index.near(word)]
    idle = _IDLE if word in idle_words() else 1.0
    best: dict[int, float] = {}
    for worth, known in forms:
        rarity = (index.rarity(word) or index.rarity(known)) * worth * idle
        for number, weight in index.postings(known).items():
            best[number] = max(best.get(number, 0.0), rarity * (0.7 + 0.1 * weight))
    known_rarity = index.rarity(word) or max((index.rarity(known) * worth for worth, known in forms), default=_UNKNOWN)
    scores.asked += known_rarity * idle
    for number, score in best.items():
        scores.by_entry[number] += score


def _in_official_words(asked: list[str]) -> list[list[str]]:
    """Return the question with an everyday phrase replaced, once for each meaning; the longest phrase at each place."""
    found = []
    at = 0
    while at < len(asked):
        for end in range(min(len(asked), at + 6), at, -1):
            meanings = _official_words().get(" ".join(asked[at:end]))
            if meanings:
                found += [asked[:at] + meaning.split() + asked[end:] for meaning in meanings]
                at = end - 1
                break
        at += 1
    return found[:4]


@cache
def _official_words() -> Mapping[str, tuple[str, ...]]:
    return {" ".join(words(said)): tuple(" ".join(words(each)) for each in meant) for said, meant in synonyms().items()}


def _without_idle_phrases(typed: list[str]) -> list[str]:
    text = f" {' '.join(typed)} "
    for idle in idle_phrases():
        text = text.replace(f" {idle} ", " ")
    return text.split()


def _fit(index: CatalogueIndex, number: int, plain: str, accented: str) -> float:
    """Return how much better an entry fits for its name being what was typed, and for what can be done here."""
    names = index.names[number]
    fit = 1.0 + _ONLINE.get(index.entries[number].online, 0.0)
    if plain in names.folded:
        fit += _WHOLE_NAME
    if any(accented in name for name in names.accented):
        fit += _ACCENTS
    return fit


def _filter_masks(index: CatalogueIndex, filters: Filters) -> dict[str, int]:
    chosen = {each.name: getattr(filters, each.name) for each in fields(filters)}
    return {name: index.facets[name].get(value, 0) for name, value in chosen.items() if value}


def _count_facets(
    index: CatalogueIndex, found: int, masks: Mapping[str, int]
) -> dict[str, tuple[tuple[str, int], ...]]:
    facets = {}
    for name in FACETS:
        within = found
        for other, mask in masks.items():
            if other != name:
                within &= mask
        counts = ((value, (within & mask).bit_count()) for value, mask in index.facets[name].items())
        facets[name] = tuple(sorted((each for each in counts if each[1]), key=lambda each: (-each[1], each[0])))
    return facets


def _mask(numbers: Mapping[int, float]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def _numbers(mask: int) -> list[int]:
    numbers = []
    while mask:
        lowest = mask & -mask
        numbers.append(lowest.bit_length() - 1)
        mask ^= lowest
    return numbers


class CatalogueSearch:
    """Holds the index of one database and builds it anew when the entries have changed. Threads may share it."""

    def __init__(self) -> None:
        self._index: CatalogueIndex | None = None
        self._building = threading.Lock()

    def index(self, connection: Connection) -> CatalogueIndex:
        """Return an index that is as new as `connection` can see; one small statement when nothing has changed."""
        stamp = current_stamp(connection)
        index = self._index
        if index is not None and index.stamp == stamp:
            return index
        with self._building:
            if self._index is None or self._index.stamp != stamp:
                self._index = load_index(connection)
            return self._index


def load_index(connection: Connection) -> CatalogueIndex:
    """Build the index of all entries in use."""
    stamp = current_stamp(connection)
    rows = list_entries(
        connection,
        *("code", "source", "name", "plain_name", "name_en", "also_called", "result", "online"),
        *("field", "life_events", "audiences", "levels", "agencies"),
    )
    return CatalogueIndex(
        (
            IndexedEntry(
                code=row.code,
                source=row.source,
                name=row.name,
                plain_name=row.plain_name,
                name_en=row.name_en,
                also_called=tuple(row.also_called),
                result=row.result,
                online=row.online,
                facets={
                    "field": (row.field,) if row.field else (),
                    "life_event": tuple(row.life_events),
                    "audience": tuple(row.audiences),
                    "level": tuple(row.levels),
                    "agency": tuple(row.agencies),
                    "online": (row.online,),
                },
            )
            for row in rows
        ),
        stamp=stamp,
    )
