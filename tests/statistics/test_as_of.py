"""Whether a case was overdue on a past day is told by the due moment stored today: no pause since can have moved it.

`indicators` relies on it: the stored due moment knows all pauses, the one of that day only those that had begun.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.worktime import Clock, Limit, Pause, Unit, due, national_calendar

CALENDAR = national_calendar()
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=60 * 24 * 60)
LIMITS: dict[Unit, list[str]] = {
    "working_days": ["1", "3", "10"],
    "days": ["5", "20"],
    "hours": ["4", "16"],
    "months": ["1"],
}


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    unit = draw(st.sampled_from(sorted(LIMITS)))
    moments = sorted(draw(st.lists(MINUTES, min_size=0, max_size=6)))
    pairs = list(zip(moments[::2], moments[1::2], strict=False))
    left_open = draw(st.sampled_from([len(pairs), len(pairs) - 1]))
    pauses = tuple(
        Pause(_at(begin), _at(end) if number != left_open else None, "supplement")
        for number, (begin, end) in enumerate(pairs)
    )
    limit = Limit(Decimal(draw(st.sampled_from(LIMITS[unit]))), unit)
    return Clock(received=START, started=START, pauses=pauses, stopped=None, limit=limit)


def _at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def known_before(clock: Clock, moment: datetime) -> Clock:
    """Return the clock as it was known at a moment: pauses begun since are not there, pauses ended since are open."""
    pauses = tuple(
        Pause(pause.start, pause.end if pause.end is not None and pause.end < moment else None, pause.reason)
        for pause in clock.pauses
        if pause.start < moment
    )
    return Clock(received=clock.received, started=clock.started, pauses=pauses, stopped=None, limit=clock.limit)


@given(clock=clocks(), days=st.integers(min_value=1, max_value=60))
def test_overdue_on_a_past_day_is_the_same_by_what_is_known_now_and_by_what_was_known_then(
    clock: Clock, days: int
) -> None:
    midnight = datetime.combine(date(2026, 1, 5) + timedelta(days=days), datetime.min.time(), UTC) - timedelta(hours=7)
    then, now = due(known_before(clock, midnight), CALENDAR), due(clock, CALENDAR)

    assert (then is not None and then < midnight) == (now is not None and now < midnight)
