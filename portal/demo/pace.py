"""When people do things: citizens by day and by night, officers in office hours, some faster than others."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from portal.clock import VIETNAM, local
from portal.worktime import Calendar, DayKind, add_hours, worked_minutes

# Where work takes longer than it should; elsewhere it takes half to nine tenths of the time that is allowed.
SLOW = frozenset({"51.21028", "51.21040", "51.522.21010", "51.524.21040", "51/VPDKDD"})
LEAST = Decimal("0.1")  # hours; time is given in steps of six minutes
CLOSE = time(16, 30)  # of the last day of a unit: nothing is left for the evening

_HOURS_ONLINE = (
    (1, 1), (2, 1), (6, 2), (7, 6), (8, 12), (9, 14), (10, 11), (11, 6), (12, 4), (13, 5), (14, 9), (15, 8), (16, 6),
    (17, 3), (19, 4), (20, 6), (21, 6), (22, 3),
)  # fmt: skip
_HOURS_COUNTER = ((7, 5), (8, 14), (9, 14), (10, 9), (13, 4), (14, 9), (15, 6), (16, 3))


def arrival(random: Random, day: date, *, online: bool) -> datetime:
    """Return a moment of a day at which somebody applies: mornings are busy, and counters keep office hours."""
    hours, weights = zip(*(_HOURS_ONLINE if online else _HOURS_COUNTER), strict=True)
    hour = random.choices(hours, weights)[0]
    first = 35 if hour == 7 else 0  # the doors open at half past seven
    at = time(hour, random.randint(first, 59), random.randint(0, 59))
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


def busyness(calendar: Calendar, day: date) -> float:
    """Return how much is applied for on a day: Mondays and the days before a long holiday most, Sundays hardly."""
    if calendar.kind(day) not in (DayKind.WORKING, DayKind.MAKEUP):
        return 0.15
    rush = 1.7 if holiday_ahead(calendar, day) else 1.0
    return rush * (1.3, 1.1, 1.0, 1.0, 0.9, 0.6, 0.6)[day.weekday()]


def holiday_ahead(calendar: Calendar, day: date) -> bool:
    """Say whether the office closes for a holiday within three days."""
    ahead = (day + timedelta(days=n) for n in range(1, 4))
    return any(calendar.kind(one) in (DayKind.HOLIDAY, DayKind.SWAPPED_OFF) for one in ahead)


class Pace:
    """How long a step takes, in office time."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def done_at(
        self, random: Random, since: datetime, hours: Decimal, *, unit: str, last_day: date | None, steps_left: int
    ) -> datetime:
        """Return when a step that may take `hours` is done. A unit that ends on `last_day` is done with all by then."""
        low, high = (0.6, 2.3) if unit.startswith(tuple(SLOW)) else (0.25, 0.9)
        share = random.uniform(low, high)
        if holiday_ahead(self._calendar, local(since).date()):
            share *= 1.35
        wanted = hours * Decimal(round(share, 3))
        if last_day is not None:
            close = datetime.combine(last_day, CLOSE, VIETNAM).astimezone(UTC)
            left = Decimal(max(0, worked_minutes(self._calendar, since, close))) / 60
            wanted = min(wanted, left / (steps_left + 1))
        return self.later(random, since, wanted)

    def briskly(self, random: Random, since: datetime, hours: Decimal) -> datetime:
        """Return when a step is done by people who are not kept from it."""
        return self.later(random, since, hours * Decimal(round(random.uniform(0.2, 0.6), 3)))

    def later(self, random: Random, since: datetime, hours: Decimal) -> datetime:
        """Return the moment after so much office time, to a second that nobody would choose."""
        at = add_hours(self._calendar, since, max(LEAST, Decimal(int(hours * 10)) / 10))
        return max(at - timedelta(seconds=random.randint(1, 59)), since + timedelta(seconds=1))

    def in_days(self, random: Random, since: datetime, low: float, high: float) -> datetime:
        """Return an office moment some calendar days later: when somebody comes to the counter."""
        return self.later(random, since + timedelta(days=random.uniform(low, high)), LEAST)

    def before(self, random: Random, moment: datetime, hours: Decimal) -> datetime:
        """Return an office moment from which about `hours` of office time have passed at `moment`."""
        at, wanted = moment, int(hours * 60)
        while worked_minutes(self._calendar, at, moment) < wanted:
            at -= timedelta(hours=6)
        too_much = worked_minutes(self._calendar, at, moment) - wanted
        return self.later(random, at, Decimal(too_much) / 60)
