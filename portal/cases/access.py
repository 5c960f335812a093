"""Which cases a principal may see: lists and loads go through here, so what is not yours is not there (R-AZ-2)."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from portal.cases.models import Case, CaseUnit
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES, Role
from portal.units.directory import UnitDirectory
from portal.units.oversight import below, carries_on

# What another case opened is not applied for: its applicant sees it within that one.
APPLIED_FOR = Case.parent_id.is_(None)


def visible_to(principal: Principal, directory: UnitDirectory) -> ColumnElement[bool]:
    """Return the condition on `cases` that holds for what this principal may read; the same as `policy` says."""
    if principal.is_citizen:
        return _applied_by(principal.id)
    if not principal.is_officer:
        return false()
    scoped = principal.scoped_units_as(*DESK_ROLES)
    return _in_units_of(principal.units_as(*DESK_ROLES), principal.units_as(Role.SUPERVISOR), scoped, directory)


# Conditions are kept: the same one again lets a statement that was built on it be used again.
@lru_cache(maxsize=512)
def _applied_by(citizen_id: str) -> ColumnElement[bool]:
    return and_(Case.applicant_id == citizen_id, APPLIED_FOR)


@lru_cache(maxsize=512)
def _in_units_of(
    own: frozenset[str],
    over: frozenset[str],
    scoped: frozenset[tuple[str, frozenset[str]]],
    directory: UnitDirectory,
) -> ColumnElement[bool]:
    supervised = {code for unit in over for code in below(directory, unit)}
    here = {code for unit in own for code in carries_on(directory, unit)}
    conditions = [_in_units(units) for units in (here, supervised) if units]
    for unit, procedures in scoped:
        conditions.append(and_(_in_units(carries_on(directory, unit)), Case.procedure_code.in_(sorted(procedures))))
    return or_(*conditions) if conditions else false()


def _in_units(units: frozenset[str] | set[str]) -> ColumnElement[bool]:
    seen = select(CaseUnit.case_id).where(CaseUnit.case_id == Case.id, CaseUnit.unit.in_(sorted(units)))
    return and_(exists(seen))
