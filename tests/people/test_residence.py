"""An address in one line is taken apart where its end names one commune."""

from datetime import date

import pytest

from portal.people.identity import Residence
from portal.people.residence import locate
from portal.units.directory import UnitDirectory
from portal.units.load import QUANG_NGAI, read_tree

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def directory() -> UnitDirectory:
    tree = read_tree(QUANG_NGAI)
    return UnitDirectory(tree.levels, tree.units, tree.successions)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thôn 2, Xã Tư Nghĩa, Tỉnh Quảng Ngãi", Residence("51.21235", "Thôn 2")),
        ("12 Hùng Vương, Tổ 3, Xã Ba Gia, Quảng Ngãi", Residence("51.21205", "12 Hùng Vương, Tổ 3")),
        ("Tổ 3, Tư Nghĩa, Quảng Ngãi", Residence(None, "Tổ 3, Tư Nghĩa, Quảng Ngãi")),
        ("Thôn 2, Huyện Tư Nghĩa, Tỉnh Quảng Ngãi", Residence(None, "Thôn 2, Huyện Tư Nghĩa, Tỉnh Quảng Ngãi")),
        ("Thôn 2, Xã Nghĩa Mỹ, Huyện Tư Nghĩa, Tỉnh Quảng Ngãi", Residence("51.528.21286", "Thôn 2")),
        ("Xã Tư Nghĩa, tỉnh Quảng Ngãi", Residence("51.21235", "")),
        (
            "5 Lê Lợi, Phường 1, Thành phố Đà Lạt, Tỉnh Lâm Đồng",
            Residence(None, "5 Lê Lợi, Phường 1, Thành phố Đà Lạt, Tỉnh Lâm Đồng"),
        ),
        ("", Residence(None, "")),
    ],
)
def test_a_line_is_located(directory: UnitDirectory, line: str, expected: Residence) -> None:
    assert locate(Residence(None, line), directory, TODAY) == expected


def test_a_unit_that_is_known_is_kept_and_another_is_not_believed(directory: UnitDirectory) -> None:
    assert locate(Residence("51.21235", "Thôn 2"), directory, TODAY) == Residence("51.21235", "Thôn 2")
    assert locate(Residence("1.2.3", "Thôn 2"), directory, TODAY) == Residence(None, "Thôn 2")
