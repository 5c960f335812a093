"""The ledger of a case, row by row, against strips that somebody worked out by hand."""

from datetime import date

import pytest

from portal.worktime import DayKind, Ledger, LedgerDay, LedgerKind, ledger
from tests.worktime.moments import NATIONAL, at, clock, closed_on, shown

RICE_FIELD = clock("2026-08-19 08:10", "5 wd", received="2026-08-14 15:40", stood="2026-08-24 10:15 > 2026-09-03 09:05")


def strip(account: Ledger) -> list[str]:
    """Write each week as the screen shows it: kind, ordinal, "!" today, "*" due."""
    return [" ".join(_cell(row) for row in week) for week in account.weeks]


def _cell(row: LedgerDay) -> str:
    ordinal = "" if row.ordinal is None else str(row.ordinal)
    return f"{row.kind}{ordinal}{'!' if row.is_today else ''}{'*' if row.is_due else ''}"


def row_of(account: Ledger, day: str) -> LedgerDay:
    return next(row for row in account.rows if row.day == date.fromisoformat(day))


def test_a_case_from_another_office_with_a_pause_a_make_up_day_and_a_holiday() -> None:
    account = ledger(RICE_FIELD, NATIONAL, at("2026-09-03 10:24"))

    assert strip(account) == [
        "out out out out waiting weekend weekend",
        "waiting waiting start counted1 counted2 makeup3 weekend",
        "paused paused paused paused paused weekend weekend",
        "holiday holiday holiday ahead4! ahead5* out out",
    ]
    assert (account.counted, account.total, account.remaining, account.left_after_today) == (3, 5, 2, 1)
    assert (shown(account.due), shown(account.original_due)) == ("2026-09-04 17:30", "2026-08-25 17:30")
    assert not account.is_late
    assert not account.is_paused


def test_rows_run_from_monday_to_sunday() -> None:
    account = ledger(RICE_FIELD, NATIONAL, at("2026-09-03 10:24"))

    assert [week[0].day for week in account.weeks] == [
        date(2026, 8, 10),
        date(2026, 8, 17),
        date(2026, 8, 24),
        date(2026, 8, 31),
    ]
    assert {len(week) for week in account.weeks} == {7}


@pytest.mark.parametrize(
    ("day", "day_kind", "name"),
    [
        ("2026-08-22", DayKind.MAKEUP, "làm bù cho 31/08/2026"),
        ("2026-08-23", DayKind.WEEKEND, ""),
        ("2026-08-31", DayKind.SWAPPED_OFF, "Nghỉ hoán đổi (làm bù 22/08)"),
        ("2026-09-01", DayKind.HOLIDAY, "Quốc khánh"),
        ("2026-09-03", DayKind.WORKING, ""),
    ],
)
def test_a_row_says_what_day_it_is(day: str, day_kind: DayKind, name: str) -> None:
    row = row_of(ledger(RICE_FIELD, NATIONAL, at("2026-09-03 10:24")), day)

    assert (row.day_kind, row.name) == (day_kind, name)


@pytest.mark.parametrize(
    ("day", "start", "end", "reason"),
    [
        ("2026-08-14", "2026-08-14 15:40", None, None),
        ("2026-08-19", "2026-08-19 08:10", None, None),
        ("2026-08-21", None, None, None),
        ("2026-08-24", "2026-08-24 10:15", None, "supplement"),
        ("2026-08-25", None, None, "supplement"),
        ("2026-09-03", None, "2026-09-03 09:05", "supplement"),
        ("2026-09-04", None, None, None),
    ],
)
def test_a_row_says_what_began_and_ended(day: str, start: str | None, end: str | None, reason: str | None) -> None:
    row = row_of(ledger(RICE_FIELD, NATIONAL, at("2026-09-03 10:24")), day)

    assert (shown(row.start), shown(row.end), row.reason) == (start, end, reason)


def test_a_late_case_counts_the_days_since_and_keeps_its_due_day() -> None:
    account = ledger(clock("2026-11-09 09:00", "3 wd"), NATIONAL, at("2026-11-16 10:24"))

    assert strip(account) == [
        "start counted1 counted2 counted3* late1 weekend weekend",
        "late2! out out out out out out",
    ]
    assert account.is_late
    assert (account.late_by, account.late_minutes, account.remaining) == (2, 480 + 174, 0)


def test_a_case_is_late_on_the_evening_of_its_due_day_by_no_whole_day() -> None:
    account = ledger(clock("2026-11-09 09:00", "3 wd"), NATIONAL, at("2026-11-12 17:31"))

    assert (account.is_late, account.late_by, account.late_minutes) == (True, 0, 0)


def test_a_day_is_used_up_when_it_closes() -> None:
    three_days = clock("2026-11-09 09:00", "3 wd")

    assert ledger(three_days, NATIONAL, at("2026-11-10 17:29")).counted == 0
    assert ledger(three_days, NATIONAL, at("2026-11-10 17:30")).counted == 1


def test_a_standing_case_has_no_due_moment_and_ends_today() -> None:
    standing = clock("2026-03-09 09:00", "3 wd", stood="2026-03-11 10:00 >")

    account = ledger(standing, NATIONAL, at("2026-03-12 09:00"))

    assert strip(account) == ["start counted1 paused paused! out out out"]
    assert account.due is None
    assert account.is_paused
    assert not account.is_late


