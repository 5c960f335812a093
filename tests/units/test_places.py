"""Communes are found by what people write: old names and new, with marks and without."""

import pytest

from portal.units.directory import UnitDirectory
from portal.units.places import PlaceMatch, place_key
from tests.units.conftest import BETWEEN, OLD, TODAY

NGHIA_MY = "Xã Nghĩa Mỹ, huyện Tư Nghĩa, tỉnh Quảng Ngãi"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Tư Nghĩa", "51.21235"),
        ("tu nghia", "51.21235"),
        ("XÃ TƯ NGHĨA", "51.21235"),
        ("xa tu nghia, quang ngai", "51.21235"),
        ("Sơn Hạ", "51.21292"),
        ("Sơn Hà", "51.21289"),
        ("Đắk Hà", "51.23500"),
        ("dak ha", "51.23500"),
        ("Ngok Linh", "51.23365"),
        ("Ngọk Linh", "51.23365"),
        ("Pờ Y", "51.23377"),
        ("Bờ Y", "51.23377"),
        ("Ya Li", "51.23548"),
        ("lí sơn", "51.21548"),
        ("đặc khu lý sơn", "51.21548"),
        ("tt la hà", "51.21235"),
        ("Nghĩa Mỹ Tư Nghĩa", "51.21238"),
        ("nghia mi", "51.21238"),
    ],
)
def test_a_place_is_found_first(directory: UnitDirectory, text: str, first: str) -> None:
    found = directory.search_places(text, TODAY)

    assert found
    assert found[0].code == first, [match.full_name for match in found]


def test_an_old_name_leads_to_the_present_commune_and_says_so(directory: UnitDirectory) -> None:
    expected = (PlaceMatch("51.21238", "Xã Vệ Giang, tỉnh Quảng Ngãi", formerly=NGHIA_MY),)

    assert directory.search_places("xã Nghĩa Mỹ, huyện Tư Nghĩa", TODAY) == expected


def test_on_a_day_of_its_life_an_old_name_is_a_present_one(directory: UnitDirectory) -> None:
    (match,) = directory.search_places("xã Nghĩa Mỹ, huyện Tư Nghĩa", OLD)

    assert match == PlaceMatch("51.528.21286", NGHIA_MY)


def test_a_split_commune_leads_to_both_parts(directory: UnitDirectory) -> None:
    found = directory.search_places("Trà Bùi", TODAY)

    assert [(match.code, match.is_split) for match in found] == [("51.21136", True), ("51.21157", True)]


def test_a_district_narrows_and_alone_lists_what_became_of_it(directory: UnitDirectory) -> None:
    assert directory.search_places("Nghĩa Mỹ, Bình Sơn", TODAY) == ()
    assert {"51.21235", "51.21238", "51.21244", "51.21250"} <= {
        match.code for match in directory.search_places("huyện Tư Nghĩa", TODAY)
    }


def test_nothing_is_found_for_nothing(directory: UnitDirectory) -> None:
    assert directory.search_places("", TODAY) == ()
    assert directory.search_places(" , ", TODAY) == ()
    assert directory.search_places("Thành phố Đà Lạt", TODAY) == ()
    assert len(directory.search_places("xã", TODAY, limit=5)) == 5


def test_every_commune_is_found_by_its_full_name(directory: UnitDirectory) -> None:
    for code in directory.communes(TODAY):
        assert directory.find_commune(directory.full_name(code), past=False) == code
        assert directory.find_commune(code, past=False) == code
    for code in (*directory.communes(OLD), *directory.communes(BETWEEN)):
        assert directory.find_commune(directory.full_name(code), past=True) == code
        assert directory.find_commune(directory.full_name(code), past=False, day=TODAY) is None


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("Tư Nghĩa", False, "51.21235"),
        ("  xã  TƯ NGHĨA ,tỉnh quảng ngãi", False, "51.21235"),
        ("xa tu nghia", False, "51.21235"),
        ("Sơn Hà", False, "51.21289"),
        ("son ha", False, None),  # Sơn Hà or Sơn Hạ
        ("Xã Nghĩa Mỹ, huyện Tư Nghĩa", True, "51.528.21286"),
        ("Xã Nghĩa Mỹ, huyện Tư Nghĩa", False, None),
        ("Xã Ba Xa", True, None),  # of the district, or of the province
        ("Xã Ba Xa", False, "51.21538"),
        ("Sở Tư pháp", False, None),
        ("51/S-TP", False, None),
        ("51.528", True, None),
        ("", True, None),
    ],
)
def test_a_commune_is_understood_only_when_one_is_meant(
    directory: UnitDirectory, text: str, past: bool, expected: str | None
) -> None:
    assert directory.find_commune(text, past=past, day=TODAY) == expected


def test_the_names_offered_are_understood(directory: UnitDirectory) -> None:
    names = directory.commune_names(TODAY)

    assert len(names) == 96
    assert all(directory.find_commune(name, past=False) for name in names)


def test_spellings_of_one_name_have_one_key() -> None:
    for spellings in (
        ("Đăk Hà", "Đắk Hà", "Đắc Hà", "dak ha"),
        ("Ngọk", "Ngok", "Ngọc"),
        ("Pờ Ê", "Bờ Ê"),
        ("Mỹ", "Mĩ"),
    ):
        assert len({place_key(spelling) for spelling in spellings}) == 1
