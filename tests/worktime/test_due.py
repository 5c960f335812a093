"""Due moments worked out by hand, day by day; the reason of a row is the name of its test."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.worktime import (
    Calendar,
    LimitError,
    NaiveMoment,
    OutsideCalendar,
    add_hours,
    due,
    due_after_change,
    due_if_resumed,
    original_due,
    worked_minutes,
)
from tests.worktime.moments import NATIONAL, at, clock, closed_on, shown

# rule | started | limit | pauses | due | day by day
WORKED_EXAMPLES = """
01 D1 | 2026-03-09 09:00 | 3 wd | | 2026-03-12 17:30 | 10:1 11:2 12:3
02 D1 | 2026-03-12 16:20 | 1 wd | | 2026-03-13 17:30 | paper moves Fri 7:30; clock already started; 13:1
03 D1 | 2026-02-11 10:00 | 5 wd | | 2026-02-25 17:30 | Tet: 12:1 13:2 16-20 holiday 23:3 24:4 25:5
04 D6 | 2026-08-20 09:00 | 3 wd | | 2026-08-24 17:30 | make-up Saturday: 21:1 22:2 Sunday off 24:3
05 D6 | 2026-08-27 09:00 | 3 wd | | 2026-09-04 17:30 | swapped Monday: 28:1 31 swapped 01-02 holiday 03:2 04:3
06 D6 | 2026-01-08 09:00 | 2 wd | | 2026-01-10 17:30 | two swaps: 09:1 10:2 make-up for 02/01
07 D1 | 2025-12-30 14:00 | 3 wd | | 2026-01-06 17:30 | year end: 31:1 01 holiday 02 swapped 05:2 06:3
08 D1 | 2026-11-20 09:00 | 3 wd | | 2026-11-26 17:30 | new holiday: 23:1 24 off 25:2 26:3
09 D5 | 2026-03-09 09:00 | 10 wd | 2026-03-13 10:00 > 2026-03-17 14:00 | 2026-03-25 17:30 | pause over a weekend
10 D5 | 2026-03-09 09:00 | 10 wd | 2026-03-11 09:00 > 2026-03-13 09:00; 2026-03-17 15:00 > 2026-03-19 08:00 \
| 2026-03-27 17:30 | two pauses: 10:1 13:2 16:3 19:4 20:5 23:6 24:7 25:8 26:9 27:10
11 D3 | 2026-03-09 10:00 | 4 h | | 2026-03-09 16:00 | 10:00-11:30 then 13:30-16:00
12 D3 | 2026-03-13 15:30 | 8 h | | 2026-03-16 15:30 | Fri 2 h, Mon 4 h and 2 h
13 D3 | 2026-03-13 16:45 | 2 h | | 2026-03-16 08:45 | 0.75 h Fri, 1.25 h Mon
14 D3 | 2026-03-10 11:00 | 0.25 wd | | 2026-03-10 15:00 | a quarter day is 2 h: 0.5 and 1.5
16 D5 | 2026-03-11 08:00 | 16 h | 2026-03-11 15:00 > 2026-03-16 09:00 | 2026-03-17 14:00 | Wed 5, Mon 6.5, Tue 4.5
17 D1 | 2026-03-16 08:05 | 2 wd | | 2026-03-18 17:30 | any office: 13-16 waiting for the competent unit, 17:1 18:2
18 D4 | 2026-01-31 09:00 | 1 m | | 2026-03-02 17:30 | no 31 Feb, 28/02 is a Saturday, next working day
19 D4 | 2026-07-31 09:00 | 1 m | | 2026-09-03 17:30 | 31/08 swapped off, 01-02/09 holiday
20 D2 | 2026-04-10 09:00 | 20 d | | 2026-05-04 17:30 | last day 30/04 holiday, 01/05 holiday, weekend
21 D7 | 2026-03-14 09:00 | 1 wd | | 2026-03-16 17:30 | Saturday reception
22 D1 | 2026-04-20 09:00 | 17 wd | | 2026-05-18 17:30 | 27/04, 30/04 and 01/05 off
23 D7 | 2026-03-14 09:00 | 2 h | | 2026-03-16 09:30 | hours begin at the opening of the next working day
24 D2 | 2026-03-09 09:00 | 2 d | 2026-03-11 08:00 > 2026-03-11 17:30 | 2026-03-11 17:30 | runs again at the close
25 D1 | 2026-03-09 09:00 | 1 wd | 2026-03-10 17:30 > 2026-03-10 17:31 | 2026-03-11 17:30 | stands at the close
26 D5 | 2026-03-13 09:00 | 1 d | 2026-03-15 09:00 > 2026-03-17 09:00 | 2026-03-17 17:30 | moved onto a day that runs
27 D4 | 2026-03-09 09:00 | 0.5 m | | 2026-03-24 17:30 | half a month is fifteen days
28 D4 | 2026-01-30 09:00 | 1 m | 2026-02-02 09:00 > 2026-02-04 09:00 | 2026-03-02 17:30 | a pause adds its days
29 D3 | 2026-03-09 09:00 | 1.5 wd | | 2026-03-10 15:00 | twelve hours: 2.5 and 4, 4 and 1.5
"""


def rows(table: str) -> list[object]:
    cells = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [pytest.param(*row[1:-1], id=f"{row[0]} {row[-1]}") for row in cells]


@pytest.mark.parametrize(("started", "period", "stood", "expected"), rows(WORKED_EXAMPLES))
def test_a_due_moment_worked_out_by_hand(started: str, period: str, stood: str, expected: str) -> None:
    assert shown(due(clock(started, period, stood=stood), NATIONAL)) == expected


HALF_DAY = closed_on("2026-03-20", (7 * 60 + 30, 11 * 60 + 30))


@pytest.mark.parametrize(
    ("started", "period", "expected"),
    [
        pytest.param("2026-03-19 15:30", "8 h", "2026-03-23 09:30", id="15 D3 Thu 2, Fri 4, Mon 2"),
        pytest.param("2026-03-18 09:00", "2 wd", "2026-03-20 11:30", id="15 D1 the close of that day"),
    ],
)
def test_a_half_day_closes_at_noon(started: str, period: str, expected: str) -> None:
    assert shown(due(clock(started, period), HALF_DAY)) == expected


def test_a_day_of_storm_does_not_count_where_the_office_was_closed() -> None:
    assert shown(due(clock("2026-03-18 09:00", "2 wd"), closed_on("2026-03-20"))) == "2026-03-23 17:30"


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2026-03-10 14:59", "2026-03-10 17:30"),
        ("2026-03-10 15:00", "2026-03-10 17:30"),
        ("2026-03-10 15:01", "2026-03-11 17:30"),
        ("2026-03-13 15:01", "2026-03-16 17:30"),
        ("2026-03-14 09:00", "2026-03-16 17:30"),
    ],
)
def test_D8_a_same_day_procedure_is_answered_the_next_working_day_when_taken_after_three(
    started: str, expected: str
) -> None:
    assert shown(due(clock(started, "1 wd", same_day=True), NATIONAL)) == expected


def test_D8_on_a_half_day_the_close_of_the_office_comes_before_three() -> None:
    assert shown(due(clock("2026-03-20 10:00", "1 wd", same_day=True), HALF_DAY)) == "2026-03-20 11:30"
    assert shown(due(clock("2026-03-20 14:00", "1 wd", same_day=True), HALF_DAY)) == "2026-03-23 17:30"


def test_D8_three_o_clock_means_nothing_to_other_procedures() -> None:
    assert shown(due(clock("2026-03-10 15:01", "1 wd"), NATIONAL)) == "2026-03-11 17:30"


SAME_TIME = Calendar(  # an invented office year, so that the rows outlive every decree
    version="invented",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    holidays=dict.fromkeys((date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)), "lễ"),
    makeup={date(2026, 9, 12): date(2026, 8, 31)},
    day_mode="same_time",
)

SAME_TIME_EXAMPLES = """
D11 | 2026-09-03 07:30 | 1 wd | 2026-09-03 17:30 | a full day, first minute to last
D11 | 2026-09-03 10:00 | 1 wd | 2026-09-04 10:00 | the rest of today, the rest of it tomorrow
D11 | 2026-09-03 10:30 | 0.25 wd | 2026-09-03 14:30 | two hours, with the lunch break between them
D11 | 2026-09-03 16:30 | 0.5 wd | 2026-09-04 10:30 | half a day crosses the night
D11 | 2026-08-28 17:30 | 1 wd | 2026-09-03 17:30 | accepted at the last minute, before three days off
D11 | 2026-09-11 17:30 | 1 wd | 2026-09-12 17:30 | the make-up Saturday counts
D11 | 2026-09-12 17:30 | 1 wd | 2026-09-14 17:30 | the Sunday after it does not
"""


@pytest.mark.parametrize(("started", "period", "expected"), rows(SAME_TIME_EXAMPLES))
def test_days_that_end_at_the_time_they_began(started: str, period: str, expected: str) -> None:
    assert shown(due(clock(started, period), SAME_TIME)) == expected


def test_a_due_moment_is_not_known_while_the_clock_stands() -> None:
    standing = clock("2026-03-09 09:00", "3 wd", stood="2026-03-11 10:00 >")

    assert due(standing, NATIONAL) is None
    assert shown(original_due(standing, NATIONAL)) == "2026-03-12 17:30"
    assert shown(due_if_resumed(standing, NATIONAL, at("2026-03-13 09:00"))) == "2026-03-16 17:30"


def test_a_pause_that_opens_after_the_due_moment_changes_nothing() -> None:
    assert shown(due(clock("2026-03-09 09:00", "3 wd", stood="2026-03-13 10:00 >"), NATIONAL)) == "2026-03-12 17:30"


def test_a_pause_that_is_open_at_the_decision_ends_there() -> None:
    stopped = clock("2026-03-09 09:00", "3 wd", stood="2026-03-11 10:00 >", stopped="2026-03-12 09:00")

    assert shown(due(stopped, NATIONAL)) == "2026-03-13 17:30"


def test_pauses_may_overlap() -> None:
    stood = (
        "2026-03-12 09:00 > 2026-03-16 09:00; 2026-03-10 09:00 > 2026-03-13 09:00; 2026-03-11 09:00 > 2026-03-12 10:00"
    )

    assert shown(due(clock("2026-03-09 09:00", "1 wd", stood=stood), NATIONAL)) == "2026-03-16 17:30"


# The Tet holiday of 2026 as if it had begun a day later than it did.
TET_A_DAY_LATER = replace(
    NATIONAL,
    holidays={day: name for day, name in NATIONAL.holidays.items() if day != date(2026, 2, 16)}
    | {date(2026, 2, 23): "Tết Nguyên đán"},
)


def test_D9_a_changed_calendar_brings_a_due_moment_forward_at_once() -> None:
    running = clock("2026-02-12 10:00", "2 wd")

    assert shown(due(running, NATIONAL)) == "2026-02-23 17:30"
    assert shown(due_after_change(running, NATIONAL, TET_A_DAY_LATER)) == "2026-02-16 17:30"


def test_D9_a_changed_calendar_puts_a_due_moment_off_only_after_a_notice() -> None:
    running = clock("2026-02-12 10:00", "2 wd")

    assert shown(due_after_change(running, TET_A_DAY_LATER, NATIONAL)) == "2026-02-16 17:30"
    assert shown(due_after_change(running, TET_A_DAY_LATER, NATIONAL, notified=True)) == "2026-02-23 17:30"


def test_D9_a_standing_clock_has_no_due_moment_under_any_calendar() -> None:
    standing = clock("2026-02-12 10:00", "2 wd", stood="2026-02-12 11:00 >")

    assert due_after_change(standing, NATIONAL, TET_A_DAY_LATER) is None


def test_D3_the_hours_of_a_step_pass_in_office_hours() -> None:
    assert shown(add_hours(NATIONAL, at("2026-03-13 16:45"), Decimal("1.5"))) == "2026-03-16 08:15"


def test_D10_a_step_of_no_hours_is_refused() -> None:
    with pytest.raises(LimitError):
        add_hours(NATIONAL, at("2026-03-13 16:45"), Decimal(0))


def test_worked_minutes_are_those_of_the_office() -> None:
    assert worked_minutes(NATIONAL, at("2026-03-13 10:00"), at("2026-03-16 14:00")) == 90 + 240 + 240 + 30
    assert worked_minutes(NATIONAL, at("2026-03-16 14:00"), at("2026-03-13 10:00")) == -600
    assert worked_minutes(NATIONAL, at("2026-03-14 10:00"), at("2026-03-15 14:00")) == 0


def test_a_due_moment_is_in_utc() -> None:
    found = due(clock("2026-03-09 09:00", "3 wd"), NATIONAL)

    assert found is not None
    assert found.isoformat() == "2026-03-12T10:30:00+00:00"


@pytest.mark.parametrize("period", ["20 wd", "20 d", "200 h", "2 m"])
def test_a_due_moment_past_the_known_years_is_never_guessed(period: str) -> None:
    with pytest.raises(OutsideCalendar):
        due(clock("2027-12-20 09:00", period), NATIONAL)


def test_a_start_before_the_known_years_is_refused() -> None:
    with pytest.raises(OutsideCalendar) as refused:
        due(clock("2022-12-30 09:00", "3 wd"), NATIONAL)

    assert (refused.value.first, refused.value.last) == (date(2023, 1, 1), date(2027, 12, 31))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        worked_minutes(NATIONAL, datetime(2026, 3, 9), at("2026-03-10 09:00"))  # noqa: DTZ001 -- the mistake itself
