"""Working time as numbers: prefix sums over the office intervals of a calendar, answered by bisection.

Days are `date.toordinal()`; a minute is its day times 1440 plus what a wall clock in the calendar's zone shows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.worktime.errors import OutsideCalendar

DAY = 24 * 60
# Later than every minute and more than every sum: the end of what has no end yet.
FOREVER = 1 << 40

Interval = tuple[int, int]
Hours = tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Parallel lists over intervals (`opens`, `ends`, `before`) and over working days (`days`, `closes`)."""

    opens: list[int]
    ends: list[int]
    before: list[int]  # worked minutes before each interval; one entry more, the sum of all
    days: list[int]
    closes: list[int]
    close_on: dict[int, int]

    def worked(self, minute: int) -> int:
        """Return how many office minutes have passed at `minute`, since the calendar begins."""
        at = bisect_right(self.ends, minute)
        into = minute - self.opens[at]
        return self.before[at] + into if into > 0 else self.before[at]

    def minute_when_worked(self, sum_: int) -> int:
        """Return the earliest minute at which so many office minutes have passed: 17:30, not the next morning."""
        if sum_ == FOREVER:
            return FOREVER
        at = bisect_left(self.before, sum_) - 1
        if at >= len(self.ends):
            raise self._outside()
        return self.opens[at] + sum_ - self.before[at]

    def closed(self, minute: int) -> int:
        """Return how many working days have closed before `minute`: the place of the first that closes at or after."""
        return bisect_left(self.closes, minute)

    def place(self, day: int) -> int:
        """Return the place in the list of the first working day from `day` on."""
        return bisect_left(self.days, day)

    def close_at(self, place: int) -> int:
        """Return when the working day at a place of the list closes."""
        if place >= FOREVER:
            return FOREVER
        if place >= len(self.closes):
            raise self._outside()
        return self.closes[place]

    def close(self, day: int) -> int:
        """Return when a day closes: with its last interval, and a day off with its last minute."""
        return self.close_on.get(day, day * DAY + DAY - 1)

    def first_day_closing(self, minute: int) -> int:
        """Return the first day, working or not, that closes at or after `minute`."""
        day = minute // DAY
        return day if minute <= self.close(day) else day + 1

    def _outside(self) -> OutsideCalendar:
        return OutsideCalendar(date.fromordinal(self.days[0]), date.fromordinal(self.days[-1]))


def build(days: Iterable[tuple[int, Hours]]) -> Index:
    """Return the index of working days, given in order with their intervals; each has at least one."""
    opens: list[int] = []
    ends: list[int] = []
    before = [0]
    close_on: dict[int, int] = {}
    for day, hours in days:
        for begin, end in hours:
            opens.append(day * DAY + begin)
            ends.append(day * DAY + end)
            before.append(before[-1] + end - begin)
        close_on[day] = ends[-1]
    opens.append(FOREVER)
    working, closes = list(close_on), list(close_on.values())
    return Index(opens=opens, ends=ends, before=before, days=working, closes=closes, close_on=close_on)


def advance(start: int, amount: int, pauses: Sequence[Interval], place: Callable[[int], int]) -> int:
    """Return the place `amount` after `start`, not counting what lies in pauses.

    `place` maps a minute to places (worked minutes, working days, days). `pauses` are disjoint and in order. FOREVER
    when a pause that has no end yet begins before the place is reached.
    """
    target = start + amount
    for begin, end in pauses:
        low = max(start, place(begin))
        if target <= low:
            break
        if end == FOREVER:
            return FOREVER
        target += max(0, place(end) - low)
    return target
