"""The words by which a case is found: of its code, its applicant's name, its procedure; and pairs of the name's words.

A family name stands in a third of all cases, and so do the few words between it and the given name. Two words of a name
together are rare: with pairs in the index, a search of a full name looks at hundreds of cases, not at a hundred
thousand.
"""

from collections.abc import Iterable
from itertools import combinations

from portal.text import fold

LONGEST = 40  # of a word, in letters


def words_of(text: str) -> list[str]:
    """Return the distinct words of a text as they are indexed, in order of the alphabet."""
    return sorted({word[:LONGEST] for word in fold(text).split()})


def pairs_of(words: Iterable[str]) -> list[str]:
    """Return each two of the words that could be of a name, with a space between, which no word has."""
    return [" ".join(pair) for pair in combinations(sorted(filter(_is_of_a_name, words)), 2)]


def index_words(*, code: str, name: str, procedure: str) -> list[str]:
    """Return everything that is to be found of a case."""
    return [*words_of(f"{code} {name} {procedure}"), *pairs_of(words_of(name))]


def _is_of_a_name(word: str) -> bool:
    """Words with a digit are of codes, or of the name of an enterprise; no pair is made of them, on either side."""
    return not any(letter.isdigit() for letter in word)
