"""How fast the steps of cases are done, by officer: what each finished in a period, in time or late, in how many hours.

A task is one step of one case on somebody's desk. It counts for the officer who sent the case on. What ends with the
citizen (an answer, a withdrawal) is nobody's work; a task in which the citizen was waited for is left out, because its
hours are not the officer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, literal, select, tuple_

from portal.cases.access import visible_to
from portal.cases.models import Case, CaseEvent, Task
from portal.cases.queries import CaseCursor
from portal.people.models import Officer
from portal.statistics.figures import PAGE_SIZE
from portal.statistics.listed import listed
from portal.statistics.scope import Scope
from portal.units.directory import UnitDirectory
from portal.worktime import Calendar, worked_minutes

Promptness = Literal["done", "in_time", "late"]


@dataclass(slots=True)
class DeskWork:
    """What one officer finished; `minutes` is the office time all of it lay on the desk."""

    officer: str
    roles: set[str] = field(default_factory=set)
    done: int = 0
    late: int = 0
    minutes: int = 0

    @property
    def in_time(self) -> int:
        return self.done - self.late

    @property
    def minutes_each(self) -> int:
        """Office time a task lay on the desk, on average, in whole minutes."""
        return round(self.minutes / self.done)


@dataclass(frozen=True, slots=True)
class TaskPage:
    rows: Sequence[Row[Any]]
    next: CaseCursor | None


def desk_work(look: Connection, directory: UnitDirectory, calendar: Calendar, scope: Scope) -> list[DeskWork]:
    """Return what each officer finished in the scope's units, most late tasks first."""
    statement = select(Task.closed_by, Task.role, Task.entered_at, Task.closed_at, Task.step_due_at)
    found: dict[str, DeskWork] = {}
    for row in look.execute(statement.join(Case, Case.id == Task.case_id).where(_finished(directory, scope))):
        work = found.setdefault(row.closed_by, DeskWork(row.closed_by))
        work.roles.add(row.role)
        work.done += 1
        work.late += row.closed_at > row.step_due_at
        work.minutes += worked_minutes(calendar, row.entered_at, row.closed_at)
    return sorted(found.values(), key=lambda work: (-work.late, -work.done, work.officer))


def tasks_behind(
    look: Connection,
    directory: UnitDirectory,
    scope: Scope,
    which: Promptness,
    *,
    officer: str | None = None,
    after: CaseCursor | None = None,
) -> TaskPage:
    """Return one page of the tasks behind a number, the latest finished first, each with its case's columns."""
    statement = (
        select(Task.id.label("task_id"), Task.step, Task.entered_at, Task.closed_at, Task.step_due_at, Task.closed_by)
        .add_columns(Case.code, Case.applicant_name, Case.procedure_code, Case.version_id, Case.variant)
        .join(Case, Case.id == Task.case_id)
        .where(visible_to(scope.principal, directory), _finished(directory, scope), *_narrower(which, officer))
        .order_by(Task.closed_at.desc(), Task.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        statement = statement.where(
            tuple_(Task.closed_at, Task.id) < tuple_(literal(after.submitted_at), literal(after.case_id))
        )
    rows: Sequence[Row[Any]] = look.execute(statement).all()
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return TaskPage(rows, CaseCursor(rows[-1].closed_at, rows[-1].task_id) if more else None)


def _narrower(which: Promptness, officer: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if officer is not None:
        conditions.append(Task.closed_by == officer)
    if which != "done":
        late = Task.closed_at > Task.step_due_at
        conditions.append(late if which == "late" else ~late)
    return conditions


def _finished(directory: UnitDirectory, scope: Scope) -> ColumnElement[bool]:
    """Return the condition for tasks that an officer finished in a unit of the scope, in its period."""
    asked = select(literal(1)).where(
        CaseEvent.case_id == Task.case_id,
        CaseEvent.kind == "SupplementRequested",
        CaseEvent.at >= Task.entered_at,
        CaseEvent.at < Task.closed_at,
    )
    conditions = [
        listed(Task.unit, scope.units(directory)),
        Task.status == literal("done", literal_execute=True),  # so that the partial index fits
        Task.closed_at >= scope.known.start,
        Task.closed_at < scope.known.end,
        Task.closed_by.in_(select(Officer.id)),
        ~exists(asked.correlate(Task)),
    ]
    if scope.procedure is not None:
        conditions.append(Case.procedure_code == scope.procedure)
    return and_(*conditions)
