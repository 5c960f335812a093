"""Vietnamese capitals and small letters, for character classes: in Unicode the two alternate, so a range holds both."""

_LATIN = [chr(c) for block in (range(0x41, 0x7B), range(0xC0, 0x1B1), range(0x1EA0, 0x1EFA)) for c in block]
CAPITALS = "".join(letter for letter in _LATIN if letter.isupper())
SMALL = "".join(letter for letter in _LATIN if letter.islower())