def test_a_case_that_is_decided_ends_there() -> None:
    decided = clock("2026-03-09 09:00", "5 wd", stopped="2026-03-11 10:00")

    account = ledger(decided, NATIONAL, at("2026-06-01 09:00"))

    assert strip(account) == ["start counted1 counted2 out out out out", "out* out out out out out out"]
    assert (account.counted, account.remaining, account.is_late) == (2, 3, False)
    assert shown(row_of(account, "2026-03-11").end) == "2026-03-11 10:00"


def test_a_decision_on_the_due_day_uses_all_of_the_limit() -> None:
    account = ledger(clock("2026-03-09 09:00", "3 wd", stopped="2026-03-12 14:00"), NATIONAL, at("2026-06-01 09:00"))

    assert strip(account) == ["start counted1 counted2 counted3* out out out"]
    assert (account.remaining, account.is_late) == (0, False)


def test_a_decision_after_the_due_moment_stays_late() -> None:
    account = ledger(clock("2026-03-09 09:00", "3 wd", stopped="2026-03-13 14:00"), NATIONAL, at("2026-06-01 09:00"))

    assert strip(account) == ["start counted1 counted2 counted3* late1 out out"]
    assert (account.is_late, account.late_by, account.late_minutes) == (True, 1, 270)


def test_a_decided_case_looked_at_before_its_decision_still_runs() -> None:
    account = ledger(clock("2026-03-09 09:00", "3 wd", stopped="2026-03-12 14:00"), NATIONAL, at("2026-03-11 08:00"))

    assert strip(account) == ["start counted1 ahead2! ahead3* out out out"]


def test_a_late_case_that_waits_for_the_citizen_stands() -> None:
    waiting = clock("2026-03-09 09:00", "1 wd", stood="2026-03-12 10:00 >")

    account = ledger(waiting, NATIONAL, at("2026-03-13 09:00"))

    assert strip(account) == ["start counted1* late1 paused paused! out out"]
    assert account.is_paused
    assert account.late_by == 1


def test_D2_in_calendar_days_a_weekend_counts_and_the_end_moves_to_a_working_day() -> None:
    account = ledger(clock("2026-04-24 09:00", "6 d"), NATIONAL, at("2026-04-28 09:00"))

    assert strip(account) == [
        "out out out out start counted1 counted2",
        "counted3 ahead4! ahead5 ahead6 holiday weekend weekend",
        "ahead* out out out out out out",
    ]
    assert (account.counted_in, account.counted, account.total) == ("days", 3, 6)


def test_D3_in_hours_every_row_says_its_minutes() -> None:
    sixteen = clock("2026-03-11 08:00", "16 h", stood="2026-03-11 15:00 > 2026-03-16 09:00")

    account = ledger(sixteen, NATIONAL, at("2026-03-16 17:30"))

    assert strip(account) == [
        "out out counted paused paused weekend weekend",
        "counted! ahead* out out out out out",
    ]
    assert [row.minutes for row in account.rows if row.minutes] == [300, 390, 270]
    assert (account.counted_in, account.counted, account.total, account.remaining) == ("hours", 690, 960, 270)


def test_D7_hours_that_begin_after_the_close_count_nothing_on_that_day() -> None:
    account = ledger(clock("2026-03-13 18:00", "2 h"), NATIONAL, at("2026-03-13 18:00"))

    assert strip(account) == ["out out out out start! weekend weekend", "ahead* out out out out out out"]


def test_D3_a_limit_that_ends_on_the_day_it_began_is_one_row() -> None:
    account = ledger(clock("2026-03-09 10:00", "4 h"), NATIONAL, at("2026-03-09 16:30"))

    assert strip(account) == ["counted!* out out out out out out"]
    assert (account.is_late, account.late_by, account.late_minutes) == (True, 0, 30)


def test_D8_the_day_of_a_same_day_procedure_counts() -> None:
    account = ledger(clock("2026-03-10 14:59", "1 wd", same_day=True), NATIONAL, at("2026-03-10 15:30"))

    assert strip(account) == ["out ahead1!* out out out out out"]


def test_a_closure_is_shown_as_a_day_off_with_its_name() -> None:
    account = ledger(clock("2026-03-18 09:00", "2 wd"), closed_on("2026-03-20"), at("2026-03-19 09:00"))

    assert strip(account) == ["out out start ahead1! holiday weekend weekend", "ahead2* out out out out out out"]
    assert row_of(account, "2026-03-20").name == "Đóng cửa do bão"


def test_days_nobody_has_announced_yet_are_marked() -> None:
    assert ledger(clock("2026-12-30 09:00", "5 wd"), NATIONAL, at("2026-12-30 10:00")).is_provisional
    assert not ledger(clock("2026-12-21 09:00", "5 wd"), NATIONAL, at("2026-12-21 10:00")).is_provisional


def test_a_ledger_names_its_calendar() -> None:
    assert ledger(RICE_FIELD, NATIONAL, at("2026-09-03 10:24")).calendar_version == NATIONAL.version


def test_the_kinds_are_the_shapes_on_the_screen() -> None:
    shapes = "counted makeup ahead start waiting paused holiday weekend late out"

    assert {str(kind) for kind in LedgerKind} == set(shapes.split())
