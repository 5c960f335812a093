"""Vietnamese text: how it is cleaned when it comes in, and folded when it is searched (domain.md section 8)."""

import unicodedata

_KEEP_CONTROL = "\n\t"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` in NFC without control, zero-width and direction marks, with single spaces.

    With `lines`, line breaks are kept (long answers); otherwise they become spaces.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN or c in _KEEP_CONTROL)
    if not lines:
        return " ".join(kept.split())
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()


def fold(text: str) -> str:
    """Return `text` for searching: no marks, đ as d, lower case, everything but letters and digits as one space.

    "Khai tử", "khai tu" and "KHAI TỬ" fold to the same; so do both tone styles (hoà, hòa).
    """
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    letters = "".join(c if c.isalnum() else " " for c in decomposed if unicodedata.category(c) != "Mn")
    return " ".join(letters.split())
