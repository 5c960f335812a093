"""Every day that the calendar names is named in English too."""

from datetime import date, timedelta

import pytest
from flask import g

from portal.web.day_names import day_name
from portal.worktime import national_calendar
from tests.world import World

DAYS = [date(2023, 1, 1) + timedelta(days) for days in range((date(2027, 12, 31) - date(2023, 1, 1)).days + 1)]
NAMES = sorted({name for day in DAYS if (name := national_calendar().name(day))})


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_every_name_of_the_calendar_has_its_english(world: World) -> None:
    with world.app.test_request_context("/"):
        g.language = "vi"
        assert [day_name(name) for name in NAMES] == NAMES
        g.language = "en"
        english = {name: day_name(name) for name in NAMES}

    assert [name for name in NAMES if english[name] == name] == []
    assert english["Nghỉ hoán đổi (làm bù 10/01)"] == "Swapped day off (made up for on 10/01)"
    assert english["Quốc khánh (nghỉ bù)"] == "National Day (day off in lieu)"


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_name_that_nobody_foresaw_is_shown_as_it_is(world: World) -> None:
    with world.app.test_request_context("/"):
        g.language = "en"
        assert [day_name(name) for name in ("", "Lũ lụt", "Bão số 9 (nghỉ)")] == ["", "Lũ lụt", "Bão số 9 (nghỉ)"]
