"""Short lists with commas inside names."""

import pytest

from portal.catalogue.national.lists import AUDIENCES, LEVELS, read_codes, read_list, read_results, stated
from tests.catalogue.national.records import PAGE_FOOT


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Bộ Diều, Cục Sáo", ["Bộ Diều", "Cục Sáo"]),
        ("Công an xã, phường, thị trấn, Sở Diều", ["Công an xã, phường, thị trấn", "Sở Diều"]),
        ("Cơ sở đăng kiểm (xe, Máy), Sở Diều", ["Cơ sở đăng kiểm (xe, Máy)", "Sở Diều"]),
        ("Bộ Văn hóa, Thể thao và Du lịch", ["Bộ Văn hóa, Thể thao và Du lịch"]),
        ("Bộ Diều, Bộ Diều", ["Bộ Diều"]),
        ("Sở Diều, ủy ban xã", ["Sở Diều, ủy ban xã"]),
        ("Không có thông tin", []),
        ("", []),
    ],
)
def test_a_comma_parts_items_only_before_a_capital_outside_brackets(text: str, items: list[str]) -> None:
    assert read_list(text) == items


def test_levels_and_audiences_become_codes_and_strangers_stay_words() -> None:
    audience = "Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức, viên chức, Người Sao Hỏa"

    assert read_codes("Cấp bộ, Cấp tỉnh, Cấp xã", LEVELS) == (["ministry", "province", "commune"], [])
    assert read_codes(audience, AUDIENCES) == (["organisation", "official"], ["Người Sao Hỏa"])


def test_results_come_with_their_codes() -> None:
    text = f"Giấy phépMã: KQ.G99.000001Văn bản từ chối;Mã: 000.00.00.G99-KQ0002{PAGE_FOOT}"

    assert read_results(text) == [
        {"name": "Giấy phép", "code": "KQ.G99.000001"},
        {"name": "Văn bản từ chối", "code": "000.00.00.G99-KQ0002"},
    ]


def test_a_result_without_code_and_no_result_at_all() -> None:
    assert read_results("Con dấu trên diều") == [{"name": "Con dấu trên diều", "code": ""}]
    assert read_results(f"Không có thông tin{PAGE_FOOT}") == []


def test_no_information_is_nothing() -> None:
    assert stated(f"Không có thông tin{PAGE_FOOT}") == ""
    assert stated("Diều phải có đuôi.") == "Diều phải có đuôi."
