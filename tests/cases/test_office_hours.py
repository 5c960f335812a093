"""Until when the citizen may answer: periods as the Civil Code counts them."""

from datetime import datetime, timedelta

import pytest

from portal.cases.office_hours import OfficeHours
from portal.clock import VIETNAM
from portal.worktime import national_calendar


@pytest.fixture(scope="module")
def office() -> OfficeHours:
    return OfficeHours(national_calendar())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


class TestPeriodOfDays:
    """Civil Code 2015, articles 147 and 148."""

    @pytest.mark.parametrize(
        ("asked", "days", "last"),
        [
            pytest.param("2026-03-02 09:10", 10, "2026-03-12", id="the first day is not counted"),
            pytest.param("2026-11-27 19:33", 30, "2026-12-28", id="a last Sunday moves to Monday"),
            pytest.param(
                "2026-01-15 08:00", 30, "2026-02-23", id="a last day in the holidays of Tet moves behind them"
            ),
            pytest.param("2026-08-12 08:00", 10, "2026-08-22", id="a Saturday that is made up for is a working day"),
            pytest.param("2026-03-01 18:30", 1, "2026-03-02", id="days are those of Vietnam"),
        ],
    )
    def test_ends_at_midnight_of_a_working_day(self, office: OfficeHours, asked: str, days: int, last: str) -> None:
        end = office.end_of_days(at(asked), days)
        assert end < at(last) + timedelta(days=1) <= end + timedelta(seconds=1)

    def test_where_the_calendar_ends_nothing_moves(self, office: OfficeHours) -> None:
        last_known = office.calendar.last
        asked = datetime.combine(last_known, datetime.min.time(), VIETNAM)
        assert office.end_of_days(asked, 30).date() == last_known + timedelta(days=30)
