"""What a stand-in did in somebody's place, for the one who comes back; and whether their days are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, literal_column, not_, or_, select

from portal.cases.models import NOT_DONE, Case, CaseEvent, CaseUnit, Task
from portal.clock import local
from portal.people.absences import stood_in_until
from portal.people.errors import StandInOver
from portal.people.models import Appointment
from portal.people.officers import in_force
from portal.people.principal import Post, Principal

MOST_ROWS = 200
REMEMBERED = timedelta(days=31)
_DONE = Task.status == literal_column("'done'")  # as in the partial index


class Deed(NamedTuple):
    """One thing done in somebody's place."""

    case_id: str
    code: str
    applicant: str
    version_id: str
    variant: str
    at: datetime
    facts: dict[str, Any]
    by: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the one who comes back is told: what was done for them, and what still lies open."""

    done: list[Deed]
    still_open: Sequence[Row[Any]]


def hand_over(look: Connection, officer_id: str, posts: Sequence[Post], since: datetime, day: date) -> HandOver:
    """Return what was done in an officer's place since a moment, newest first, and what lies open at those posts."""
    return HandOver(_done_for(look, officer_id, posts, since), _still_open(look, officer_id, posts, day))


def _done_for(look: Connection, officer_id: str, posts: Sequence[Post], since: datetime) -> list[Deed]:
    """Of the cases on the units' desks meanwhile, those events count that say for whom they were done."""
    units = sorted({post.unit for post in posts})
    closed = select(Task.case_id).where(Task.unit.in_(units), _DONE, Task.closed_at >= since)
    recent = closed.union(select(Task.case_id).where(Task.unit.in_(units), NOT_DONE))
    statement = (
        select(
            *(Case.id, Case.code, Case.applicant_name, Case.version_id, Case.variant),
            *(CaseEvent.at, CaseEvent.facts, CaseEvent.actor),
        )
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.id.in_(recent), CaseEvent.at >= since, CaseEvent.kind == "ActionDone")
        .order_by(CaseEvent.at.desc(), CaseEvent.case_id, CaseEvent.seq)
    )
    rows: list[Any] = [row for row in look.execute(statement) if row.actor.get("for") == officer_id]
    return [Deed._make((*row[:7], row.actor["id"])) for row in rows[:MOST_ROWS]]


def _still_open(look: Connection, officer_id: str, posts: Sequence[Post], day: date) -> Sequence[Row[Any]]:
    """Return the tasks of the officer, and those at their posts that somebody holds who has no such post."""
    if not posts:
        return ()
    there = or_(*(and_(Task.role == post.role.value, Task.unit == post.unit) for post in posts))
    statement = (
        select(Case.code, Case.applicant_name, Case.version_id, Case.variant, Task.step, Task.holder, Task.due_at)
        .join(Case, Case.id == Task.case_id)
        .where(there, NOT_DONE, Task.holder.is_not(None), or_(Task.holder == officer_id, _has_no_post(day)))
        .order_by(Task.due_at, Task.id)
        .limit(MOST_ROWS)
    )
    rows: Sequence[Any] = look.execute(statement).all()
    return rows


def _has_no_post(day: date) -> Any:
    held = select(Appointment.id).where(
        Appointment.officer_id == Task.holder,
        Appointment.role == Task.role,
        Appointment.unit == Task.unit,
        in_force(day),
    )
    return not_(held.exists())


def refuse_if_over(look: Connection, principal: Principal, code: str, now: datetime) -> None:
    """Raise `StandInOver` where an officer stood in on this case until lately, and does no more.

    Only who could read it then is told anything of it (R-AZ-2).
    """
    passed = select(CaseUnit.unit).join(Case, Case.id == CaseUnit.case_id).where(Case.code == code)
    units = list(look.execute(passed).scalars())
    if not (principal.is_officer and units):
        return
    today = local(now).date()
    found = stood_in_until(look, principal.id, units, today, today - REMEMBERED)
    if found is not None:
        raise StandInOver(found.officer, _last_day(found))


def _last_day(absence: Any) -> date:
    last: date = absence.last_day
    return last if absence.cancelled_at is None else min(last, local(absence.cancelled_at).date())
