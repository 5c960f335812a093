import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.worktime import Calendar, CalendarError, Closure, DayKind, load_calendar, national_calendar
from portal.worktime.calendar_data import NATIONAL as NATIONAL_FILE
from tests.worktime.moments import NATIONAL, closed_on

DAY_KINDS = """
2026-08-21 working     |
2026-08-22 makeup      | làm bù cho 31/08/2026
2026-08-23 weekend     |
2026-08-31 swapped_off | Nghỉ hoán đổi (làm bù 22/08)
2026-09-01 holiday     | Quốc khánh
2026-04-26 holiday     | Giỗ Tổ Hùng Vương
2026-11-24 holiday     | Ngày Văn hóa Việt Nam
2025-11-24 working     |
"""


@pytest.mark.parametrize("line", DAY_KINDS.strip().splitlines())
def test_a_day_has_a_kind_and_a_name(line: str) -> None:
    facts, _, name = line.partition("|")
    day, kind = facts.split()

    assert NATIONAL.kind(date.fromisoformat(day)) is DayKind(kind)
    assert NATIONAL.name(date.fromisoformat(day)) == name.strip()


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 250), (2026, 249), (2027, 249)])
def test_a_year_has_the_working_days_the_state_counted(year: int, days: int) -> None:
    assert sum(bool(NATIONAL.hours_on(day)) for day in NATIONAL.days() if day.year == year) == days


def test_a_year_without_an_announcement_is_provisional() -> None:
    assert NATIONAL.is_provisional(date(2027, 2, 4))
    assert not NATIONAL.is_provisional(date(2026, 2, 17))


def test_D6_a_make_up_day_has_the_hours_of_the_day_it_makes_up_for() -> None:
    short_monday = ((480, 660),)
    odd = replace(NATIONAL, week=(short_monday, *NATIONAL.week[1:]))

    assert odd.hours_on(date(2026, 8, 22)) == short_monday
    assert odd.hours_on(date(2026, 1, 10)) == NATIONAL.week[4]


def test_a_closed_office_is_closed_and_a_half_day_is_worked() -> None:
    storm, morning = closed_on("2026-03-20"), closed_on("2026-03-20", (450, 690))

    assert storm.kind(date(2026, 3, 20)) is DayKind.CLOSED
    assert morning.kind(date(2026, 3, 20)) is DayKind.WORKING
    assert morning.hours_on(date(2026, 3, 20)) == ((450, 690),)
    assert storm.name(date(2026, 3, 20)) == "Đóng cửa do bão"


def test_a_closure_does_not_open_an_office_on_a_day_off() -> None:
    sunday = replace(NATIONAL, exceptions={date(2026, 3, 22): Closure("Trực", ((450, 690),))})

    assert sunday.hours_on(date(2026, 3, 22)) == ()


def test_a_calendar_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        NATIONAL.holidays[date(2026, 3, 20)] = "tự nghỉ"  # type: ignore[index]


def test_the_national_calendar_is_read_once() -> None:
    assert national_calendar() is national_calendar()


def national_data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(NATIONAL_FILE.read_text(encoding="utf-8"))
    return data


def spoiled(path: str, value: object) -> dict[str, Any]:
    """The national data with one value replaced; a path like "years 3 off 0 date"."""
    data = copy.deepcopy(national_data())
    *parents, last = [int(part) if part.isdigit() else part for part in path.split()]
    place: Any = data
    for part in parents:
        place = place[part]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("version", " ", "version: give the calendar a version"),
        ("zone", "Asia/Quang_Ngai", "zone: 'Asia/Quang_Ngai' is no time zone"),
        ("day_mode", "noon", "day_mode: close or same_time, not 'noon'"),
        ("hours T2", ["7:30-11:30"], "hours: T2: '7:30-11:30' is not like 07:30-11:30"),
        ("hours T2", ["11:30-07:30"], "hours: T2: intervals end after they begin, and follow each other"),
        (
            "hours T2",
            ["07:30-11:30", "11:00-17:00"],
            "hours: T2: intervals end after they begin, and follow each other",
        ),
        ("hours Mon", [], "hours: 'Mon' is no weekday, use T2 T3 T4 T5 T6 T7 CN"),
        ("hours", {}, "hours: no weekday has office hours"),
        ("years", [], "years: one after the other, without a gap, not []"),
        ("years 2 year", 2029, "years: one after the other, without a gap, not [2023, 2024, 2029, 2026, 2027]"),
        ("years 3 off 0 date", "01/01/2026", "2026: off: '01/01/2026' is no date like 2026-08-22"),
        ("years 3 off 0 date", "2025-01-01", "2026: off: 2025-01-01 is not in 2026"),
        ("years 3 off 0 date", "2026-01-02", "2026: off: 2026-01-02 twice"),
        ("years 3 off 0 name", "", "2026: off: 2026-01-01 has no name"),
        ("years 3 off 0 weekday", "T2", "2026: off: 2026-01-01 is T5, not T2"),
        ("years 3 working_days_in_year", 250, "2026: 249 working days, not 250"),
        ("years 3 makeup_working 0 date", "2026-01-09", "makeup_working: 2026-01-09 is no day off of an ordinary week"),
        (
            "years 3 makeup_working 0 makes_up_for",
            "2026-01-05",
            "makeup_working: 2026-01-10 makes up for 2026-01-05, which is not off",
        ),
        ("years 3 makeup_working 0 makes_up_for", "2026-08-31", "makeup_working: 2026-08-31 is made up for twice"),
        ("years 3 makeup_working 0 makes_up_for", None, "2026: makes_up_for: None is no date like 2026-08-22"),
        ("exceptions", [{"date": "2026-03-20"}], "exceptions: 2026-03-20 has no name"),
        (
            "exceptions",
            [{"date": "2026-03-22", "name": "Bão"}],
            "exceptions: 2026-03-22 is no working day of this calendar",
        ),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(path: str, value: object, problem: str) -> None:
    with pytest.raises(CalendarError) as refused:
        load_calendar(spoiled(path, value))

    assert problem in refused.value.problems


def test_every_problem_is_told_at_once() -> None:
    data = spoiled("zone", "nowhere")
    data["version"] = ""
    data["years"][3]["off"][0]["name"] = ""
    data["years"][4]["working_days_in_year"] = 1

    with pytest.raises(CalendarError) as refused:
        load_calendar(data)

    assert len(refused.value.problems) == 4


def test_nothing_at_all_is_refused_too() -> None:
    with pytest.raises(CalendarError):
        load_calendar({})


def test_an_office_may_have_hours_and_closures_of_its_own() -> None:
    data = spoiled("exceptions", [{"date": "2026-10-01", "name": "Bão"}])
    data["hours"]["T6"] = ["07:30-11:30"]

    calendar = load_calendar(data)

    assert isinstance(calendar, Calendar)
    assert calendar.hours_on(date(2026, 10, 1)) == ()
    assert calendar.hours_on(date(2026, 10, 2)) == ((450, 690),)
