"""When people of the demo do things."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portal.clock import local
from portal.demo.pace import Pace, arrival, busyness, holiday_ahead
from portal.worktime import national_calendar, worked_minutes

CALENDAR = national_calendar()
PACE = Pace(CALENDAR)
MONDAY = date(2026, 3, 9)
MORNING = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam


@pytest.mark.parametrize("seed", range(20))
def test_counters_keep_office_hours(seed: int) -> None:
    at = local(arrival(Random(seed), MONDAY, online=False))

    minutes = at.hour * 60 + at.minute
    assert 7 * 60 + 30 <= minutes < 11 * 60 + 30 or 13 * 60 <= minutes < 17 * 60


def test_mornings_are_busier_than_afternoons() -> None:
    hours = [local(arrival(Random(seed), MONDAY, online=True)).hour for seed in range(300)]

    assert sum(8 <= hour < 12 for hour in hours) > 1.3 * sum(13 <= hour < 17 for hour in hours)


def test_the_days_before_tet_are_rushed_and_sundays_are_quiet() -> None:
    before_tet = date(2026, 2, 13)

    assert holiday_ahead(CALENDAR, before_tet)
    assert busyness(CALENDAR, before_tet) > busyness(CALENDAR, MONDAY + timedelta(days=4))
    assert busyness(CALENDAR, date(2026, 3, 8)) < 0.5


@pytest.mark.parametrize("seed", range(20))
def test_work_ends_in_office_hours_and_in_its_time(seed: int) -> None:
    done = PACE.done_at(Random(seed), MORNING, Decimal(20), unit="51.21235", last_day=None, steps_left=3)

    assert CALENDAR.hours_on(local(done).date())
    assert 0 < worked_minutes(CALENDAR, MORNING, done) <= 20 * 60 * 1.35


def test_some_units_are_slow() -> None:
    slow = [
        PACE.done_at(Random(seed), MORNING, Decimal(20), unit="51.21028/X-VP", last_day=None, steps_left=3)
        for seed in range(20)
    ]

    assert any(worked_minutes(CALENDAR, MORNING, done) > 20 * 60 for done in slow)


@pytest.mark.parametrize("seed", range(20))
def test_a_unit_that_ends_is_done_with_everything_before(seed: int) -> None:
    last_day, at = date(2025, 6, 30), datetime(2025, 6, 26, 1, 0, tzinfo=UTC)
    random = Random(seed)

    for steps_left in range(7, 0, -1):
        at = PACE.done_at(random, at, Decimal(40), unit="51.522.21010", last_day=last_day, steps_left=steps_left)

    assert local(at).date() <= last_day
    assert local(at).hour < 17


def test_counting_back_finds_the_moment_from_which_the_hours_have_passed() -> None:
    found = PACE.before(Random(1), MORNING, Decimal(12))

    assert worked_minutes(CALENDAR, found, MORNING) == pytest.approx(12 * 60, abs=10)
