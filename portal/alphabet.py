"""The order of Vietnamese words: a ă â b c d đ e ê …, and between equal letters by tone (domain.md section 8)."""

import unicodedata

AlphabetKey = tuple[tuple[int, ...], tuple[int, ...], str]

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
_SHAPES = frozenset("\u0302\u0306\u031b")  # the marks that make â, ă, ơ letters of their own


def alphabet_key(text: str) -> AlphabetKey:
    """Return what to sort by: letters first, then tones, then the text itself so that no two texts tie.

    Letters of other languages of Vietnam (ŏ, ĭ, č) stand with their base letter.
    """
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text.casefold()):
        base, marks = _split(character)
        letters.append(_RANK.get(base, 0 if base.isspace() else 100 + ord(base)))
        tones.append(max((_TONES.get(mark, 9) for mark in marks), default=0))
    return tuple(letters), tuple(tones), text


def _split(character: str) -> tuple[str, str]:
    """Return a letter of the alphabet and the marks left over: ế is ê and the sharp tone."""
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    for mark in marks:
        whole = unicodedata.normalize("NFC", base + mark)
        if mark in _SHAPES and whole in _RANK:
            return whole, marks.replace(mark, "", 1)
    return base, marks
