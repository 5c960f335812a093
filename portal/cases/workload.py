"""Who in a unit holds how much, for its head; and the tasks of one officer, to be given to another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, case, func, select

from portal.cases.models import NOT_DONE, Case, Task
from portal.people.models import Appointment, Officer
from portal.people.names import name_sort_key
from portal.people.officers import in_force
from portal.people.roles import DESK_ROLES

MOST_TASKS = 500


class Person(NamedTuple):
    """Somebody of the unit, in a role."""

    officer: str
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Load:
    """What lies with one person, or (without one) in the pool of a role."""

    unit: str
    role: str
    officer: str | None
    name: str
    held: int = 0
    overdue: int = 0
    soon: int = 0


def people_of(look: Connection, units: Collection[str], day: date) -> list[Person]:
    """Return who holds a desk role in these units on a day and can log in, by given name."""
    found = look.execute(
        select(Officer.id, Officer.name, Appointment.role, Appointment.unit)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(
            Appointment.unit.in_(sorted(units)),
            Appointment.role.in_(sorted(DESK_ROLES)),
            in_force(day),
            Officer.disabled_at.is_(None),
        )
    )
    people = [Person._make(row) for row in found]
    return sorted(people, key=lambda one: (one.unit, one.role, name_sort_key(one.name), one.officer))


def workload(
    look: Connection, units: Collection[str], people: Sequence[Person], now: datetime, soon: datetime
) -> list[Load]:
    """Return how much lies with everybody of these units and in their pools: `soon` is the end of what is due soon.

    Whoever left and still holds tasks is among them, without a name.
    """
    counted = {(row.unit, row.role, row.holder): row for row in look.execute(_COUNT, _values(units, now, soon))}
    loads = []
    for unit, role in sorted({(one.unit, one.role) for one in people} | {(at[0], at[1]) for at in counted}):
        here = {one.officer: one.name for one in people if (one.unit, one.role) == (unit, role)}
        gone = {at[2]: "" for at in counted if at[:2] == (unit, role) and at[2] is not None and at[2] not in here}
        for officer, name in [(None, ""), *here.items(), *gone.items()]:
            row = counted.get((unit, role, officer))
            if row is not None:
                loads.append(Load(unit, role, officer, name, row.held, int(row.overdue or 0), int(row.soon or 0)))
            elif officer is not None:
                loads.append(Load(unit, role, officer, name))
    return loads


def tasks_of(look: Connection, unit: str, role: str, officer: str | None) -> Sequence[Row[Any]]:
    """Return the open tasks of one person in a role of a unit, or of its pool, nearest to due first."""
    whose = Task.holder.is_(None) if officer is None else Task.holder == officer
    columns = (Task.step, Task.due_at, Case.id, Case.code, Case.applicant_name, Case.version, Case.version_id)
    found = look.execute(
        select(*columns, Case.variant, Case.procedure_code, Task.status, Case.state)
        .join(Case, Case.id == Task.case_id)
        .where(Task.unit == unit, Task.role == role, NOT_DONE, Task.status == "open", whose)
        .order_by(Task.due_at, Task.id)
        .limit(MOST_TASKS)
    )
    return [*found]


def _values(units: Collection[str], now: datetime, soon: datetime) -> dict[str, Any]:
    return {"units": sorted(units), "now": now, "soon": soon}


_IS_OVERDUE = Task.due_at <= bindparam("now")
_IS_SOON = (Task.due_at > bindparam("now")) & (Task.due_at <= bindparam("soon"))
_COUNT = (
    select(
        *(Task.unit, Task.role, Task.holder, func.count().label("held")),
        func.sum(case((_IS_OVERDUE, 1), else_=0)).label("overdue"),
        func.sum(case((_IS_SOON, 1), else_=0)).label("soon"),
    )
    .where(Task.unit.in_(bindparam("units", expanding=True)), NOT_DONE, Task.status == "open")
    .group_by(Task.unit, Task.role, Task.holder)
)
