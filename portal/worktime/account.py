"""The clock of a case as the ledger reads it: minutes and day numbers, seen at one moment."""

from dataclasses import dataclass
from datetime import datetime

from portal.worktime.calendar import Calendar
from portal.worktime.clock import Clock, stretches
from portal.worktime.due import counting, due_minute, first_day
from portal.worktime.index import DAY, FOREVER, Index, Interval
from portal.worktime.limit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`until` is the moment of looking, or of the decision when that came first; `due` is FOREVER while unknown."""

    index: Index
    unit: Unit
    total: int
    pauses: tuple[Interval, ...]
    received: int
    started: int
    first_counted: int
    due: int
    until: int
    decided: bool

    @property
    def first(self) -> int:
        return self.received // DAY

    @property
    def last(self) -> int:
        """The last day with something to say: the due day, or today when that is later or nothing is known."""
        end = max(self.until, self.started)
        return (end if self.due == FOREVER else max(self.due, end)) // DAY

    def works(self, day: int) -> bool:
        return day in self.index.close_on

    def stands_at_close(self, day: int) -> bool:
        """Tell whether the clock stands when a day closes, so that the day does not count (D1)."""
        close = self.index.close(day)
        return any(begin <= close < end for begin, end in self.pauses)

    def stands_on(self, day: int) -> bool:
        """Tell whether the clock stands at any minute of a day."""
        return any(begin < (day + 1) * DAY and end > day * DAY for begin, end in self.pauses)

    def has_passed(self, day: int) -> bool:
        """Tell whether a counted day is used up: it has closed, or the decision fell on it."""
        return self.index.close(day) <= self.until or (self.decided and day == self.until // DAY)

    def ran(self, begin: int, end: int) -> int:
        """Return the office minutes from `begin` to `end` in which the clock ran (D5)."""
        if end <= begin:
            return 0
        worked = self.index.worked
        return (
            worked(end)
            - worked(begin)
            - sum(worked(min(end, e)) - worked(max(begin, b)) for b, e in self.pauses if b < end and e > begin)
        )


def open_account(clock: Clock, calendar: Calendar, now: datetime) -> Account:
    pauses = stretches(clock, calendar)
    unit, total = counting(clock, calendar)
    decided = clock.stopped is not None and clock.stopped <= now
    return Account(
        index=calendar.index,
        unit=unit,
        total=total,
        pauses=pauses,
        received=calendar.minute(clock.received or clock.started),
        started=calendar.minute(clock.started),
        first_counted=first_day(clock, calendar),
        due=due_minute(clock, calendar, pauses),
        until=calendar.minute(clock.stopped if clock.stopped is not None and decided else now),
        decided=decided,
    )
