"""The ledger: one row a day, which proves the due moment. The same for citizen, officer, supervisor and auditor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from portal.worktime.account import Account, open_account
from portal.worktime.calendar import Calendar, DayKind
from portal.worktime.clock import Clock
from portal.worktime.due import original_due
from portal.worktime.index import DAY, FOREVER
from portal.worktime.limit import Unit
from portal.worktime.reading import LedgerKind, Reading

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDay:
    """One day of a case. `ordinal` is "day 3 of 5", or of lateness on a late day, and None on a day not counted.

    `minutes` are the office minutes that count towards a limit in hours, and 0 under any other limit. `start` is when
    the dossier was received, the clock started or a pause began on this day, `end` when a pause or the case ended;
    `reason` is the code of the pause that touches it. `day_kind` tells a holiday from a swapped day.
    """

    day: date
    kind: LedgerKind
    day_kind: DayKind
    name: str
    ordinal: int | None
    minutes: int
    is_today: bool
    is_due: bool
    start: datetime | None
    end: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Whole weeks, Monday to Sunday, and what they add up to.

    `counted`, `total` and `remaining` are in minutes when `counted_in` is "hours", else in days; `counted` is what was
    used up at the moment of looking, or of the decision. `due` is None while an open pause keeps it unknown. `late_by`
    counts the working days since the due day, `late_minutes` the office minutes since the due moment.
    """

    rows: tuple[LedgerDay, ...]
    counted_in: Unit
    due: datetime | None
    original_due: datetime
    counted: int
    total: int
    is_late: bool
    late_by: int
    late_minutes: int
    is_paused: bool
    is_provisional: bool
    calendar_version: str

    @property
    def remaining(self) -> int:
        return self.total - self.counted

    @property
    def left_after_today(self) -> int:
        """How many rows still lie ahead after today: "còn 1 ngày làm việc" on the day before the last."""
        return sum(row.kind is LedgerKind.AHEAD and not row.is_today for row in self.rows)

    @property
    def weeks(self) -> tuple[tuple[LedgerDay, ...], ...]:
        return tuple(self.rows[at : at + WEEK] for at in range(0, len(self.rows), WEEK))


def ledger(clock: Clock, calendar: Calendar, now: datetime) -> Ledger:
    """Return the ledger of a clock as it stands at `now`. Raises `OutsideCalendar`.

    A case that is decided ends there: the days up to its due moment follow as `out`.
    """
    account = open_account(clock, calendar, now)
    rows = tuple(_rows(clock, calendar, account, calendar.minute(now) // DAY))
    due = None if account.due == FOREVER else calendar.moment(account.due)
    late = due is not None and (clock.stopped if account.decided and clock.stopped else now) > due
    return Ledger(
        rows=rows,
        counted_in=account.unit,
        due=due,
        original_due=original_due(clock, calendar),
        counted=_counted(account, rows),
        total=account.total,
        is_late=late,
        late_by=sum(row.kind is LedgerKind.LATE for row in rows),
        late_minutes=account.ran(account.due, account.until) if late else 0,
        is_paused=any(begin <= account.until < end for begin, end in account.pauses) and not account.decided,
        is_provisional=any(calendar.is_provisional(row.day) for row in rows if row.kind is not LedgerKind.OUT),
        calendar_version=calendar.version,
    )


def _counted(account: Account, rows: tuple[LedgerDay, ...]) -> int:
    if account.unit == "hours":
        return account.ran(account.started, min(account.due, account.until))
    used = (LedgerKind.COUNTED, LedgerKind.MAKEUP)
    return sum(row.ordinal is not None and row.kind in used for row in rows)


def _rows(clock: Clock, calendar: Calendar, account: Account, today: int) -> Iterator[LedgerDay]:
    reading = Reading(account)
    marks = _Marks(clock, calendar)
    due_day = account.due // DAY
    monday = account.first - (account.first - 1) % WEEK
    for number in range(monday, account.last + WEEK - (account.last - 1) % WEEK):
        face = calendar.face(number)
        kind, ordinal, minutes = reading.read(number, face.kind)
        yield LedgerDay(
            day=face.day,
            kind=kind,
            day_kind=face.kind,
            name=face.name,
            ordinal=ordinal,
            minutes=minutes,
            is_today=number == today,
            is_due=number == due_day,
            start=marks.start.get(number),
            end=marks.end.get(number),
            reason=marks.reason(number),
        )


class _Marks:
    """What happened on which day number."""

    def __init__(self, clock: Clock, calendar: Calendar) -> None:
        moments = [(pause.start, pause.end or clock.stopped, pause.reason) for pause in clock.pauses]
        self.start = {calendar.minute(start) // DAY: start for start, _, _ in reversed(moments)}
        self.end = {calendar.minute(end) // DAY: end for _, end, _ in moments if end is not None}
        if clock.received is not None:
            self.start[calendar.minute(clock.received) // DAY] = clock.received
        self.start[calendar.minute(clock.started) // DAY] = clock.started
        if clock.stopped is not None:
            self.end[calendar.minute(clock.stopped) // DAY] = clock.stopped
        self._pauses = [
            (calendar.minute(start) // DAY, FOREVER if end is None else calendar.minute(end) // DAY, reason)
            for start, end, reason in moments
        ]

    def reason(self, day: int) -> str | None:
        for first, last, reason in self._pauses:
            if first <= day <= last:
                return reason
        return None
