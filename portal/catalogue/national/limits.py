"""From a row of the table to a time limit."""

import re

from portal.catalogue.entry_facts import LimitReason, TimeLimit
from portal.catalogue.national.durations import Mention, Period, mentions, period
from portal.catalogue.national.table import UNSTATED, Row

_COLUMN = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?) (\D+)")
# Without a figure in the column, a period in the remarks is the limit only when it opens them, alone and without cases:
# prose also tells how old a photo may be, and how long each stage takes.
_OPENS = re.compile(
    r"(?:^|\n|\))[\W_]*(?:(?:tổng )?thời (?:hạn|gian)(?: giải quyết)?\s*:?\s*|trong (?:thời hạn|thời gian|vòng)\s*"
    r"|là\s*|(?:tối đa )?không quá\s*|tối đa\s*|chậm nhất\s*)*$",
    re.IGNORECASE,
)
_CASES = re.compile(r"trường h[ợơ]p|đối với|giai đoạn", re.IGNORECASE)


def read_limit(row: Row) -> TimeLimit:
    """Return the time limit of a row; without `value` when neither the column nor the words settle it."""
    said = mentions(row.text)
    column = _COLUMN.fullmatch(row.time)
    if column:
        return _from_column(row, period(column[1], column[2]), said)
    return _from_words(row, said)


def states_a_limit(row: Row) -> bool:
    """Say whether the time text of the row (its time cell or its remarks) holds a figure or number word with a unit."""
    return bool(_COLUMN.fullmatch(row.time)) or bool(mentions(row.text))


def _from_column(row: Row, column: Period, said: list[Mention]) -> TimeLimit:
    if column.value == 0:
        return _unread(row, LimitReason.ZERO)
    units = {mention.period.unit for mention in said if mention.period.value == column.value}
    if len(units) == 1 and column.unit not in units:
        return _read(row, Period(column.value, units.pop()), "text")
    return _read(row, column, "column")


def _from_words(row: Row, said: list[Mention]) -> TimeLimit:
    figure = row.time if row.time.isdigit() and not row.glued else ""
    same = {mention.period for mention in said if figure and mention.period.value == int(figure) > 0}
    if len(same) == 1:
        return _read(row, same.pop(), "text")
    if len(said) == 1 and figure != "0" and _is_the_limit(said[0], row.text):
        return _read(row, said[0].period, "text")
    return _unread(row, _why_unread(row, said))


def _is_the_limit(mention: Mention, text: str) -> bool:
    return bool(_OPENS.search(text[: mention.start])) and not _CASES.search(text)


def _why_unread(row: Row, said: list[Mention]) -> LimitReason:
    if row.time == "0":
        return LimitReason.ZERO
    if row.time.isdigit():
        return LimitReason.NO_UNIT
    if said:
        return LimitReason.SEVERAL
    return LimitReason.UNSTATED if row.time == UNSTATED else LimitReason.WORDS


def _read(row: Row, found: Period, source: str) -> TimeLimit:
    return TimeLimit(
        channel=row.channel, value=found.value, unit=found.unit, raw=row.time, text=row.text, source=source
    )


def _unread(row: Row, reason: LimitReason) -> TimeLimit:
    return TimeLimit(channel=row.channel, raw=row.time, text=row.text, reason=reason)
