"""The desk's lists: what lies with an officer, by role and unit, nearest to its due moment first; and the counters.

Every query walks one index of `tasks` and reads one page of it, whatever the number of cases (design.md section 11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, case, func, literal, or_, select, tuple_

from portal.cases.models import NOT_DONE, Case, Task
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES

PAGE_SIZE = 50
COUNT_CAP = 1000

Lane = Literal["receive", "mine", "pool", "today", "overdue", "waiting", "all"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a keyset page begins: after this due moment and task."""

    due_at: datetime
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One task in the list, with what the officer needs to choose."""

    task_id: str
    case_id: str
    code: str
    applicant: str
    procedure_code: str
    version_id: str
    variant: str
    step: str
    role: str
    unit: str
    holder: str | None
    status: str
    channel: str
    state: int
    entered_at: datetime
    step_due_at: datetime
    due_at: datetime
    fee: int
    paid: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: Sequence[InboxRow]
    next: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How many tasks are in each lane, capped at `COUNT_CAP`."""

    receive: int
    mine: int
    pool: int
    today: int
    overdue: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments that divide the lanes: now, and the end of today in Vietnam."""

    now: datetime
    end_of_today: datetime


def list_inbox(
    look: Connection, principal: Principal, lane: Lane, moments: Moments, after: Cursor | None = None
) -> InboxPage:
    """Return one page of a lane of the officer's desk."""
    rows = [InboxRow(**row._mapping) for row in look.execute(_page(principal, lane, moments, after))]
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return InboxPage(rows, Cursor(rows[-1].due_at, rows[-1].task_id) if more else None)


def count_inbox(look: Connection, principal: Principal, moments: Moments) -> Counters:
    """Return the counters of the officer's desk: one pass over the open tasks of the officer's posts."""
    desk = select(Task.role, Task.holder, Task.status, Task.due_at).where(_on_desk(principal)).limit(COUNT_CAP * 5)
    open_ = desk.subquery()
    is_open = open_.c.status == "open"

    def tally(*conditions: Any) -> Any:
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    row = look.execute(
        select(
            tally(is_open, open_.c.role == "reception", open_.c.holder.is_(None)).label("receive"),
            tally(is_open, open_.c.holder == principal.id).label("mine"),
            tally(is_open, open_.c.holder.is_(None)).label("pool"),
            tally(is_open, open_.c.due_at > moments.now, open_.c.due_at <= moments.end_of_today).label("today"),
            tally(is_open, open_.c.due_at <= moments.now).label("overdue"),
            tally(open_.c.status == "waiting").label("waiting"),
        )
    ).one()
    return Counters(**{name: min(int(value), COUNT_CAP) for name, value in row._mapping.items()})


def _page(principal: Principal, lane: Lane, moments: Moments, after: Cursor | None) -> Any:
    statement: Any = (
        select(
            Task.id.label("task_id"),
            Task.case_id,
            Case.code,
            Case.applicant_name.label("applicant"),
            Case.procedure_code,
            Case.version_id,
            Case.variant,
            Task.step,
            Task.role,
            Task.unit,
            Task.holder,
            Task.status,
            Case.channel,
            Case.state,
            Task.entered_at,
            Task.step_due_at,
            Task.due_at,
            Case.fee,
            Case.paid,
        )
        .join(Case, Case.id == Task.case_id)
        .where(_on_desk(principal), *_lane(principal, lane, moments))
        .order_by(Task.due_at, Task.id)
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        statement = statement.where(
            tuple_(Task.due_at, Task.id) > tuple_(literal(after.due_at), literal(after.task_id))
        )
    return statement


def _on_desk(principal: Principal) -> Any:
    """Hold for tasks of this officer's posts that nobody else has taken."""
    posts = [and_(Task.unit == p.unit, Task.role == p.role.value) for p in principal.posts if p.role in DESK_ROLES]
    free = or_(Task.holder.is_(None), Task.holder == principal.id)
    return and_(or_(*posts) if posts else literal(value=False), NOT_DONE, free)


def _lane(principal: Principal, lane: Lane, moments: Moments) -> tuple[Any, ...]:
    is_open = Task.status == "open"
    conditions: dict[str, tuple[Any, ...]] = {
        "receive": (is_open, Task.role == "reception", Task.holder.is_(None)),
        "mine": (is_open, Task.holder == principal.id),
        "pool": (is_open, Task.holder.is_(None)),
        "today": (is_open, Task.due_at > moments.now, Task.due_at <= moments.end_of_today),
        "overdue": (is_open, Task.due_at <= moments.now),
        "waiting": (Task.status == "waiting",),
        "all": (is_open,),
    }
    return conditions[lane]
