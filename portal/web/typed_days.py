"""Days that somebody types, into a filter or as a new due day.

What cannot be read is told beside its field, and stays as it was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from portal.catalogue.fields import parse_day
from portal.web.context import house
from portal.web.language import gettext as _
from portal.workflow.errors import InputMissing
from portal.worktime import OutsideCalendar

YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class TypedDays:
    """What was typed, the days that could be read, and what is wrong with the others; each by the name of its field."""

    typed: Mapping[str, str]
    found: Mapping[str, date]
    problems: Mapping[str, str]

    def summary(self) -> list[dict[str, str]]:
        """Return the problems as an error summary lists them."""
        return [{"text": text, "id": name} for name, text in self.problems.items()]


NOTHING_TYPED = TypedDays({}, {}, {})


def typed(day: date) -> str:
    """Return a day as people type it."""
    return f"{day:%d/%m/%Y}"


def new_due_of(text: str | None) -> datetime:
    """Return when the day ends that was typed as the new due day. Raises `InputMissing` where it is no such day."""
    day = parse_day(text or "")
    if day is None:
        raise InputMissing("new_due")
    try:
        return house().calendar.close_of(day)
    except OutsideCalendar:
        raise InputMissing("new_due") from None


def days_of_request(*names: str) -> TypedDays:
    """Read days from the address; `to` may not stand before `from`."""
    texts = {name: text for name in names if (text := request.args.get(name, "").strip())}
    read = {name: day for name, text in texts.items() if (day := parse_day(text)) is not None and day.year in YEARS}
    problems = {name: _("Ghi ngày có thật, ví dụ 27/11/2026.") for name in texts if name not in read}
    if "from" in read and "to" in read and read["to"] < read["from"]:
        problems["to"] = _("Ngày này đứng trước ngày bắt đầu.")
    return TypedDays(texts, {name: day for name, day in read.items() if name not in problems}, problems)
