"""The law's arithmetic, slow and obvious: day after day, minute after minute. No index, no bisection.

It reads from a calendar only what an office prints on its door: days off, days worked instead, hours, closures.
"""

from datetime import date, datetime, timedelta

from portal.worktime import Calendar, Clock

Hours = tuple[tuple[int, int], ...]
Stretches = list[tuple[datetime, datetime]]
ONE_DAY = timedelta(days=1)
FOR_GOOD = datetime(9999, 12, 31)  # noqa: DTZ001 -- a wall clock


def hours_on(calendar: Calendar, day: date) -> Hours:
    if day in calendar.makeup:
        usual = calendar.week[calendar.makeup[day].weekday()]
    elif day in calendar.holidays:
        return ()
    else:
        usual = calendar.week[day.weekday()]
    return calendar.exceptions[day].hours if day in calendar.exceptions and usual else usual


def works(calendar: Calendar, day: date) -> bool:
    return hours_on(calendar, day) != ()


def wall(calendar: Calendar, moment: datetime) -> datetime:
    """What a clock on the wall shows, to the minute."""
    return moment.astimezone(calendar.zone).replace(tzinfo=None, second=0, microsecond=0)


def minute_of(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 -- a wall clock


def close_of(calendar: Calendar, day: date) -> datetime:
    hours = hours_on(calendar, day)
    return minute_of(day, hours[-1][1] if hours else 24 * 60 - 1)


def stretches(clock: Clock, calendar: Calendar) -> Stretches:
    """When the clock stood, as the wall shows it; a pause without end stands for good."""
    ends = [pause.end or clock.stopped for pause in clock.pauses]
    return [
        (wall(calendar, pause.start), FOR_GOOD if end is None else wall(calendar, end))
        for pause, end in zip(clock.pauses, ends, strict=True)
    ]


def stands(stood: Stretches, shown: datetime) -> bool:
    return any(begin <= shown < end for begin, end in stood)


def slow_due(clock: Clock, calendar: Calendar) -> datetime | None:
    """Return the due moment as a wall clock shows it; None when a pause without end stands in the way."""
    limit = clock.limit
    if limit.counted_in == "hours":
        return _after_minutes(clock, calendar, limit.amount)
    if limit.counted_in == "working_days":
        if calendar.day_mode == "same_time" and not clock.same_day:
            return _after_minutes(clock, calendar, limit.amount * 8 * 60)
        return _after_working_days(clock, calendar, limit.amount)
    if limit.counted_in == "days":
        return _after_days(clock, calendar, limit.amount)
    start = wall(calendar, clock.started).date()
    return _after_days(clock, calendar, (_same_number(start, limit.amount) - start).days)


def _after_working_days(clock: Clock, calendar: Calendar, days: int) -> datetime | None:
    started, stood = wall(calendar, clock.started), stretches(clock, calendar)
    day = started.date()
    if not (clock.same_day and started <= minute_of(day, 15 * 60) and started < close_of(calendar, day)):
        day += ONE_DAY
    while not _is_hopeless(stood, day):
        if works(calendar, day) and not stands(stood, close_of(calendar, day)):
            days -= 1
            if days == 0:
                return close_of(calendar, day)
        day += ONE_DAY
    return None


def _after_days(clock: Clock, calendar: Calendar, days: int) -> datetime | None:
    day, stood = wall(calendar, clock.started).date(), stretches(clock, calendar)
    while not _is_hopeless(stood, day):
        day += ONE_DAY
        runs = not stands(stood, close_of(calendar, day))
        days -= runs
        if days <= 0 and runs and works(calendar, day):
            return close_of(calendar, day)
    return None


def _after_minutes(clock: Clock, calendar: Calendar, minutes: int) -> datetime | None:
    started, stood = wall(calendar, clock.started), stretches(clock, calendar)
    day = started.date()
    while not _is_hopeless(stood, day):
        for begin, end in hours_on(calendar, day):
            for piece in range(begin, end):
                shown = minute_of(day, piece)
                if shown >= started and not stands(stood, shown):
                    minutes -= 1
                    if minutes == 0:
                        return minute_of(day, piece + 1)
        day += ONE_DAY
    return None


def _is_hopeless(stood: Stretches, day: date) -> bool:
    """Tell whether a pause without end began days before: nothing counts any more."""
    return any(end == FOR_GOOD and day > begin.date() + 2 * ONE_DAY for begin, end in stood)


def _same_number(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or the last day of that month."""
    first = day.replace(day=1)
    for _ in range(months):
        first = _next_month(first)
    last = _next_month(first) - ONE_DAY
    return first.replace(day=min(day.day, last.day))


def _next_month(first: date) -> date:
    return (first + 32 * ONE_DAY).replace(day=1)
