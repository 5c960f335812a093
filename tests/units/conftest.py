"""The tree of Quảng Ngãi, in a database and in memory."""

from datetime import date

import pytest

from portal.db import Database
from portal.units.directory import UnitDirectory
from portal.units.load import QUANG_NGAI, read_tree, store_tree
from portal.units.tree import Tree

OLD = date(2024, 6, 30)
BETWEEN = date(2025, 6, 30)
NEW = date(2025, 7, 1)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def tree() -> Tree:
    return read_tree(QUANG_NGAI)


@pytest.fixture(scope="session")
def directory(tree: Tree) -> UnitDirectory:
    return UnitDirectory(tree.levels, tree.units, tree.successions)


@pytest.fixture
def loaded(database: Database, tree: Tree) -> Database:
    with database.transaction() as work:
        store_tree(work, tree)
    return database
