"""At which level a case is decided: where its workflow issues the result, seen from the competent unit.

Competence names the unit that answers for a case; the result may come from above it. Before 1 July 2025 a commune
answered for a social allowance, and the district decided on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, and_, false, or_, tuple_

from portal.cases.models import Case
from portal.catalogue.versions import Versions
from portal.units.directory import UnitDirectory
from portal.units.resolve import resolve_place
from portal.workflow.definition import Definition


@dataclass(frozen=True, slots=True, order=True)
class Kin:
    """What cases have in common that are decided by the same unit in the same way."""

    competent: str
    procedure: str
    version_id: str
    variant: str


def deciding_place(workflow: Definition) -> str:
    """Return the place of the step that issues the result; the competent unit where none does."""
    issuing = (step.at for step in workflow.steps.values() if any(a.issues == "result" for a in step.actions.values()))
    return next(issuing, "competent")


@lru_cache(maxsize=20_000)
def level_of_place(directory: UnitDirectory, place: str, competent: str) -> str:
    """Return the level of the unit that a workflow's place means for a competent unit, in that unit's own time."""
    unit = directory.get(competent)
    day = unit.valid_to or unit.valid_from
    return directory.level(resolve_place(directory, place, competent=competent, intake=competent, day=day))


def deciding_level(look: Connection, directory: UnitDirectory, versions: Versions, kin: Kin) -> str:
    """Return the code of the level at which such cases are decided."""
    place = deciding_place(versions.get(look, kin.version_id).workflows[kin.variant])
    return level_of_place(directory, place, kin.competent)


def is_one_of(kins: Iterable[Kin]) -> ColumnElement[bool]:
    """Return the condition for cases that are of one of these kinds."""
    versions: dict[frozenset[str], list[tuple[str, str]]] = {}
    units: dict[tuple[str, str], set[str]] = {}
    for kin in kins:
        units.setdefault((kin.version_id, kin.variant), set()).add(kin.competent)
    for pinned, competent in sorted(units.items()):
        versions.setdefault(frozenset(competent), []).append(pinned)
    parts = (
        and_(tuple_(Case.version_id, Case.variant).in_(pairs), Case.competent.in_(sorted(competent)))
        for competent, pairs in versions.items()
    )
    return or_(false(), *parts)
