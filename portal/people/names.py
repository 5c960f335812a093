"""Names of people: what may stand in one, and how a list of them is sorted (domain.md section 8)."""

import unicodedata

from portal.alphabet import AlphabetKey, alphabet_key
from portal.people.errors import BadIdentifier
from portal.text import clean

LONGEST_NAME = 100
_ALLOWED = frozenset(" '’-.")


def clean_name(text: str) -> str:
    """Return a name in NFC with single spaces, in its owner's own capitals. One-word names are names.

    Letters of every alphabet and their marks are allowed (Hrê, Xơ Đăng, Ba Na names), and `' ’ - .` between them.
    Raises `BadIdentifier`.
    """
    name = clean(text)
    if len(name) > LONGEST_NAME:
        raise BadIdentifier("name", "length")
    if not all(c in _ALLOWED or unicodedata.category(c)[0] in "LM" for c in name):
        raise BadIdentifier("name", "characters")
    if not any(unicodedata.category(c)[0] == "L" for c in name):
        raise BadIdentifier("name", "shape")
    return name


def name_sort_key(name: str) -> tuple[AlphabetKey, ...]:
    """Return what to sort by: the given name, which stands last, then the family name, then those between."""
    words = clean(name).split()
    if len(words) < 2:
        return tuple(map(alphabet_key, words))
    return tuple(map(alphabet_key, (words[-1], words[0], *words[1:-1])))
