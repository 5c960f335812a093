"""The catalogue in memory: which entries hold which words, and which words are near to a mistyped one.

Immutable once built; a query only reads it, so one index serves all threads. 2,000 entries take a few megabytes.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.text import fold

# How much a word counts by where it stands. A name that people use is worth as much as the official one.
WEIGHTS = {"name": 3.0, "plain_name": 3.0, "also_called": 3.0, "name_en": 2.0, "field": 1.0, "result": 1.0}
FACETS = ("field", "life_event", "audience", "level", "agency", "online")
_I_SOUND = re.compile(r"(?<=[bcdghklmnprstvx])y$|(?<=^qu)y$")
_SHORTEST_TYPO = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedEntry:
    """What a list of hits shows of an entry, and what the search compares."""

    code: str
    source: str
    name: str
    plain_name: str
    name_en: str
    also_called: tuple[str, ...]
    result: str
    online: str
    facets: Mapping[str, tuple[str, ...]]

    @property
    def field(self) -> str:
        return self.facets["field"][0] if self.facets["field"] else ""


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of one entry as phrases: folded between spaces, and with their accents."""

    folded: tuple[str, ...]
    accented: tuple[str, ...]


class CatalogueIndex:
    """All entries in use, ordered by code, with postings, near words and facets (a set of entries is a bit mask)."""

    def __init__(self, entries: Iterable[IndexedEntry], *, stamp: int = 0) -> None:
        self.stamp = stamp
        self.entries = tuple(sorted(entries, key=lambda entry: entry.code))
        self.everything = (1 << len(self.entries)) - 1
        self.names = tuple(map(_names, self.entries))
        self.name_lengths = tuple(len(words(entry.name)) for entry in self.entries)
        self._postings = _postings(self.entries)
        self._rarity = {
            word: math.log(1 + len(self.entries) / len(postings)) for word, postings in self._postings.items()
        }
        self._shortened = _shortened(self._postings)
        self._by_start = sorted(self._postings)
        self.facets = _facets(self.entries)

    def postings(self, word: str) -> Mapping[int, float]:
        """Return the entries that hold `word`, each with the weight of the best place where it stands."""
        return self._postings.get(word, {})

    def rarity(self, word: str) -> float:
        return self._rarity.get(word, 0.0)

    def near(self, word: str) -> list[str]:
        """Return the known words that `word` may be a slip for: one letter missing, added, changed or swapped."""
        if len(word) < _SHORTEST_TYPO:
            return []
        candidates = {known for short in _deletions(word) for known in self._shortened.get(short, ())}
        return sorted(known for known in candidates if known != word and is_one_slip(word, known))

    def starting_with(self, start: str, *, most: int = 30) -> list[str]:
        """Return known words that begin with `start`, for a last word that is still being typed."""
        found = []
        for word in self._by_start[bisect_left(self._by_start, start) :][:most]:
            if not word.startswith(start):
                break
            found.append(word)
        return found


def words(text: str) -> list[str]:
    """Return the folded words of `text`; y and i at the end of a syllable count as one letter (lý, lí)."""
    return [_I_SOUND.sub("i", word) for word in fold(text).split()]


def phrase(text: str) -> str:
    """Return the folded words between spaces, so that whole words can be found with `in`."""
    return f" {' '.join(words(text))} "


def accented_phrase(text: str) -> str:
    """Like `phrase`, but with the accents that tell "tử" from "tự"."""
    letters = unicodedata.normalize("NFC", text).casefold()
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in letters).split())} "


def is_one_slip(typed: str, meant: str) -> bool:
    """Say whether one insertion, omission, change or swap of neighbours makes `meant` of `typed`."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a == b[1:] or a[1:] == b


def _names(entry: IndexedEntry) -> _Names:
    names = [name for name in (entry.name, entry.plain_name, *entry.also_called, entry.name_en) if name]
    return _Names(tuple(map(phrase, names)), tuple(map(accented_phrase, names)))


def _postings(entries: tuple[IndexedEntry, ...]) -> dict[str, dict[int, float]]:
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        texts: dict[str, Any] = {
            "result": entry.result,
            "field": entry.field,
            "name_en": entry.name_en,
            "also_called": " ".join(entry.also_called),
            "plain_name": entry.plain_name,
            "name": entry.name,
        }
        for place, text in texts.items():  # from light to heavy, so that the heaviest stays
            for word in words(text):
                postings[word][number] = WEIGHTS[place]
        for word in words(entry.code):
            postings[word][number] = WEIGHTS["name"]
    return dict(postings)


def _shortened(postings: Iterable[str]) -> dict[str, list[str]]:
    """Return for each word with one letter left out the words it may come from."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in postings:
        if len(word) >= _SHORTEST_TYPO - 1 and not word.isdigit():
            for short in _deletions(word):
                found[short].append(word)
    return dict(found)


def _deletions(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _facets(entries: tuple[IndexedEntry, ...]) -> dict[str, dict[str, int]]:
    facets: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for number, entry in enumerate(entries):
        for name in FACETS:
            for value in entry.facets[name]:
                facets[name][value] |= 1 << number
    return {name: dict(values) for name, values in facets.items()}
