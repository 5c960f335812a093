"""The table of channels is taken apart."""

import pytest

from portal.catalogue.entry_facts import Channel
from portal.catalogue.national.table import Row, part_figures, read_rows
from tests.catalogue.national.records import channels


def row(text: str) -> Row:
    (only,) = read_rows(channels(text))
    return only


def test_three_channels_run_together_are_three_rows() -> None:
    found = read_rows(
        channels(
            "Trực tuyến5 NgàyMiễn phíDịch vụ bưu chính6 NgàyKhông có thông tinTrực tiếp7 Ngày làm việc10 USD(/lần)"
        )
    )

    assert [(each.channel, each.time, each.fee, each.note) for each in found] == [
        (Channel.ONLINE, "5 Ngày", "Miễn phí", ""),
        (Channel.POST, "6 Ngày", "Không có thông tin", ""),
        (Channel.COUNTER, "7 Ngày làm việc", "10 USD", "/lần"),
    ]


def test_a_channel_named_in_the_remarks_begins_no_row() -> None:
    found = row("Trực tiếp5 NgàyMiễn phí+ Trực tuyến: nộp qua cổng. + Dịch vụ bưu chính: gửi hồ sơ.")

    assert found.text == "+ Trực tuyến: nộp qua cổng. + Dịch vụ bưu chính: gửi hồ sơ."


def test_a_note_ends_at_its_own_bracket() -> None:
    found = row("Trực tiếp5 Ngày1,000 VNĐ((giảm (50%) đến hết năm))trong 5 ngày (năm ngày)")

    assert (found.note, found.text) == ("(giảm (50%) đến hết năm)", "trong 5 ngày (năm ngày)")


def test_a_bracket_that_never_closes_leaves_all_as_text() -> None:
    found = row("Trực tiếp5 NgàyMiễn phí(đồng (từ tháng 4)15 ngày kể từ ngày nhận")

    assert (found.note, found.text) == (None, "(đồng (từ tháng 4)15 ngày kể từ ngày nhận")


def test_a_time_that_is_a_sentence_is_kept() -> None:
    assert row("Trực tuyếnKhông phải trả kết quảMiễn phíQua cổng").time == "Không phải trả kết quả"


@pytest.mark.parametrize(
    ("figures", "ways"),
    [
        ("120", [("1", "20")]),
        ("125", [("1", "25"), ("12", "5")]),
        ("1100", [("1", "100")]),
        ("1100,000", [("1", "100,000")]),
        ("120,000", [("1", "20,000")]),
        ("0,000", []),
    ],
)
def test_figures_of_time_and_fee_part_only_where_both_are_written_rightly(
    figures: str, ways: list[tuple[str, str]]
) -> None:
    assert part_figures(figures) == ways


def test_figures_that_part_in_one_way_are_parted() -> None:
    found = row("Trực tiếp120,000 VNĐ")

    assert (found.time, found.fee, found.glued) == ("1", "20,000 VNĐ", False)


def test_figures_that_part_in_two_ways_stay_as_they_stand() -> None:
    found = row("Trực tiếp125 VNĐ")

    assert (found.time, found.fee, found.glued) == ("125", "125 VNĐ", True)


@pytest.mark.parametrize("text", ["", "Mang đến sân làng", channels(""), channels("Chim bồ câu5 NgàyMiễn phí")])
def test_what_is_no_such_table_has_no_rows(text: str) -> None:
    assert read_rows(text) == []
