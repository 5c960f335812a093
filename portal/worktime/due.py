"""When an answer is due: the rules D1 to D9 on top of the index."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from portal.worktime.calendar import Calendar
from portal.worktime.clock import Clock, stretches
from portal.worktime.index import DAY, FOREVER, Interval, advance
from portal.worktime.limit import ACCOUNTING_DAY, Limit, Unit

# Paper taken after this time of day moves, and a same-day procedure is answered, on the next working day (D8).
LAST_SAME_DAY_MINUTE = 15 * 60


def due(clock: Clock, calendar: Calendar) -> datetime | None:
    """Return the due moment in UTC; None while a pause without end keeps it open. Raises `OutsideCalendar`."""
    minute = due_minute(clock, calendar, stretches(clock, calendar))
    return None if minute == FOREVER else calendar.moment(minute)


def original_due(clock: Clock, calendar: Calendar) -> datetime:
    """Return the due moment as if the clock had never stood: what was promised at acceptance."""
    return calendar.moment(due_minute(clock, calendar, ()))


def due_if_resumed(clock: Clock, calendar: Calendar, now: datetime) -> datetime:
    """Return the due moment that follows if the clock runs again from `now`."""
    pauses = tuple(replace(p, end=max(p.start, now)) if p.end is None else p for p in clock.pauses)
    return calendar.moment(due_minute(clock, calendar, stretches(replace(clock, pauses=pauses), calendar)))


def due_after_change(clock: Clock, before: Calendar, after: Calendar, *, notified: bool = False) -> datetime | None:
    """Return the due moment when a running case gets a new calendar (D9).

    A later moment counts only once the citizen was notified of it; an earlier one counts at once.
    """
    printed, computed = due(clock, before), due(clock, after)
    if printed is None or computed is None or notified:
        return computed
    return min(printed, computed)


def add_hours(calendar: Calendar, start: datetime, hours: Decimal) -> datetime:
    """Return the moment at which `hours` of office time have passed since `start` (D3). Raises `LimitError`."""
    index, minutes = calendar.index, Limit(hours, "hours").amount
    return calendar.moment(index.minute_when_worked(index.worked(calendar.minute(start)) + minutes))


def worked_minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Return the office minutes between two moments; negative when `end` comes first."""
    return calendar.index.worked(calendar.minute(end)) - calendar.index.worked(calendar.minute(start))


def counting(clock: Clock, calendar: Calendar) -> tuple[Unit, int]:
    """Return what the limit of a clock comes down to under a calendar: minutes ("hours"), working days or days."""
    unit, amount = clock.limit.counted_in, clock.limit.amount
    if unit == "months":
        start = date.fromordinal(calendar.minute(clock.started) // DAY)
        return "days", _add_months(start, amount).toordinal() - start.toordinal()
    if unit == "working_days" and calendar.day_mode == "same_time" and not clock.same_day:
        return "hours", amount * ACCOUNTING_DAY
    return unit, amount


def first_day(clock: Clock, calendar: Calendar) -> int:
    """Return the first day that can count: the one after the start, or a same-day procedure's own (D1, D8)."""
    start = calendar.minute(clock.started)
    day = start // DAY
    if not clock.same_day or clock.limit.counted_in != "working_days":
        return day + 1
    in_time = start % DAY <= LAST_SAME_DAY_MINUTE and start < calendar.index.close_on.get(day, 0)
    return day if in_time else day + 1


def due_minute(clock: Clock, calendar: Calendar, pauses: Sequence[Interval]) -> int:
    """Return the due moment as a minute of the index; FOREVER while it is not known."""
    index = calendar.index
    unit, amount = counting(clock, calendar)
    if unit == "hours":
        start = index.worked(calendar.minute(clock.started))
        return index.minute_when_worked(advance(start, amount, pauses, index.worked))
    first = first_day(clock, calendar)
    if unit == "working_days":
        return _close_of_working_day(first, amount, pauses, calendar)
    after = advance(first, amount, pauses, index.first_day_closing)
    return FOREVER if after == FOREVER else _close_of_working_day(after - 1, 1, pauses, calendar)


def _close_of_working_day(day: int, nth: int, pauses: Sequence[Interval], calendar: Calendar) -> int:
    """Return the close of the n-th working day from `day` on at whose close the clock runs (D1, and D2's roll)."""
    index = calendar.index
    place = advance(index.place(day), nth, pauses, index.closed)
    return index.close_at(place - 1 if place < FOREVER else FOREVER)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
