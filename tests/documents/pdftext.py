"""The text of a PDF, as a screen reader or a search would get it: through the fonts' own tables."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pikepdf

_RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>")
_SINGLE = re.compile(rb"<(\w+)>\s*<(\w+)>")


def text_of(pdf: bytes) -> str:
    """Return all text, without the spaces between its pieces being exact."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return " ".join("".join(_page_text(page)) for page in opened.pages)


def _page_text(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[int, str] = {}
    spoken: list[bool] = []  # for each open mark: does it say what its glyphs mean?
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator == "Tf":
            letters = fonts[str(operands[0])]
        elif operator in ("BDC", "BMC"):
            words = operands[1].get("/ActualText") if operator == "BDC" else None
            spoken.append(words is not None)
            yield "" if words is None else str(words)
        elif operator == "EMC":
            spoken.pop()
        elif operator in ("Tj", "TJ") and not any(spoken):
            yield from _glyphs(operands[0] if operator == "TJ" else operands, letters)
        elif operator == "ET":
            yield " "


def _glyphs(parts: Iterable[pikepdf.Object], letters: dict[int, str]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            yield "".join(letters.get(raw[i] << 8 | raw[i + 1], "") for i in range(0, len(raw), 2))


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in _SINGLE.findall(block):
            found[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in _RANGE.findall(block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(letter, 16) + step)
    return found


def squeezed(text: str) -> str:
    """Return text without white space: where a line breaks is the typesetter's business."""
    return "".join(text.split())


def in_order(text: str, *pieces: str) -> bool:
    """Say whether the pieces stand in this order."""
    squeezed_text = squeezed(text)
    places = [squeezed_text.find(squeezed(piece)) for piece in pieces]
    return -1 not in places and all(a < b for a, b in pairwise(places))
