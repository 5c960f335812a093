"""Which steps of which procedures nobody holds on a day: asked at night, before publishing, and by the operator.

Intake never stops for it: a case goes to the pool of the role and unit, and waits there for whoever comes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection, delete, select

from portal.cases.competence import competent_units
from portal.catalogue.definition import ProcedureDefinition
from portal.once import insert_new
from portal.people.absence_models import StaffingGap
from portal.people.models import Appointment, Officer
from portal.people.officers import in_force
from portal.people.principal import Post
from portal.people.roles import Role
from portal.people.standing_in import away_on, stand_ins_on
from portal.units.directory import UnitDirectory
from portal.units.errors import NoSuchPlace
from portal.units.resolve import resolve_place
from portal.workflow.definition import Definition


class Procedure(Protocol):
    """What is asked of a procedure, published or only read."""

    @property
    def definition(self) -> ProcedureDefinition: ...

    @property
    def workflows(self) -> Mapping[str, Definition]: ...


@dataclass(frozen=True, slots=True)
class Gap:
    """A role in a unit that nobody holds, and the steps of procedures that come to it."""

    role: Role
    unit: str
    steps: tuple[tuple[str, str], ...]  # code of the procedure, step

    @property
    def procedures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for code, _ in self.steps))


def gaps_on(look: Connection, directory: UnitDirectory, current: Iterable[Procedure], day: date) -> list[Gap]:
    """Return the roles in units that cases may come to on a day and that nobody holds, absences and stand-ins counted.

    Only units in which somebody was ever appointed are looked at: the others do not work with this portal yet.
    """
    held, scoped = _held(look, day)
    at_work = _units_at_work(look, directory)
    missing: dict[tuple[str, Role], dict[tuple[str, str], None]] = {}
    for one in current:
        for role, unit, step in _needed(directory, one, at_work, day):
            code = one.definition.code
            if (role, unit) not in held and code not in scoped.get((role, unit), frozenset()):
                missing.setdefault((unit, role), {})[code, step] = None
    return [Gap(role, unit, tuple(steps)) for (unit, role), steps in sorted(missing.items())]


def note_gaps(work: Connection, gaps: Sequence[Gap], day: date, now: datetime) -> None:
    """Keep what the night's look found, for those who answer for the units; what it found before is over."""
    work.execute(delete(StaffingGap))
    rows = [
        {"unit": gap.unit, "role": gap.role.value, "day": day, "procedures": list(gap.procedures), "found_at": now}
        for gap in gaps
    ]
    insert_new(work, StaffingGap, rows)  # of another worker's look, begun in the same moment, what it found stays


def noted_gaps(look: Connection, units: Iterable[str], today: date) -> list[tuple[Post, date]]:
    """Return what the last look found in some units, for a day that is not over."""
    wanted = StaffingGap.unit.in_(sorted(set(units)))
    statement = select(StaffingGap.role, StaffingGap.unit, StaffingGap.day).where(wanted, StaffingGap.day >= today)
    rows = look.execute(statement.order_by(StaffingGap.unit, StaffingGap.role))
    return [(Post(Role(row.role), row.unit), row.day) for row in rows]


def _held(look: Connection, day: date) -> tuple[set[tuple[Role, str]], dict[tuple[Role, str], frozenset[str]]]:
    """Return the posts that somebody holds who is there, and those that stand-ins hold for some procedures only."""
    there = select(Appointment.role, Appointment.unit).join(Officer, Officer.id == Appointment.officer_id)
    statement = there.where(in_force(day), Officer.disabled_at.is_(None), ~away_on(Appointment.officer_id, day))
    held = {(Role(row.role), row.unit) for row in look.execute(statement.distinct())}
    scoped: dict[tuple[Role, str], frozenset[str]] = {}
    for _, post in stand_ins_on(look, day):
        at = (post.role, post.unit)
        if post.procedures:
            scoped[at] = scoped.get(at, frozenset()) | post.procedures
        else:
            held.add(at)
    return held, scoped


def _units_at_work(look: Connection, directory: UnitDirectory) -> frozenset[str]:
    """Return the units in which somebody was ever appointed, with what they lie in."""
    served = look.execute(select(Appointment.unit).distinct()).scalars()
    return frozenset(code for unit in served for code in (unit, *directory.ancestors(unit)))


def _needed(
    directory: UnitDirectory, one: Procedure, at_work: frozenset[str], day: date
) -> Iterator[tuple[Role, str, str]]:
    """Yield (role, unit, step) for every desk that cases of a procedure may come to on a day."""
    for competent in competent_units(directory, one.definition.competence, day):
        if competent not in at_work:
            continue
        for workflow in one.workflows.values():
            for code, step in workflow.steps.items():
                try:
                    intake = directory.reception(competent, day)
                    unit = resolve_place(directory, step.at, competent=competent, intake=intake, day=day)
                except NoSuchPlace:
                    continue  # the publishing check says so
                yield Role(step.role), unit, code
