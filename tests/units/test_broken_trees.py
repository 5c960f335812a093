"""A bad file is refused whole, and says everything that is wrong with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.units.errors import BadTree
from portal.units.load import build_tree, read_tree
from tests.units.trees import as_file, invented, unit, written

Spoil = Callable[[dict[str, Any]], object]


def _cycle(raw: dict[str, Any]) -> None:
    unit(raw, "99-old")["parent"] = "99.1"


def _set(code: str, **values: Any) -> Spoil:
    return lambda raw: unit(raw, code).update(values)


def _drop(code: str, field: str) -> Spoil:
    return lambda raw: unit(raw, code).pop(field)


def _again(code: str) -> Spoil:
    return lambda raw: raw["units"].append(dict(unit(raw, code)))


BROKEN: dict[str, tuple[Spoil, str]] = {
    "a cycle of parents": (_cycle, "units: a cycle of parents, 99-old -> 99.1 -> 99-old"),
    "a unit that is its own parent": (_set("99", parent="99"), "units: a cycle of parents, 99 -> 99"),
    "an unknown parent": (_set("99.12", parent="98"), "units[4] 99.12: unknown parent 98"),
    "a child born before its parent": (
        _set("99.12", valid_from="2025-06-01"),
        "units[4] 99.12: begins on 2025-06-01, before its parent 99 begins on 2025-07-01",
    ),
    "a child that outlives its parent": (
        _set("99.1.10", valid_to=None, successors=[]),
        "units[3] 99.1.10: goes on after its parent 99.1 ended on 2025-06-30",
    ),
    "a parent of a lower level": (
        _set("99.12", level="province"),
        "units[4] 99.12: its level province does not lie below the level province of its parent 99",
    ),
    "a unit that outlives its level": (
        _set("99.12", level="district"),
        "units[4] 99.12: outlives its level district, which closed on 2025-06-30",
    ),
    "an unknown level": (_set("99.12", level="hamlet"), "units[4] 99.12: unknown level hamlet"),
    "an end before the beginning": (
        _set("99.1.10", valid_to="2019-01-01"),
        "units[3] 99.1.10: ends on 2019-01-01, before it begins on 2020-01-01",
    ),
    "an unknown successor": (_set("99.1.10", successors=["97"]), "units[3] 99.1.10: unknown successor 97"),
    "a gap before the successor": (
        _set("99.1.10", valid_to="2025-06-29"),
        "units[3] 99.1.10: its successor 99.12 begins on 2025-07-01, a gap after 2025-06-29",
    ),
    "a successor that ended with the unit": (
        _set("99.1", successors=["99.1.10"]),
        "units[2] 99.1: its successor 99.1.10 ended on 2025-06-30, no later than the unit itself",
    ),
    "a successor without a last day": (
        _set("99", successors=["99-old"]),
        "units[1] 99: has successors but no last day (valid_to)",
    ),
    "a code given twice": (_again("99.12"), "units: the code 99.12 is given 2 times"),
    "an agency code of two agencies": (
        _set("99.1", agency_code="H99.1.10"),
        "units: the agency code H99.1.10 is given to 99.1 and to 99.1.10",
    ),
    "an agency code of a unit and an office": (
        _set("99.12", agency_code="H99.01"),
        "units: the agency code H99.01 is given to 99.12 and to 99/S-TP",
    ),
    "an agency code of another shape": (
        _set("99.12", agency_code="48.1"),
        r"units[4] 99.12: agency_code has to be written as ^H\d{2}(\.\d{1,3}){0,3}$",
    ),
    "a missing field": (_drop("99.12", "name"), "units[4] 99.12: name is missing"),
    "a misspelt field": (
        _set("99.12", valid_form="2025"),
        "units[4] 99.12: valid_form is not a field that is known here",
    ),
    "a number for a text": (_set("99.12", name=12), "units[4] 99.12: name has to be a text"),
    "a day that is none": (
        _set("99.12", valid_from="2025-02-30"),
        "units[4] 99.12: valid_from has to be a day, as 2025-07-01",
    ),
    "a list for an object": (lambda raw: raw["units"].append([]), "units[5]: has to be an object"),
    "an object for a list": (lambda raw: raw.update(levels={}), "levels: has to be a list"),
    "a missing part": (lambda raw: raw.pop("levels"), "levels: is missing"),
    "an unknown part": (lambda raw: raw.update(unit=[]), "unit: is not a part that is known here"),
    "no unit at all": (
        lambda raw: raw.update(units=[], office_agency_codes={}),
        "units: none stands at the top, without a parent",
    ),
    "two levels of one rank": (lambda raw: raw["levels"][1].update(rank=1), "levels: rank 1 is given 2 times"),
    "an office at no level": (
        lambda raw: raw["department_types"][0].update(at="region", units=["99"]),
        "department_types[0] S-TP: unknown level region",
    ),
    "an office of no unit": (
        lambda raw: raw["department_types"][0].update(units=["99", "96"]),
        "department_types[0] S-TP: unknown unit 96",
    ),
    "an office that two types make": (
        lambda raw: raw["department_types"].append(raw["department_types"][0]),
        "offices: the code 99/S-TP is given 2 times",
    ),
    "an office taken over by no type": (
        lambda raw: raw["district_department_types"][0].update(then="X-KT"),
        "district_department_types[0] D-TP: unknown office type X-KT",
    ),
    "an agency code of no office": (
        lambda raw: raw["office_agency_codes"].update({"99/S-XD": "H99.02"}),
        "office_agency_codes: unknown office 99/S-XD",
    ),
    "an office's agency code of another shape": (
        lambda raw: raw["office_agency_codes"].update({"99/S-TP": "sở"}),
        "office_agency_codes: sở of 99/S-TP is not an agency code, as H48.35.09",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_tree_is_refused_with_a_sentence(name: str) -> None:
    spoil, sentence = BROKEN[name]
    raw = invented()
    spoil(raw)

    with pytest.raises(BadTree) as refused:
        build_tree(as_file(raw))

    assert sentence in refused.value.errors


def test_every_error_is_listed_at_once() -> None:
    raw = invented()
    unit(raw, "99.12")["parent"] = "98"
    unit(raw, "99.1.10")["successors"] = ["97"]
    raw["levels"].append(dict(raw["levels"][2]))
    raw["department_types"][1].pop("name")

    with pytest.raises(BadTree) as refused:
        build_tree(as_file(raw))

    assert set(refused.value.errors) == {
        "department_types[1] TT: name is missing",
        "levels: the code commune is given 2 times",
        "levels: rank 3 is given 2 times",
        "units[3] 99.1.10: unknown successor 97",
        "units[4] 99.12: unknown parent 98",
    }


def test_what_refers_to_an_unreadable_unit_is_no_error_of_its_own() -> None:
    raw = invented()
    unit(raw, "99").pop("name")

    with pytest.raises(BadTree) as refused:
        build_tree(as_file(raw))

    assert refused.value.errors == ("units[1] 99: name is missing",)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"units": 3}'])
def test_a_file_of_another_kind_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tree.json"
    path.write_text(text)

    with pytest.raises(BadTree):
        read_tree(path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tree.json"
    path.write_bytes('{"levels": "Tỉnh"}'.encode("utf-16"))

    with pytest.raises(BadTree, match="UTF-8"):
        read_tree(path)


def test_the_sound_file_is_read(tmp_path: Path) -> None:
    assert {unit.code for unit in read_tree(written(invented(), tmp_path)).units} >= {"99", "99.12", "99.12/X-VP"}
