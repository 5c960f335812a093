"""The legal basis: titles and numbers of documents, run together; numbers also stand inside titles."""

import re
from datetime import date

from portal.catalogue.entry_facts import LawReference
from portal.catalogue.national.letters import SMALL

HEADER = "Tên văn bản pháp lýMã văn bản"
# The bodies that issue circulars and decisions; spelt out, because the next title may go on in capitals.
_BODIES = (
    "BLĐTBXH|BNNPTNT|TANDTC|VKSNDTC|BVHTTDL|BTNMT|BNNMT|BKHĐT|BKHCN|BGTVT|BGDĐT|BTTTT|NHNN|VPCP|UBDT|TTCP|BHXH|BTC|BTP|BCA"
    "|BXD|BQP|BCT|BNV|BYT|BNG"
)
_KIND = (
    r"(?:(?:(?:PL|NQ)-)?UBTVQH\d{1,2}|(?:NQ-)?QH\d{2}|(?:NĐ|NQ)-CP|(?:QĐ|CT|NQ)-TTg|NQ-HĐND|(?:QĐ|CT|KH)-UBND"
    rf"|TTLT(?:-(?:{_BODIES}))+|(?:TT|QĐ|NQ|VBHN|CT|HD)-(?:{_BODIES})|VBHN-VPQH|VBHN-BTC"
    rf"|(?:TT|QĐ|NQ|PL|L|CTN|VBHN)(?:-[A-ZĐ]{{2,10}})?(?![{SMALL}]))"
)
_DIGITS = r"\d{1,4}(?:\.\d{1,2})?/(?:\d{4}/)?"
_NUMBER = re.compile(
    rf"(?P<glued>(?<!\d)\d{{5,8}}/(?:\d{{4}}/)?{_KIND})"
    rf"|(?:(?:(?:Luật|Bộ luật|Nghị định|Nghị quyết|Thông tư|Quyết định|Pháp lệnh)(?: số)?|[Ss]ố) ?)?"
    rf"(?P<number>(?:(?<![\d/])(?<!\d\.)|(?<=QH\d\d)){_DIGITS}{_KIND})"
)
# "năm 202446/2024/QH15": after these words the first four figures are a year.
_YEAR_BEFORE_NUMBER = re.compile(rf"((?:năm |\d[/-]\d{{1,2}}[/-]|\d{{4}} ?- ?)(?:19|20)\d{{2}})(?={_DIGITS}{_KIND})")
_CUT = "\x01"
_DATE = re.compile(r"\s*,?\s*ngày (\d{1,2})(?:/| tháng )(\d{1,2})(?:/| năm )(\d{4})")


def read_law(text: str) -> list[LawReference]:
    """Return the documents in order. What follows the last readable number stays one reference without a number."""
    if not text.startswith(HEADER):
        return []
    body = _YEAR_BEFORE_NUMBER.sub(rf"\1{_CUT}", text[len(HEADER) :])
    found: list[LawReference] = []
    start = 0
    for match in _NUMBER.finditer(body):
        if match["glued"]:  # a year of the title and the number, which could be parted in several ways
            found.append(LawReference(title=body[start : match.end()].replace(_CUT, "").strip()))
            start = match.end()
            continue
        cell = _cell_start(body, start, match)
        if cell is not None:
            title = body[start:cell].replace(_CUT, "").strip() or match["number"]
            found.append(LawReference(title=title, number=match["number"], dated=_dated(title, match["number"])))
            start = match.end()
    rest = body[start:].replace(_CUT, "").strip()
    if rest:
        found.append(LawReference(title=rest))
    return found


def _cell_start(body: str, start: int, match: re.Match[str]) -> int | None:
    """Return where the cell of this number begins, or nothing when the number stands inside a title.

    A number that fills its own cell touches the title before it or the one after it; it is never followed by more of a
    sentence.
    """
    after = body[match.end() : match.end() + 2]
    if after and (after[0] in ".,;:)/-" or (after[0].isspace() and not after[1:].isupper())):
        return None
    for at in (match.start(), match.start("number")):
        before = body[start:at]
        if before.strip() and not before[-1].isspace() and before[-1] not in "(/-":
            return at
    return match.start("number") if not after or after[0].isalpha() else None


def _dated(title: str, number: str) -> str:
    at = title.find(number)
    match = _DATE.match(title, at + len(number)) if at >= 0 else None
    if match is None:
        return ""
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return ""
