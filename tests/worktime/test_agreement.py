"""The fast arithmetic against the slow one."""

from portal.worktime import Calendar, Clock, LedgerKind, due, ledger
from tests.worktime import reference
from tests.worktime.moments import VIETNAM
from tests.worktime.samples import samples


def disagrees(clock: Clock, calendar: Calendar) -> bool:
    found = due(clock, calendar)
    return (found and found.astimezone(VIETNAM).replace(tzinfo=None)) != reference.slow_due(clock, calendar)


def test_ten_thousand_random_cases_are_due_when_the_slow_reference_says() -> None:
    assert [case for case in samples(10_000) if disagrees(*case)] == []


def test_the_ledger_counts_the_days_that_the_slow_reference_counts() -> None:
    dated = [(clock, calendar, due(clock, calendar)) for clock, calendar in samples(3_000, seed=7) if by_days(clock)]
    known = [(clock, calendar, found) for clock, calendar, found in dated if found and calendar.day_mode == "close"]
    for clock, calendar, found in known:
        stood, last = reference.stretches(clock, calendar), found.astimezone(VIETNAM).date()

        rows = ledger(clock, calendar, clock.started).rows

        assert [row.day for row in rows if row.kind is LedgerKind.AHEAD] == [
            row.day
            for row in rows
            if clock.started.date() < row.day <= last
            and reference.works(calendar, row.day)
            and not reference.stands(stood, reference.close_of(calendar, row.day))
        ]
    assert len(known) > 200


def by_days(clock: Clock) -> bool:
    return clock.limit.counted_in == "working_days" and not clock.same_day
