"""Storing a tree: as often as you like, beside others, and only what may change."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.units import queries
from portal.units.directory import load_directory
from portal.units.errors import ParentChanged
from portal.units.load import StoreReport, read_tree, store_tree
from portal.units.models import Succession, Unit, UnitClosure
from portal.units.tree import Tree
from tests.units import reference
from tests.units.conftest import NEW, OLD
from tests.units.trees import invented, unit, written


def test_the_same_tree_again_changes_nothing(loaded: Database, tree: Tree) -> None:
    before = _rows(loaded)

    with loaded.transaction() as work:
        report = store_tree(work, tree)

    assert report == StoreReport(added=0, changed=0, unchanged=len(tree.units) + len(tree.levels))
    assert _rows(loaded) == before


def test_another_province_is_loaded_beside_the_first(loaded: Database, tmp_path: Path) -> None:
    other = read_tree(written(invented(), tmp_path))

    with loaded.transaction() as work:
        report = store_tree(work, other)

    assert report.added == len(other.units)
    with loaded.read() as look:
        assert queries.count_by_level(look, OLD, "99") == {"province": 1, "district": 1, "commune": 1}
        assert queries.count_by_level(look, NEW, "99") == {"province": 1, "district": 0, "commune": 1}
        assert queries.count_by_level(look, NEW, "51") == {"province": 1, "district": 0, "commune": 96}
        assert load_directory(look).full_name("99.12/X-VP") == "Văn phòng xã Đầm, tỉnh Cửa Bể"


def test_what_the_file_says_anew_is_stored(database: Database, tmp_path: Path) -> None:
    raw = invented()
    with database.transaction() as work:
        store_tree(work, read_tree(written(raw, tmp_path)))
    unit(raw, "99.12").update(name="Xã Đầm Lớn", place_code="123456789012")
    unit(raw, "99.1").update(successors=[])

    with database.transaction() as work:
        report = store_tree(work, read_tree(written(raw, tmp_path)))

    assert (report.added, report.changed) == (0, 2)  # the commune, and the office that bears its name
    with database.read() as look:
        assert reference.get_unit(look, "99.12").place_code == "123456789012"
        assert reference.successors(look, "99.1", NEW) == ()
        assert reference.successors(look, "99.1.10", NEW) == ("99.12",)


def test_a_unit_that_the_file_no_longer_names_stays(database: Database, tmp_path: Path) -> None:
    whole = read_tree(written(invented(), tmp_path))
    with database.transaction() as work:
        store_tree(work, whole)

    with database.transaction() as work:
        store_tree(work, Tree(whole.levels, tuple(u for u in whole.units if u.code != "99/TT"), ()))

    with database.read() as look:
        assert reference.get_unit(look, "99/TT").name == "Trung tâm tỉnh Cửa Bể"


def test_a_unit_keeps_its_parent_for_life(database: Database, tmp_path: Path) -> None:
    whole = read_tree(written(invented(), tmp_path))
    with database.transaction() as work:
        store_tree(work, whole)
    before = _rows(database)
    moved = tuple(replace(u, parent="99-old") if u.code == "99.1.10" else u for u in whole.units)

    with pytest.raises(ParentChanged) as refused, database.transaction() as work:
        store_tree(work, replace(whole, units=moved))

    assert refused.value.codes == ("99.1.10",)
    assert _rows(database) == before


def _rows(database: Database) -> list[set[tuple[object, ...]]]:
    with database.read() as look:
        tables = (Unit.__table__, Succession.__table__, UnitClosure.__table__)
        return [{tuple(row) for row in look.execute(select(table))} for table in tables]
