"""Lists of cases, newest first: a citizen's own, and those that are or were on an officer's desk; and searching these.

Every question walks one index from its newest end and stops when the page is full. An officer's list is of the units of
their posts: less than `visible_to` allows a supervisor, whose cases are listed with the figures.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_, union

from portal.cases.access import APPLIED_FOR
from portal.cases.models import Case, CaseUnit
from portal.cases.queries import CaseCursor, CasePage
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES
from portal.units.directory import UnitDirectory
from portal.units.oversight import carries_on

PAGE_SIZE = 50

# Without the snapshot: reading fifty of them costs more than finding the cases.
LISTED = tuple(column for column in Case.__table__.columns if column.name != "snapshot")


def list_cases(
    look: Connection,
    principal: Principal,
    *,
    units: Sequence[str] = (),
    after: CaseCursor | None = None,
    size: int = PAGE_SIZE,
) -> CasePage:
    """Return one page of a citizen's own cases, or of those of an officer's units; newest first.

    `units`: other than those of the desk; see `units_answered_for`.
    """
    units = units or units_of_desk(principal)
    if not (principal.is_citizen or units):
        return CasePage((), None)
    goes_on = after is not None
    values = {"me": principal.id} if principal.is_citizen else unit_values(units)
    if after is not None:
        values |= {"after_moment": after.submitted_at, "after_id": after.case_id}
    statement = _own(goes_on) if principal.is_citizen else _of_units(len(units), goes_on)
    rows = look.execute(statement, {**values, "most": size + 1}).all()
    more = len(rows) > size
    rows = rows[:size]
    return CasePage(rows, CaseCursor(rows[-1].submitted_at, rows[-1].id) if more else None)


def units_of_desk(principal: Principal) -> list[str]:
    """Return the units in which an officer may hold tasks; none for anybody else."""
    return sorted(principal.units_as(*DESK_ROLES)) if principal.is_officer else []


def units_answered_for(principal: Principal, directory: UnitDirectory) -> list[str]:
    """Return the units of the desk and those that they carry on, whose cases are still asked for."""
    return sorted({code for unit in units_of_desk(principal) for code in carries_on(directory, unit)})


def unit_values(units: Sequence[str]) -> dict[str, Any]:
    """Return the values of the parameters `unit_0`, `unit_1`, … of a statement."""
    return {f"unit_{number}": unit for number, unit in enumerate(units)}


@cache
def _own(goes_on: bool) -> Any:
    mine = select(*LISTED).where(Case.applicant_id == bindparam("me"), APPLIED_FOR)
    return _one_page(mine, Case.submitted_at, Case.id, goes_on)


@cache
def _of_units(units: int, goes_on: bool) -> Any:
    """Return the statement of a page: the newest of each unit, a case of two units once."""
    walks: list[Any] = [_walk(number, goes_on) for number in range(units)]
    found = merged(walks)
    newest = (found.c.submitted_at.desc(), found.c.case_id.desc())
    return select(*LISTED).join(found, found.c.case_id == Case.id).order_by(*newest).limit(bindparam("most"))


def _walk(number: int, goes_on: bool) -> Any:
    there = select(CaseUnit.submitted_at, CaseUnit.case_id).where(CaseUnit.unit == bindparam(f"unit_{number}"))
    return _one_page(there, CaseUnit.submitted_at, CaseUnit.case_id, goes_on)


def merged(walks: Sequence[Any]) -> Any:
    """Return what several walks found as one table; a case that two of them found once."""
    if len(walks) == 1:
        return walks[0].subquery()
    return union(*(select(walk.subquery()) for walk in walks)).subquery()


def _one_page(statement: Any, moment: Any, case_id: Any, goes_on: bool) -> Any:
    if goes_on:
        after = bindparam("after_moment", type_=moment.type), bindparam("after_id", type_=case_id.type)
        statement = statement.where(tuple_(moment, case_id) < tuple_(*after))
    return statement.order_by(moment.desc(), case_id.desc()).limit(bindparam("most"))
