"""A due moment and a 30-day ledger, against the least that could be done: two bisections over whole minutes.

The floor knows no pauses, kinds of limit, time zones or calendar bounds; `deadline.floor.moments` is the same with
datetimes in and out. `deadline.disagreements` compares 10,000 random cases with the slow reference of the tests.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from benchmarks.report import Report, interleaved, median, report_for
from portal.worktime import Calendar, Clock, Limit, Pause, due, ledger
from portal.worktime.index import DAY
from tests.worktime.moments import NATIONAL, VIETNAM
from tests.worktime.reference import slow_due
from tests.worktime.samples import sample, samples

CASES = 2_000
LEDGERS = 200
COMPARED = 10_000
MICRO = 1_000_000
YEAR_ONE = datetime(1, 1, 1)  # noqa: DTZ001 -- the floor has no zones


class Floor:
    """Interval ends and the minutes worked before each interval, nothing else."""

    def __init__(self, calendar: Calendar) -> None:
        self.starts, self.ends, self.before = [], [], []
        total = 0
        for day in calendar.days():
            for begin, end in calendar.hours_on(day):
                self.starts.append(day.toordinal() * DAY + begin)
                self.ends.append(day.toordinal() * DAY + end)
                self.before.append(total)
                total += end - begin

    def due(self, minute: int, amount: int) -> int:
        at = bisect_right(self.ends, minute)
        target = self.before[at] + max(0, minute - self.starts[at]) + amount
        found = bisect_left(self.before, target) - 1
        return self.starts[found] + target - self.before[found]

    def due_moment(self, moment: datetime, amount: int) -> datetime:
        since = moment - YEAR_ONE
        return YEAR_ONE + timedelta(minutes=self.due(since.days * DAY + since.seconds // 60 + DAY, amount) - DAY)


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "How long a due moment and a ledger take.")
    _measure(report)
    report.add("deadline.disagreements", _disagreements(), "cases")
    report.finish()


def _measure(report: Report) -> None:
    chance = random.Random(5)
    clocks = [sample(chance).clock for _ in range(CASES)]
    floor, calendar = Floor(NATIONAL), NATIONAL
    minutes = [(calendar.minute(clock.started), chance.choice((120, 480, 960, 2400, 9600))) for clock in clocks]
    naive = [(YEAR_ONE + timedelta(minutes=minute - DAY), amount) for minute, amount in minutes]
    accounts = [_thirty_days(chance) for _ in range(LEDGERS)]
    seconds = interleaved(
        {
            "floor": lambda: [floor.due(minute, amount) for minute, amount in minutes],
            "moments": lambda: [floor.due_moment(moment, amount) for moment, amount in naive],
            "due": lambda: [due(clock, calendar) for clock in clocks],
            "ledger": lambda: [ledger(clock, calendar, now) for clock, now in accounts],
        }
    )
    least, one_due = median(seconds["floor"]) / CASES * MICRO, median(seconds["due"]) / CASES * MICRO
    report.add("deadline.floor", least, "us")
    report.add("deadline.floor.moments", median(seconds["moments"]) / CASES * MICRO, "us")
    report.add("deadline.due", one_due, "us")
    report.ratio("deadline.due.over_floor", one_due, least)
    report.add("deadline.ledger30", median(seconds["ledger"]) / LEDGERS * MICRO, "us")


def _thirty_days(chance: random.Random) -> tuple[Clock, datetime]:
    """Return a case whose ledger spans about thirty days, with a pause, and a moment of looking in its middle."""
    started = datetime(2026, 1, 1, 9, tzinfo=VIETNAM) + timedelta(days=chance.randrange(300))
    pause = Pause(started + timedelta(days=5), started + timedelta(days=9, hours=3), "supplement")
    clock = Clock(
        received=started - timedelta(days=2),
        started=started,
        pauses=(pause,),
        stopped=None,
        limit=Limit(17, "working_days"),
    )
    return clock, started + timedelta(days=14)


def _disagreements() -> int:
    return sum(_wall(due(clock, calendar)) != slow_due(clock, calendar) for clock, calendar in samples(COMPARED))


def _wall(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(VIETNAM).replace(tzinfo=None)


if __name__ == "__main__":
    main()
