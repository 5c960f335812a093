"""What must hold whatever the case: checked by Hypothesis on random clocks."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.worktime import (
    Calendar,
    Clock,
    Ledger,
    LedgerKind,
    Limit,
    Pause,
    add_hours,
    due,
    due_if_resumed,
    ledger,
    original_due,
    worked_minutes,
)
from tests.worktime.moments import VIETNAM
from tests.worktime.samples import CALENDARS

BEGIN = datetime(2025, 1, 1, tzinfo=VIETNAM)
moments = st.integers(0, 400 * 1440).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
calendars = st.sampled_from(CALENDARS)
limits = st.one_of(
    st.builds(Limit, st.integers(1, 40), st.just("working_days")),
    st.builds(Limit, st.integers(1, 60), st.just("days")),
    st.builds(Limit, st.integers(1, 160).map(lambda quarters: Decimal(quarters) / 4), st.just("hours")),
    st.builds(Limit, st.integers(1, 3), st.just("months")),
)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    started = at = draw(moments)
    pauses = []
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000)), max_size=3)):
        begin = at + timedelta(minutes=gap)
        at = begin + timedelta(minutes=length)
        pauses.append(Pause(begin, at, "supplement"))
    received = started - timedelta(minutes=draw(st.integers(0, 9000)))
    same_day = draw(st.booleans())
    return Clock(
        received=received,
        started=started,
        pauses=tuple(pauses),
        stopped=None,
        limit=draw(limits),
        same_day=same_day,
    )


def known_due(clock: Clock, calendar: Calendar) -> datetime:
    found = due(clock, calendar)
    assert found is not None
    return found


@given(clocks(), calendars, st.integers(0, 20_000))
def test_who_starts_later_is_not_due_earlier(clock: Clock, calendar: Calendar, minutes: int) -> None:
    later = replace(clock, started=clock.started + timedelta(minutes=minutes))
    # A month from 30 and from 31 January ends on the same day: a pause between the two moves only the first.
    assume(clock.limit.unit != "months" or all(pause.start >= later.started for pause in clock.pauses))

    assert known_due(clock, calendar) <= known_due(later, calendar)


@given(clocks(), calendars, st.integers(1, 12))
def test_a_longer_limit_is_not_due_earlier(clock: Clock, calendar: Calendar, more: int) -> None:
    longer = replace(clock, limit=Limit(clock.limit.value + more, clock.limit.unit))

    assert known_due(clock, calendar) <= known_due(longer, calendar)


@given(clocks(), calendars)
def test_a_pause_never_shortens(clock: Clock, calendar: Calendar) -> None:
    for number in range(len(clock.pauses)):
        fewer = replace(clock, pauses=clock.pauses[:number] + clock.pauses[number + 1 :])

        assert known_due(fewer, calendar) <= known_due(clock, calendar)


@given(clocks(), calendars, st.integers(0, 9000))
def test_a_pause_told_in_two_pieces_is_the_same_pause(clock: Clock, calendar: Calendar, minutes: int) -> None:
    pieces = []
    for pause in clock.pauses:
        assert pause.end is not None
        cut = min(pause.start + timedelta(minutes=minutes), pause.end)
        pieces += [Pause(cut, pause.end, pause.reason), Pause(pause.start, cut, pause.reason)]

    assert due(replace(clock, pauses=tuple(pieces)), calendar) == due(clock, calendar)


@given(moments, moments, moments, calendars)
def test_any_split_of_a_period_adds_up(first: datetime, second: datetime, third: datetime, calendar: Calendar) -> None:
    whole = worked_minutes(calendar, first, third)

    assert whole == worked_minutes(calendar, first, second) + worked_minutes(calendar, second, third)


@given(moments, st.lists(st.integers(1, 2000), min_size=1, max_size=5), calendars)
def test_hours_added_in_pieces_end_where_their_sum_ends(
    start: datetime, minutes: list[int], calendar: Calendar
) -> None:
    at = start
    for piece in minutes:
        at = add_hours(calendar, at, Decimal(piece * 3) / 60)

    assert at == add_hours(calendar, start, Decimal(sum(minutes) * 3) / 60)
    assert worked_minutes(calendar, start, at) == sum(minutes) * 3


@given(clocks(), calendars, st.integers(0, 200_000))
@settings(deadline=None)
def test_the_rows_of_a_ledger_sum_to_the_limit(clock: Clock, calendar: Calendar, minutes: int) -> None:
    account = ledger(clock, calendar, clock.started + timedelta(minutes=minutes))

    if account.counted_in == "hours":
        assert sum(row.minutes for row in account.rows) == account.total
    else:
        on_time = [row.ordinal for row in account.rows if row.kind is not LedgerKind.LATE and row.ordinal is not None]
        assert on_time == list(range(1, account.total + 1))
    assert 0 <= account.counted <= account.total


@given(clocks(), calendars, st.integers(0, 200_000))
@settings(deadline=None)
def test_a_ledger_says_the_same_as_the_due_moment(clock: Clock, calendar: Calendar, minutes: int) -> None:
    now = clock.started + timedelta(minutes=minutes)

    account = ledger(clock, calendar, now)

    assert account.due == due(clock, calendar)
    assert account.original_due == original_due(clock, calendar)
    assert account.is_late == (known_due(clock, calendar) < now)
    assert days_due(account) == [known_due(clock, calendar).astimezone(VIETNAM).date()]
    assert [row.day for row in account.rows if row.is_today] in ([], [now.date()])
    assert not account.is_late or account.counted == account.total


def days_due(account: Ledger) -> list[object]:
    return [row.day for row in account.rows if row.is_due]


@given(clocks(), calendars, st.integers(0, 20_000))
def test_an_open_pause_that_ends_now_is_a_pause_to_now(clock: Clock, calendar: Calendar, minutes: int) -> None:
    start = clock.started + timedelta(minutes=minutes)
    now = start + timedelta(minutes=500)
    closed = replace(clock, pauses=(*clock.pauses, Pause(start, now, "payment")))
    still_open = replace(clock, pauses=(*clock.pauses, Pause(start, None, "payment")))

    assert due_if_resumed(still_open, calendar, now) == due(closed, calendar)
    assert due(still_open, calendar) in (None, due(clock, calendar))
