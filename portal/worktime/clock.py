"""The clock of one case: when it started, when it stood, when it stopped."""

from dataclasses import dataclass
from datetime import datetime

from portal.worktime.calendar import Calendar
from portal.worktime.errors import ClockError, NaiveMoment
from portal.worktime.index import FOREVER, Interval
from portal.worktime.limit import Limit


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands: from `start` to before `end`, open while `end` is missing (D5).

    `reason` is a code of the caller: supplement, payment, referral.
    """

    start: datetime
    end: datetime | None
    reason: str

    def __post_init__(self) -> None:
        _in_order(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What happened to the clock of a case. All moments are aware; raises `NaiveMoment`, `ClockError`.

    `received` is when any office took the dossier, `started` when the competent unit accepted it (R2.1, R2.2). Pauses
    may touch or overlap. `same_day` is for procedures answered on the day of a working-day limit they begin (D8).
    """

    received: datetime | None
    started: datetime
    pauses: tuple[Pause, ...]
    stopped: datetime | None
    limit: Limit
    same_day: bool = False

    def __post_init__(self) -> None:
        _in_order(self.started, self.stopped)
        if self.received is not None:
            _in_order(self.received, self.started)


def _in_order(earlier: datetime, later: datetime | None) -> None:
    for moment in (earlier, later):
        if moment is not None and moment.tzinfo is None:
            raise NaiveMoment(moment)
    if later is not None and later < earlier:
        raise ClockError(earlier, later)


def stretches(clock: Clock, calendar: Calendar) -> tuple[Interval, ...]:
    """Return when the clock stood, in minutes of the calendar: in order and disjoint, an open pause to FOREVER.

    A pause that is open when the case is decided ends there.
    """
    if not clock.pauses:
        return ()
    merged: list[Interval] = []
    for begin, end in sorted(_minutes(pause, clock.stopped, calendar) for pause in clock.pauses):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _minutes(pause: Pause, stopped: datetime | None, calendar: Calendar) -> Interval:
    begin = calendar.minute(pause.start)
    end = pause.end or stopped
    return begin, FOREVER if end is None else max(begin, calendar.minute(end))
