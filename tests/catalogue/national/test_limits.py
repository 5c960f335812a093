"""From the cells of a row to a time limit; nothing is guessed."""

import pytest

from portal.catalogue.entry_facts import Channel
from portal.catalogue.national.limits import read_limit, states_a_limit
from portal.catalogue.national.table import Row

NOTHING = "Không có thông tin"


def row(time: str, text: str = "", *, glued: bool = False) -> Row:
    return Row(channel=Channel.COUNTER, time=time, fee="Miễn phí", note="", text=text, glued=glued)


@pytest.mark.parametrize(
    ("time", "text", "value", "unit", "source"),
    [
        ("3 Ngày làm việc", "", "3", "working_days", "column"),
        ("60 Ngày", "", "60", "days", "column"),
        ("24 Giờ", "", "24", "hours", "column"),
        ("2 Tháng", "", "2", "months", "column"),
        ("1.5 Ngày làm việc", "", "1.5", "working_days", "column"),
        ("7 Ngày", "Kiểm tra trong 02 ngày; tổng cộng 10 ngày làm việc.", "7", "days", "column"),
        ("7 Ngày", "trong 7 ngày hoặc 7 ngày làm việc", "7", "days", "column"),
        ("7", "07 ngày làm việc kể từ ngày nhận đủ hồ sơ, xét duyệt 2 ngày", "7", "working_days", "text"),
        ("1", "03 ngày làm việc kể từ ngày nhận được hồ sơ", "3", "working_days", "text"),
        (NOTHING, "15 ngày kể từ ngày nhận được hồ sơ hợp lệ", "15", "days", "text"),
        (NOTHING, "- Thời hạn giải quyết: Trong thời hạn 5 ngày làm việc.", "5", "working_days", "text"),
        (NOTHING, "Nộp tại xã.\nThời hạn: không quá mười ngày.", "10", "days", "text"),
    ],
)
def test_a_stated_limit_is_read(time: str, text: str, value: str, unit: str, source: str) -> None:
    limit = read_limit(row(time, text))

    assert (str(limit.value), limit.unit, limit.source, limit.raw) == (value, unit, source, time)


def test_D2_the_words_of_the_decision_win_over_the_unit_of_the_column() -> None:
    limit = read_limit(row("7 Ngày", "07 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ"))

    assert (str(limit.value), limit.unit, limit.source, limit.raw) == ("7", "working_days", "text", "7 Ngày")


@pytest.mark.parametrize(
    ("time", "text", "reason"),
    [
        ("1", "", "no_unit"),
        ("1", "03 ngày kiểm tra, 05 ngày trả kết quả", "no_unit"),
        ("0", "Trong vòng 05 ngày làm việc", "zero"),
        ("0 Ngày", "", "zero"),
        (NOTHING, "", "unstated"),
        (NOTHING, "theo thời hạn chung về tuyển sinh", "unstated"),
        (NOTHING, "28 ngày làm việc (cấp mới), 02 ngày làm việc (cấp lại)", "several"),
        (NOTHING, "08 ngày làm việc để thẩm định; 08 ngày làm việc để cấp", "several"),
        (NOTHING, "15 ngày đối với trường hợp cấp lại", "several"),
        (NOTHING, "Nộp ảnh chụp trong 6 tháng gần nhất", "several"),
        ("Không phải trả kết quả", "", "words"),
    ],
)
def test_D10_what_does_not_settle_a_limit_stays_text_with_a_reason(time: str, text: str, reason: str) -> None:
    limit = read_limit(row(time, text))

    assert (limit.value, limit.unit, limit.reason, limit.raw, limit.text) == (None, None, reason, time, text)


def test_a_figure_that_cannot_be_told_from_the_fee_is_no_limit() -> None:
    assert read_limit(row("125", "12 ngày kiểm tra, 5 ngày cấp", glued=True)).reason == "no_unit"


@pytest.mark.parametrize(
    ("time", "text", "states"),
    [("3 Ngày", "", True), (NOTHING, "năm ngày", True), ("1", "", False), (NOTHING, "theo quy chế", False)],
)
def test_a_limit_is_stated_where_a_figure_or_number_word_has_a_unit(time: str, text: str, states: bool) -> None:
    assert states_a_limit(row(time, text)) is states
