"""The procedures under procedures/, for the tests that speak of them."""

from datetime import date
from functools import cache
from pathlib import Path

from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.loader import load_folder
from portal.catalogue.pinned import Loaded
from portal.units.directory import UnitDirectory
from portal.units.load import QUANG_NGAI, read_tree

PROCEDURES = Path(__file__).parents[2] / "procedures"
TODAY = date(2026, 11, 24)
COMMUNE = "51.21235"
CODES = (
    "1.000593", "1.000656", "1.001193", "1.001776", "1.004873", "1.012753", "1.012812", "1.013225",
    "2.000635", "2.000720", "2.000884", "2.001428", "2.001827", "3.000243", "3.000333", "3.000509",
)  # fmt: skip


@cache
def files() -> tuple[Loaded, ...]:
    loaded, problems = load_folder(PROCEDURES)
    assert problems == []
    return tuple(loaded)


@cache
def procedures() -> dict[str, Loaded]:
    """The latest version of each procedure."""
    return {one.definition.code: one for one in sorted(files(), key=lambda one: one.definition.in_force.from_)}


@cache
def directory() -> UnitDirectory:
    tree = read_tree(QUANG_NGAI)
    return UnitDirectory(tree.levels, tree.units, tree.successions)


def definition(code: str) -> ProcedureDefinition:
    return procedures()[code].definition


def filing_day(code: str) -> date:
    """A day on which the procedure is in force: today, or its last."""
    return definition(code).in_force.to or TODAY
