"""How moments, numbers and money are written."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, render_template_string

from portal.web import format as written
from portal.web.format import register_formats

DUE = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 8, 16, 1, 5, tzinfo=UTC)

Write = Callable[..., Any]


@pytest.mark.parametrize(
    ("function", "value", "vietnamese", "english"),
    [
        (written.clock_time, DUE, "17:30", "5:30 pm"),
        (written.clock_time, SUNDAY, "08:05", "8:05 am"),
        (written.moment, DUE, "17:30 thứ Sáu 27/11/2026", "5:30 pm, Friday 27 November 2026"),
        (written.moment, SUNDAY, "08:05 Chủ nhật 16/08/2026", "8:05 am, Sunday 16 August 2026"),
        (written.moment_short, DUE, "17:30 T6 27/11", "5:30 pm Fri 27 Nov"),
        (written.moment_short, SUNDAY, "08:05 CN 16/08", "8:05 am Sun 16 Aug"),
        (written.day, DUE, "27/11/2026", "27 November 2026"),
        (written.day, date(2026, 2, 5), "05/02/2026", "5 February 2026"),
        (written.day_long, DUE, "thứ Sáu 27/11/2026", "Friday 27 November 2026"),
        (written.day_month, SUNDAY, "16/08", "16 Aug"),
        (written.weekday, date(2026, 11, 23), "thứ Hai", "Monday"),
        (written.weekday_short, date(2026, 11, 28), "T7", "Sat"),
        (written.moment_parts, DUE, ("17:30", "thứ Sáu", "27/11/2026"), ("5:30 pm", "Friday", "27 November 2026")),
        (written.document_moment, DUE, "17 giờ 30 phút, ngày 27 tháng 11 năm 2026", "5:30 pm, 27 November 2026"),
        (written.document_day, date(2026, 2, 3), "ngày 03 tháng 02 năm 2026", "3 February 2026"),
        (written.document_day, date(2026, 9, 4), "ngày 04 tháng 9 năm 2026", "4 September 2026"),
        (written.number, 31408, "31.408", "31,408"),
        (written.number, 1111, "1.111", "1,111"),
        (written.number, -1234.5, "-1.234,5", "-1,234.5"),
        (written.number, Decimal("25.25"), "25,25", "25.25"),
        (written.number, Decimal("1E+3"), "1.000", "1,000"),
        (written.number, 0, "0", "0"),
        (written.money, 15000, "15.000 đồng", "15,000 dong"),
        (written.money, 0, "0 đồng", "0 dong"),
        (written.percent, 0.961, "96,1%", "96.1%"),
        (written.percent, 1, "100,0%", "100.0%"),
        (written.percent, Decimal("0.9995"), "100,0%", "100.0%"),
        (written.percent, 0.0845, "8,5%", "8.5%"),
        (written.file_size, 0, "0 byte", "0 bytes"),
        (written.file_size, 812, "812 byte", "812 bytes"),
        (written.file_size, 240_300, "240 kB", "240 kB"),
        (written.file_size, 1_200_000, "1,2 MB", "1.2 MB"),
        (written.file_size, 999_900, "1 MB", "1 MB"),
        (written.file_size, 20_000_000, "20 MB", "20 MB"),
        (written.file_size, 5_000_000_000_000, "5.000 GB", "5,000 GB"),
        (written.working_hours, 480, "8 giờ làm việc", "8 working hours"),
        (written.working_hours, 1515, "25,25 giờ làm việc", "25.25 working hours"),
        (written.working_hours, 60, "1 giờ làm việc", "1 working hour"),
        (written.working_days, 3, "3 ngày làm việc", "3 working days"),
        (written.working_days, Decimal("0.25"), "0,25 ngày làm việc", "0.25 working days"),
        (written.working_days, 1, "1 ngày làm việc", "1 working day"),
    ],
)
def test_a_value_is_written_in_both_languages(function: Write, value: Any, vietnamese: Any, english: Any) -> None:
    assert function(value) == vietnamese
    assert function(value, language="vi") == vietnamese
    assert function(value, language="en") == english


@pytest.mark.parametrize("function", [written.moment, written.moment_short])
@pytest.mark.parametrize("today", [DUE.date(), DUE - timedelta(hours=9)])
def test_today_is_named(function: Write, today: date) -> None:
    assert function(DUE, today) == "17:30 hôm nay"
    assert function(DUE, today, language="en") == "5:30 pm today"


def test_today_is_that_of_vietnam() -> None:
    just_after_midnight = datetime(2026, 11, 26, 17, 1, tzinfo=UTC)
    assert written.moment(DUE, just_after_midnight) == "17:30 hôm nay"


def test_a_moment_from_another_zone_is_shown_on_the_clock_of_vietnam() -> None:
    tokyo = DUE.astimezone(timezone(timedelta(hours=9)))
    assert written.moment(tokyo) == written.moment(DUE)
    assert written.day(datetime(2026, 11, 26, 18, 0, tzinfo=UTC)) == "27/11/2026"


@pytest.mark.parametrize("function", [written.moment, written.day, written.document_moment, written.iso])
def test_a_moment_without_a_zone_is_refused(function: Write) -> None:
    with pytest.raises(ValueError, match="time zone"):
        function(datetime(2026, 11, 27, 17, 30))  # noqa: DTZ001


def test_the_machine_reads_the_zone() -> None:
    assert written.iso(DUE) == "2026-11-27T17:30+07:00"
    assert written.iso(DUE.date()) == "2026-11-27"


def test_noon_and_midnight_in_english() -> None:
    noon = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
    assert written.clock_time(noon, language="en") == "12:00 pm"
    assert written.clock_time(noon + timedelta(hours=12), language="en") == "12:00 am"


def test_filters_speak_the_language_of_the_request() -> None:
    app, spoken = Flask(__name__), ["vi"]
    register_formats(app, lambda: spoken[0])
    source = "{{ due|moment }} | {{ due|moment_short(today=due) }} | {{ 15000|money }} | {{ 8000|amount_in_words }}"
    with app.app_context():
        assert render_template_string(source, due=DUE) == (
            "17:30 thứ Sáu 27/11/2026 | 17:30 hôm nay | 15.000 đồng | Tám nghìn đồng"
        )
        spoken[0] = "en"
        assert render_template_string(source, due=DUE).startswith("5:30 pm, Friday 27 November 2026 | 5:30 pm today")
