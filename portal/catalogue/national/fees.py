"""From a row of the table to a fee ("free" beside a note is not reliable)."""

import re

from portal.catalogue.entry_facts import Fee, FeeKind, FeeReason
from portal.catalogue.national.table import FREE, UNSTATED, Row
from portal.text import fold

_AMOUNT = re.compile(r"(\d[\d,.]*) (\D+)")
_CURRENCIES = {"Việt Nam Đồng": "VND", "VNĐ": "VND", "VND": "VND", "USD": "USD", "EUR": "EUR"}
_NOTHING_MORE = frozenset({"", "khong", "khong co", "mien phi", "khong thu phi", "khong thu le phi", "khong mat phi"})
_COUNCIL = re.compile(r"\b(?:hoi dong nhan dan|hdnd)\b")
_DONG_IN_NOTE = re.compile(r"(\d{1,3}(?:[.,]\d{3})+)\s*(?:đồng|vnđ|vnd|đ)(?!\w)", re.IGNORECASE)
SMALLEST_DONG = 1_000


def read_fee(row: Row) -> Fee:
    """Return the fee of a row; of kind `text` when only its words can say what is to be paid."""
    note = row.text if row.note is None else row.note
    if row.glued:
        return _fee(row, FeeKind.TEXT, note, reason=FeeReason.GLUED_FIGURES)
    if row.fee in (FREE, UNSTATED):
        return _without_amount(row, note)
    figure = _AMOUNT.fullmatch(row.fee)
    if figure is None:
        return _fee(row, FeeKind.TEXT, note)
    return _with_amount(row, note, figure[1], _CURRENCIES[figure[2]])


def _without_amount(row: Row, note: str) -> Fee:
    if row.note is None:
        return _fee(row, FeeKind.TEXT, note, reason=FeeReason.UNCLOSED_NOTE)
    if _COUNCIL.search(fold(note)):
        return _fee(row, FeeKind.VARIES, note)
    if row.fee == UNSTATED:
        return _fee(row, FeeKind.TEXT if note else FeeKind.UNSTATED, note)
    if fold(note) in _NOTHING_MORE:
        return Fee(channel=row.channel, kind=FeeKind.FREE, amount=0, currency="VND", raw=row.fee, note=note)
    return _fee(row, FeeKind.TEXT, note, reason=FeeReason.NOTE_BESIDE_FREE)


def _with_amount(row: Row, note: str, figure: str, currency: str) -> Fee:
    if not re.fullmatch(r"\d{1,3}(?:,\d{3})*|\d+", figure):
        return _fee(row, FeeKind.TEXT, note)
    amount = int(figure.replace(",", ""))
    if currency == "VND" and amount < SMALLEST_DONG:
        # "20 VNĐ" beside "20.000 đồng/tờ khai": the source lost three zeros. Believed only when the note says the same.
        named = {int(re.sub("[.,]", "", each)) for each in _DONG_IN_NOTE.findall(note)}
        if named != {amount * 1_000}:
            return _fee(row, FeeKind.TEXT, note, reason=FeeReason.AMOUNT_TOO_SMALL)
        amount *= 1_000
    return Fee(channel=row.channel, kind=FeeKind.AMOUNT, amount=amount, currency=currency, raw=row.fee, note=note)


def _fee(row: Row, kind: FeeKind, note: str, *, reason: FeeReason | None = None) -> Fee:
    return Fee(channel=row.channel, kind=kind, raw=row.fee, note=note, reason=reason)
