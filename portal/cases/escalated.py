"""Steps of which heads and leaders were warned, as their desk shows them: a letter reaches only who has an address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, literal_column, or_, select

from portal.cases.access import visible_to
from portal.cases.models import NOT_DONE, Case, Task
from portal.cases.warning_models import StepWarning
from portal.people.models import Appointment
from portal.people.officers import in_force
from portal.people.principal import Principal
from portal.people.roles import Role
from portal.units.directory import UnitDirectory
from portal.workflow.case import OfficialState

MOST = 200


@dataclass(frozen=True, slots=True)
class Escalated:
    """Codes of cases whose step has used 80 % of its hours, and of those whose step has no time left; nearest first."""

    soon: Sequence[str]
    over: Sequence[str]


def escalated(
    look: Connection, principal: Principal, directory: UnitDirectory, now: datetime, day: date
) -> Escalated | None:
    """Return what this head or leader was warned of and what is still so; None for everybody else."""
    told = list(_told(principal, directory, day))
    if not told:
        return None
    still = (NOT_DONE, Task.status == literal_column("'open'"), Case.state != int(OfficialState.DECIDED))
    statement = (
        select(Case.code, Task.step_due_at)
        .join(Case, Case.id == Task.case_id)
        .where(or_(*told), *still, visible_to(principal, directory))
        .order_by(Task.step_due_at, Task.id)
        .limit(MOST)
    )
    rows = look.execute(statement).all()
    return Escalated(
        soon=[row.code for row in rows if row.step_due_at > now],
        over=[row.code for row in rows if row.step_due_at <= now],
    )


def _told(principal: Principal, directory: UnitDirectory, day: date) -> Iterator[ColumnElement[bool]]:
    """Yield what holds for the tasks of which `warnings` tells an officer."""
    if heads := sorted(principal.units_as(Role.HEAD)):
        yield and_(Task.unit.in_(heads), _warned("soon", "due"))
    for unit in sorted(principal.units_as(Role.LEADER)):
        led = or_(Task.unit == unit, and_(Task.unit.in_(_beside(directory, unit, day)), ~_holds(Role.LEADER, day)))
        yield and_(led, or_(_warned("due"), and_(_warned("soon"), ~_holds(Role.HEAD, day))))


def _beside(directory: UnitDirectory, unit: str, day: date) -> list[str]:
    """Return the offices of the same commune or district; the province leads departments, not their work."""
    home = directory.get(unit).parent if directory.get(unit).is_office else unit
    if home is None or home == directory.province(day):
        return []
    return sorted({home, *directory.offices(home, day=day)} - {unit})


def _warned(*kinds: str) -> ColumnElement[bool]:
    of_task = and_(StepWarning.task_id == Task.id, StepWarning.kind.in_(kinds))
    return exists(select(literal_column("1")).select_from(StepWarning).where(of_task))


def _holds(role: Role, day: date) -> Any:
    there = and_(Appointment.unit == Task.unit, Appointment.role == role.value, in_force(day))
    return exists(select(literal_column("1")).select_from(Appointment).where(there))
