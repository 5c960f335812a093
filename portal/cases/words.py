"""The words by which a case is found: of its code, its applicant's name, its procedure, its answers; pairs of the name.

A family name stands in a third of all cases, and so do the few words between it and the given name. Two words of a name
together are rare: with pairs in the index, a search of a full name looks at hundreds of cases, not at a hundred
thousand.

What is sealed in the case stays unreadable here: identifiers, phone numbers and words of answers are in the index
as keyed digests (docs/decisions/0016).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from portal.crypto import Sealer
from portal.text import fold

LONGEST = 40  # of a word, in letters
LONGEST_ANSWER = 200  # a longer one is a story, not a fact to find a case by
MOST_ANSWER_WORDS = 60  # of one case
# An identifier or a phone number, in groups or not; the groups of a case's code are others.
NUMBER = re.compile(
    r"(?<!\w)(?:\+84[ .-]?\d{2,3}(?:[ .-]?\d{3,4}){2}|\d{9,13}|\d{3,4}(?:[ .-]\d{3,4}){2,3})(?!\w)", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_DIGEST = 20  # hex digits of a digest: 80 bits, so that two of a million cases' words never meet


def words_of(text: str) -> list[str]:
    """Return the distinct words of a text as they are indexed, in order of the alphabet."""
    return sorted({word[:LONGEST] for word in fold(text).split()})


def pairs_of(words: Iterable[str]) -> list[str]:
    """Return each two of the words that could be of a name, with a space between, which no word has."""
    return [" ".join(pair) for pair in combinations(sorted(filter(_is_of_a_name, words)), 2)]


def index_words(*, code: str, name: str, procedure: str) -> list[str]:
    """Return everything that is to be found of a case."""
    return [*words_of(f"{code} {name} {procedure}"), *pairs_of(words_of(name))]


def answer_words(name: str, answers: Mapping[str, Any], sealer: Sealer) -> list[str]:
    """Return the digests by which a case is found: of numbers, and of words of the name and of short answers."""
    texts = [name, *_texts(answers)]
    numbers = {digest_of_number(found, sealer) for text in texts for found in NUMBER.findall(text)}
    words = sorted({word for text in texts for word in words_of(NUMBER.sub(" ", text)) if len(word) > 1})
    return sorted(numbers | {digest_of_word(word, sealer) for word in words[:MOST_ANSWER_WORDS]})


def digest_of_number(text: str, sealer: Sealer) -> str:
    """Return the digest of an identifier or phone number: the same however it is spaced, with +84 or with 0."""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+84") or (digits.startswith("84") and len(digits) == 11):
        digits = "0" + digits[2:]
    return "#" + sealer.index(f"case-number:{digits}")[:_DIGEST]


def digest_of_word(word: str, sealer: Sealer) -> str:
    return "~" + sealer.index(f"case-word:{word}")[:_DIGEST]


def _texts(answer: Any) -> Iterator[str]:
    """Yield the short texts of answers; a day is not looked for."""
    if isinstance(answer, str):
        if len(answer) <= LONGEST_ANSWER and not _DAY.fullmatch(answer):
            yield answer
    elif isinstance(answer, Mapping):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from _texts(part)


def _is_of_a_name(word: str) -> bool:
    """Words with a digit are of codes, or of the name of an enterprise; no pair is made of them, on either side."""
    return not any(letter.isdigit() for letter in word)
