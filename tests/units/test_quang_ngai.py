"""The tree that comes with the portal says what the resolutions say."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from portal.db import Database
from portal.units import queries
from portal.units.directory import UnitDirectory
from portal.units.tree import Tree
from tests.units.conftest import BETWEEN, NEW, OLD, TODAY

CASE_CODE = re.compile(r"^(?:\d{3}\.\d{2}\.\d{2}\.H\d{2}|H\d{2}(?:\.\d{1,3}){0,3})-\d{6}-\d{4,5}$")


@pytest.mark.parametrize(
    ("day", "province", "expected"),
    [
        (OLD, "51", {"province": 1, "district": 13, "commune": 173}),
        (OLD, "62", {"province": 1, "district": 10, "commune": 102}),
        (BETWEEN, "51", {"province": 1, "district": 13, "commune": 170}),
        (NEW, "51", {"province": 1, "district": 0, "commune": 96}),
        (NEW, "62", {"province": 0, "district": 0, "commune": 0}),
        (date(2019, 1, 1), "51", {"province": 0, "district": 0, "commune": 0}),
    ],
)
def test_units_are_counted_as_of_a_day(loaded: Database, day: date, province: str, expected: dict[str, int]) -> None:
    with loaded.read() as look:
        assert queries.count_by_level(look, day, province) == expected


def test_the_present_communes_are_wards_communes_and_one_special_zone(directory: UnitDirectory) -> None:
    kinds = Counter(directory.get(code).kind for code in directory.communes(TODAY))

    assert kinds == {"phường": 9, "xã": 86, "đặc khu": 1}


def test_no_commune_of_the_past_ends_without_a_successor(directory: UnitDirectory) -> None:
    for unit in directory.units():
        if unit.level == "commune" and not unit.is_office:
            assert directory.successors(unit.code, TODAY), unit.code


def test_every_present_commune_carries_on_an_old_unit(directory: UnitDirectory) -> None:
    assert all(directory.predecessors(code) for code in directory.communes(TODAY))


def test_only_the_split_commune_leads_to_several(directory: UnitDirectory) -> None:
    split = [code for code in directory.communes(BETWEEN) if len(directory.successors(code, TODAY)) > 1]

    assert split == ["51.525.21142"]  # xã Trà Bùi
    assert directory.successors("51.525.21142", TODAY) == ("51.21136", "51.21157")


def test_a_commune_that_ended_twice_over_is_followed_through_both_changes(directory: UnitDirectory) -> None:
    nghia_my = "51.528.21286"

    assert directory.successors(nghia_my, OLD) == (nghia_my,)
    assert directory.successors(nghia_my, BETWEEN) == ("51.528.21238", "51.528.21283")
    assert directory.successors(nghia_my, TODAY) == ("51.21238",)


def test_every_day_has_an_office_to_receive_in_every_commune(directory: UnitDirectory) -> None:
    for day in (OLD, BETWEEN, NEW, TODAY):
        for commune in directory.communes(day):
            assert directory.reception(commune, day) == f"{commune}/X-TTPVHCC"


def test_offices_follow_the_successors_of_their_units(directory: UnitDirectory) -> None:
    assert directory.successors("51.525.21145/X-TTPVHCC", TODAY) == ("51.21124/X-TTPVHCC",)
    assert directory.successors("62-2020/S-TP", TODAY) == ("51/S-TP",)
    assert "51.21235/X-KT" in directory.successors("51.528/D-TNMT", TODAY)


def test_case_codes_of_every_unit_have_the_official_form(tree: Tree, directory: UnitDirectory) -> None:
    for unit in tree.units:
        assert CASE_CODE.match(f"{directory.agency_code(unit.code)}-260814-0012"), unit.code


def test_an_agency_code_means_one_agency_in_every_era(tree: Tree, directory: UnitDirectory) -> None:
    holders: dict[str, list[str]] = {}
    for unit in tree.units:
        if unit.agency_code is not None:
            holders.setdefault(unit.agency_code, []).append(unit.code)

    shared = {agency: codes for agency, codes in holders.items() if len(codes) > 1}
    assert shared == {"H48": ["51", "51-2020"]}  # issued before the merger, and carried on


def test_whoever_may_own_a_case_has_an_agency_code_of_its_own(directory: UnitDirectory) -> None:
    for unit in directory.units():
        if not unit.is_office or unit.level == "province":
            assert unit.agency_code is not None, unit.code


def test_succession_leaves_no_day_out(directory: UnitDirectory, tree: Tree) -> None:
    for old, new in tree.successions:
        last = directory.get(old).valid_to
        assert last is not None
        assert directory.get(new).alive_on(last + timedelta(days=1)), (old, new)
