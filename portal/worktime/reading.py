"""Goes through the days of one account in order and says what each of them is."""

from enum import StrEnum

from portal.worktime.account import Account
from portal.worktime.calendar import DayKind
from portal.worktime.index import DAY


class LedgerKind(StrEnum):
    """What a day is to one case. The values are the names of the shapes on the screen."""

    COUNTED = "counted"
    MAKEUP = "makeup"  # counted, on a Saturday worked
    AHEAD = "ahead"  # will count
    START = "start"  # the day it began, of which nothing counts
    WAITING = "waiting"  # received somewhere, not yet by the competent unit
    PAUSED = "paused"
    HOLIDAY = "holiday"  # also a swapped day, or the closure of one office
    WEEKEND = "weekend"
    LATE = "late"
    OUT = "out"  # before, after, or decided


Verdict = tuple[LedgerKind, int | None, int]  # with the ordinal, and the minutes counted

OFF = {
    DayKind.WEEKEND: LedgerKind.WEEKEND,
    DayKind.HOLIDAY: LedgerKind.HOLIDAY,
    DayKind.SWAPPED_OFF: LedgerKind.HOLIDAY,
    DayKind.CLOSED: LedgerKind.HOLIDAY,
}


class Reading:
    """Reads every day once, in order: ordinals are counted on the way."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._start_day = account.started // DAY
        self._due_day = account.due // DAY
        self._end_day = account.until // DAY
        self._first, self._last = account.first, account.last
        self._read_whole = self._in_hours if account.unit == "hours" else self._in_days
        self._ordinal = 0
        self._late = 0

    def read(self, number: int, day: DayKind) -> Verdict:
        """Return what a day is to the case; `day` is what it is to the office."""
        if not self._first <= number <= self._last:
            return LedgerKind.OUT, None, 0
        if number < self._start_day:
            return (LedgerKind.WAITING if self._account.works(number) else OFF[day]), None, 0
        if number > self._due_day:
            return self._after_due(number, day)
        if self._account.decided and number > self._end_day:
            return LedgerKind.OUT, None, 0
        return self._read_whole(number, day)

    def _in_days(self, number: int, day: DayKind) -> Verdict:
        account = self._account
        if number < account.first_counted:
            return LedgerKind.START, None, 0
        complete = self._ordinal == account.total
        if not account.works(number) and (complete or account.unit == "working_days"):
            return OFF[day], None, 0
        if account.stands_at_close(number):
            return LedgerKind.PAUSED, None, 0
        kind = _used(day) if account.has_passed(number) else LedgerKind.AHEAD
        if complete:
            return kind, None, 0  # the last day fell on a day off and moved here (D2)
        self._ordinal += 1
        return kind, self._ordinal, 0

    def _in_hours(self, number: int, day: DayKind) -> Verdict:
        account = self._account
        begin, end = max(number * DAY, account.started), min(number * DAY + DAY, account.due)
        if account.decided:
            end = min(end, account.until)
        minutes = account.ran(begin, end)
        if minutes:
            passed = account.ran(begin, min(end, account.until)) == minutes
            return (_used(day) if passed else LedgerKind.AHEAD), None, minutes
        if number == self._start_day:
            return LedgerKind.START, None, 0
        if not account.works(number):
            return OFF[day], None, 0
        return (LedgerKind.PAUSED if account.stands_on(number) else _used(day)), None, 0

    def _after_due(self, number: int, day: DayKind) -> Verdict:
        if not self._account.works(number):
            return OFF[day], None, 0
        if self._account.stands_at_close(number):
            return LedgerKind.PAUSED, None, 0
        self._late += 1
        return LedgerKind.LATE, self._late, 0


def _used(day: DayKind) -> LedgerKind:
    return LedgerKind.MAKEUP if day is DayKind.MAKEUP else LedgerKind.COUNTED
