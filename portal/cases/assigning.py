"""Who gets a task by the rule of its step: whoever has least, looks after the place, or had the applicant before.

Nobody is guessed: where the rule finds no one who holds the role there today, the task lies in the pool.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from portal.cases.models import NOT_DONE, Case, Task
from portal.people.areas import officers_for
from portal.people.officers import active_holders
from portal.people.roles import Role
from portal.workflow.definition import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of a case the rules look at; `barred` may not have the task (four eyes)."""

    applicant: str
    units: frozenset[str]  # the competent one, that of the intake, those of the addresses in the answers
    barred: frozenset[str]


def assignee(look: Connection, step: Step, unit: str, facts: Facts, day: date) -> str | None:
    """Return the officer who gets a task of this step in this unit; None: it lies in the pool."""
    if step.assign == "pooled":
        return None
    holders = [one.id for one in active_holders(look, Role(step.role), unit, day) if one.id not in facts.barred]
    if not holders:
        return None
    if step.assign == "last_handler":
        last = _last_handler(look, step.role, unit, facts.applicant)
        return last if last in holders else None
    if step.assign == "by_area":
        near = officers_for(look, facts.units)
        holders = [one for one in holders if one in near]
    return _least_loaded(look, step.role, unit, holders)


def address_units(answers: Any) -> Iterator[str]:
    """Yield the units of all addresses in the answers, however deep they lie."""
    if isinstance(answers, Mapping):
        if isinstance(answers.get("unit"), str):
            yield answers["unit"]
        for value in answers.values():
            yield from address_units(value)
    elif isinstance(answers, Sequence) and not isinstance(answers, str):
        for value in answers:
            yield from address_units(value)


def _least_loaded(look: Connection, role: str, unit: str, holders: Sequence[str]) -> str | None:
    """Return whoever holds the fewest open tasks there; the first by name of several."""
    held = (
        select(Task.holder, func.count().label("number"))
        .where(Task.unit == unit, Task.role == role, NOT_DONE, Task.holder.is_not(None))
        .group_by(Task.holder)
    )
    load = {row.holder: row.number for row in look.execute(held)}
    return min(holders, key=lambda one: load.get(one, 0), default=None)


def _last_handler(look: Connection, role: str, unit: str, applicant: str) -> str | None:
    """Return who finished the last task of this kind in an earlier case of the applicant."""
    found = (
        select(Task.closed_by)
        .join(Case, Case.id == Task.case_id)
        .where(Case.applicant_id == applicant, Task.status == "done", Task.unit == unit, Task.role == role)
        .order_by(Task.closed_at.desc())
        .limit(1)
    )
    return look.execute(found).scalar_one_or_none()
