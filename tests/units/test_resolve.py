"""Places of a workflow become units, also across 1 July 2025."""

from datetime import date

import pytest

from portal.units.directory import UnitDirectory
from portal.units.errors import NoSuchPlace, NoSuchUnit
from portal.units.resolve import resolve_place
from tests.units.conftest import BETWEEN, NEW, TODAY

COMMUNE, RECEPTION = "51.21235", "51.21235/X-TTPVHCC"
DISTRICT, OLD_RECEPTION = "51.528", "51.528.21283/X-TTPVHCC"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("competent", COMMUNE),
        ("intake", RECEPTION),
        ("return", RECEPTION),
        ("parent(province)", "51"),
        ("parent(commune)", COMMUNE),
        ("department(X-VP)", f"{COMMUNE}/X-VP"),
        ("department(S-TP)", "51/S-TP"),
        ("unit(51/VPDKDD)", "51/VPDKDD"),
    ],
)
def test_a_place_seen_from_a_commune(directory: UnitDirectory, place: str, expected: str) -> None:
    assert resolve_place(directory, place, competent=COMMUNE, intake=RECEPTION, day=TODAY) == expected


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("competent", DISTRICT, "51.21238"),
        ("intake", OLD_RECEPTION, "51.21238/X-TTPVHCC"),
        ("department(D-TNMT)", f"{DISTRICT}/D-TNMT", "51.21238/X-KT"),
        ("department(D-TTPVHCC)", f"{DISTRICT}/D-TTPVHCC", "51.21238/X-TTPVHCC"),
        ("department(S-TP)", "51-2020/S-TP", "51/S-TP"),
        ("parent(province)", "51-2020", "51"),
    ],
)
def test_a_case_of_a_district_goes_on_where_it_was_taken_in(
    directory: UnitDirectory, place: str, before: str, after: str
) -> None:
    def resolved(day: date) -> str:
        return resolve_place(directory, place, competent=DISTRICT, intake=OLD_RECEPTION, day=day)

    assert resolved(BETWEEN) == before
    assert resolved(NEW) == after
    assert resolved(TODAY) == after


def test_an_office_looks_beside_and_above_itself(directory: UnitDirectory) -> None:
    for kind, expected in (("X-UBND", f"{COMMUNE}/X-UBND"), ("S-XD", "51/S-XD")):
        place = f"department({kind})"
        assert resolve_place(directory, place, competent=f"{COMMUNE}/X-VP", intake=RECEPTION, day=TODAY) == expected


def test_a_place_that_is_nowhere_says_where_it_was_looked_for(directory: UnitDirectory) -> None:
    with pytest.raises(NoSuchPlace) as nowhere:
        resolve_place(directory, "department(D-TP)", competent=COMMUNE, intake=RECEPTION, day=TODAY)

    assert nowhere.value.place == "department(D-TP)"
    assert nowhere.value.unit == COMMUNE
    assert nowhere.value.looked_for == (f"{COMMUNE}/D-TP", "51/D-TP")


@pytest.mark.parametrize("place", ["parent(district)", "unit(51.99999)", "somewhere", "department(X-VP", ""])
def test_other_places_are_no_places(directory: UnitDirectory, place: str) -> None:
    with pytest.raises(NoSuchPlace):
        resolve_place(directory, place, competent=COMMUNE, intake=RECEPTION, day=TODAY)


def test_a_split_unit_is_not_guessed(directory: UnitDirectory) -> None:
    """Taken in at the province, nothing says which part of xã Trà Bùi a case belongs to."""
    with pytest.raises(NoSuchPlace) as split:
        resolve_place(directory, "competent", competent="51.525.21142", intake="51/TTPVHCC-T", day=TODAY)
    assert split.value.looked_for == ("51.21136", "51.21157")


def test_a_unit_that_never_was_is_an_error(directory: UnitDirectory) -> None:
    with pytest.raises(NoSuchUnit):
        resolve_place(directory, "competent", competent="51.99999", intake=RECEPTION, day=TODAY)
