"""Periods in Vietnamese prose."""

from decimal import Decimal

import pytest

from portal.catalogue.entry_facts import LimitUnit
from portal.catalogue.national.durations import Period, mentions, period, read_number

WORKING, DAYS = LimitUnit.WORKING_DAYS, LimitUnit.DAYS
HOURS, MONTHS = LimitUnit.HOURS, LimitUnit.MONTHS


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("trong thời hạn 05 ngày làm việc", "5", WORKING),
        ("05 (năm) ngày làm việc", "5", WORKING),
        ("năm (05) ngày làm việc", "5", WORKING),
        ("mười ngày", "10", DAYS),
        ("Mười lăm ngày làm việc", "15", WORKING),
        ("hai mươi mốt ngày", "21", DAYS),
        ("bốn mươi lăm ngày", "45", DAYS),
        ("1,5 ngày", "1.5", DAYS),
        ("0.5 ngày làm việc", "0.5", WORKING),
        ("½ ngày", "0.5", DAYS),
        ("nửa tháng", "15", DAYS),
        ("02 tuần", "14", DAYS),
        ("3 tháng", "3", MONTHS),
        ("8 giờ làm việc", "8", LimitUnit.WORKING_HOURS),
        ("24 giờ", "24", HOURS),
        ("15 phút", "0.25", HOURS),
        ("20 ngày\nlàm việc", "20", WORKING),
        ("không quá 30 ngày kể từ ngày nhận", "30", DAYS),
    ],
)
def test_a_period_is_read(text: str, value: str, unit: LimitUnit) -> None:
    assert [mention.period for mention in mentions(text)] == [Period(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "Thông tư ngày 30 tháng 6 năm 2025",
        "Thông tư số 12/2025 ngày 05/6/2025",
        "nhận hồ sơ trước 15 giờ",
        "nộp sau 15 giờ 30",
        "thẻ có hạn 02 năm",
        "trong ngày",
        "ngày 20 tháng đầu tiên",
        "làm việc 24/24 giờ",
        "",
    ],
)
def test_a_date_an_hour_of_the_day_or_a_validity_is_no_period(text: str) -> None:
    assert mentions(text) == []


def test_all_periods_are_found_in_order() -> None:
    found = mentions("kiểm tra: 03 ngày làm việc; thẩm định: 50 ngày; trả kết quả: 02 ngày làm việc")

    assert [mention.period for mention in found] == [
        Period(Decimal(3), WORKING),
        Period(Decimal(50), DAYS),
        Period(Decimal(2), WORKING),
    ]


def test_a_year_in_a_column_is_twelve_months() -> None:
    assert period("1", "Năm") == Period(Decimal(12), MONTHS)


@pytest.mark.parametrize(("word", "number"), [("mười", 10), ("chín mươi chín", 99), ("hai mươi tư", 24), ("07", 7)])
def test_number_words_up_to_ninety_nine(word: str, number: int) -> None:
    assert read_number(word) == number
