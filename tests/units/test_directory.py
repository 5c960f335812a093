"""The directory answers from memory what the database would answer, and fast."""

from datetime import date
from time import process_time

import pytest

from portal.db import Database
from portal.units.directory import UnitDirectory, load_directory
from portal.units.errors import NoSuchPlace, NoSuchUnit
from portal.units.tree import Tree
from tests.units import reference
from tests.units.conftest import BETWEEN, NEW, OLD, TODAY

SOME = ("51-2020", "51", "51.528", "51.528.21286", "51.21235", "51.21235/X-VP", "62.608", "51/S-TP")


@pytest.mark.parametrize("code", SOME)
def test_directory_and_database_agree(loaded: Database, code: str) -> None:
    with loaded.read() as look:
        directory = load_directory(look)
        assert directory.get(code) == reference.get_unit(look, code)
        assert directory.ancestors(code) == reference.ancestors(look, code)
        assert directory.offices(code) == tuple(unit.code for unit in reference.offices(look, code))
        for level in ("province", "district", "commune"):
            assert directory.parent_at(code, level) == reference.parent_at_level(look, code, level)
        for day in (OLD, BETWEEN, NEW, TODAY):
            assert directory.children(code, day) == tuple(u.code for u in reference.children(look, code, day))
            assert set(directory.subtree(code, day)) == reference.subtree_codes(look, code, day)
            assert tuple(sorted(directory.successors(code, day))) == reference.successors(look, code, day)


def test_directory_and_database_know_the_same_units(loaded: Database) -> None:
    with loaded.read() as look:
        directory = load_directory(look)
        for day in (OLD, TODAY):
            assert directory.units(day) == reference.units_as_of(look, day)
        assert reference.offices(look, "51.21235", "X-VP") == (directory.get("51.21235/X-VP"),)


def test_an_unknown_code_is_an_error_that_names_it(directory: UnitDirectory) -> None:
    assert directory.find("51.99999") is None
    with pytest.raises(NoSuchUnit) as unknown:
        directory.subtree("51.99999")
    assert unknown.value.code == "51.99999"


@pytest.mark.parametrize(
    ("code", "vietnamese", "english"),
    [
        (
            "51.528.21286",
            "Xã Nghĩa Mỹ, huyện Tư Nghĩa, tỉnh Quảng Ngãi",
            "Nghĩa Mỹ Commune, Tư Nghĩa District, Quảng Ngãi Province",
        ),
        ("51.21548", "Đặc khu Lý Sơn, tỉnh Quảng Ngãi", "Lý Sơn Special Zone, Quảng Ngãi Province"),
        (
            "51.21235/X-VP",
            "Văn phòng HĐND và UBND xã Tư Nghĩa, tỉnh Quảng Ngãi",
            "Office of the Council and Committee of Tư Nghĩa Commune, Quảng Ngãi Province",
        ),
        ("51/S-TP", "Sở Tư pháp, tỉnh Quảng Ngãi", "Department of Justice, Quảng Ngãi Province"),
        ("62-2020/THUE-T", "Thuế tỉnh Kon Tum", "Provincial Tax Office, Kon Tum Province"),
    ],
)
def test_full_names_say_what_a_unit_lies_in(directory: UnitDirectory, code: str, vietnamese: str, english: str) -> None:
    assert directory.full_name(code) == vietnamese
    assert directory.full_name(code, "en") == english


def test_names_are_given_in_both_languages(directory: UnitDirectory) -> None:
    assert directory.name("51.21235") == "Xã Tư Nghĩa"
    assert directory.name("51.21235", "en") == "Tư Nghĩa Commune"


def test_the_province_of_a_day_is_the_one_whose_number_lives_on(directory: UnitDirectory) -> None:
    assert directory.province(OLD) == "51-2020"
    assert directory.province(TODAY) == "51"
    with pytest.raises(NoSuchPlace):
        directory.province(date(2019, 1, 1))


def test_a_subtree_holds_offices_too(directory: UnitDirectory) -> None:
    inside = directory.subtree("51.21235")

    assert inside[0] == "51.21235"
    assert set(inside[1:]) == set(directory.offices("51.21235"))
    assert "51.21235/X-VP" in directory.subtree("51")


def test_the_level_of_an_office_is_that_of_its_unit(directory: UnitDirectory) -> None:
    assert directory.level("51/S-TP") == "province"
    assert directory.level("51.21235/X-VP") == "commune"


def test_an_office_exists_as_long_as_its_unit(directory: UnitDirectory) -> None:
    assert directory.office("51.528", "D-TP", BETWEEN) == "51.528/D-TP"
    assert directory.office("51.528", "D-TP", NEW) is None
    assert directory.office("51.21235", "S-TP", TODAY) is None


def test_reception_of_a_department_is_the_centre_of_the_province(directory: UnitDirectory) -> None:
    assert directory.reception("51/S-TP", TODAY) == "51/TTPVHCC-T"
    assert directory.reception("51.528", BETWEEN) == "51.528/D-TTPVHCC"
    with pytest.raises(NoSuchPlace):
        directory.reception("51.528", TODAY)


def test_agency_codes_come_from_the_unit_or_from_the_one_above(directory: UnitDirectory) -> None:
    assert directory.agency_code("51.21235/X-VP") == directory.agency_code("51.21235")
    assert directory.agency_code("51/S-TP") == "H48.04"


def test_communes_stand_in_the_order_of_the_vietnamese_alphabet(directory: UnitDirectory) -> None:
    names = [directory.name(code).removeprefix("Xã ") for code in directory.communes(TODAY)]

    assert names.index("Ba Tô") < names.index("Ba Tơ")  # ô before ơ
    assert names.index("Cà Đam") < names.index("Đăk Hà")  # d and đ after c
    assert names.index("Sơn Hà") < names.index("Sơn Hạ")  # the falling tone before the heavy one


def test_the_directory_is_built_in_a_moment(tree: Tree) -> None:
    times = []
    for _ in range(3):
        start = process_time()
        UnitDirectory(tree.levels, tree.units, tree.successions)
        times.append(process_time() - start)

    assert min(times) < 0.15
