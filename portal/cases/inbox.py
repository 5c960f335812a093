"""The desk's lists: what lies with an officer, by role and unit, nearest to its due moment first; and the counters.

Every query walks one index of `tasks`, once for each post, and reads one page of it, whatever the number of cases
(design.md section 11). Statements are built once for each shape: building them anew costs more than running them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from portal.cases.models import NOT_DONE, Case, Task
from portal.cases.narrowing import NOTHING, Narrowing, conditions
from portal.people.principal import Post, Principal
from portal.people.roles import DESK_ROLES

PAGE_SIZE = 50
COUNT_CAP = 1000

Lane = Literal["receive", "mine", "pool", "today", "overdue", "waiting", "unanswered", "all"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a keyset page begins: after this due moment and task."""

    due_at: datetime
    task_id: str


class InboxRow(NamedTuple):
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


class Counters(NamedTuple):
    """How many tasks are in each lane, capped at `COUNT_CAP`."""

    receive: int
    mine: int
    pool: int
    today: int
    overdue: int
    waiting: int
    unanswered: int


COUNTED = cast("tuple[Lane, ...]", Counters._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments that divide the lanes: now, and the end of today in Vietnam."""

    now: datetime
    end_of_today: datetime


def list_inbox(
    look: Connection,
    principal: Principal,
    lane: Lane,
    moments: Moments,
    after: Cursor | None = None,
    only: Narrowing = NOTHING,
) -> InboxPage:
    """Return one page of a lane of the officer's desk, or of what it is narrowed to."""
    rows = _rows(look, principal, lane, moments, only, _Way(after, PAGE_SIZE + 1))
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return InboxPage(rows, Cursor(rows[-1].due_at, rows[-1].task_id) if more else None)


def beside(
    look: Connection, principal: Principal, lane: Lane, moments: Moments, at: Cursor, only: Narrowing, *, back: bool
) -> InboxRow | None:
    """Return the task that follows a place in a list, or comes before it; the place may be of one that is gone."""
    rows = _rows(look, principal, lane, moments, only, _Way(at, 1, back))
    return rows[0] if rows else None


class _Way(NamedTuple):
    """From where a list is read, how far, and in which direction."""

    after: Cursor | None
    most: int
    back: bool = False


def _rows(
    look: Connection, principal: Principal, lane: Lane, moments: Moments, only: Narrowing, way: _Way
) -> list[InboxRow]:
    posts = [post for post in _posts(principal) if only.unit in ("", post.unit)]
    if not posts:
        return []
    values = _values(principal, posts, moments) | {"most": way.most} | only.values(moments.now)
    if way.after is not None:
        values |= {"after_due": way.after.due_at, "after_id": way.after.task_id}
    shape = _Shape(lane, only.shape, way.after is not None, way.back)
    return [InboxRow._make(row) for row in look.execute(_page(len(posts), shape), values)]


def count_inbox(look: Connection, principal: Principal, moments: Moments) -> Counters:
    """Return the counters of the officer's desk: one pass over the tasks of each post, by the index alone."""
    posts = _posts(principal)
    rows = look.execute(_counts(len(posts)), _values(principal, posts, moments)).all() if posts else ()
    return Counters(*(min(sum(int(row[place] or 0) for row in rows), COUNT_CAP) for place in range(len(COUNTED))))


def _posts(principal: Principal) -> list[Post]:
    """Return the posts of the officer that tasks can lie with."""
    return [post for post in principal.posts if post.role in DESK_ROLES]


def _values(principal: Principal, posts: Sequence[Post], moments: Moments) -> dict[str, Any]:
    places = {f"in_unit_{number}": post.unit for number, post in enumerate(posts)}
    places |= {f"as_role_{number}": post.role.value for number, post in enumerate(posts)}
    return places | {"me": principal.id, "now": moments.now, "tonight": moments.end_of_today}


class _Shape(NamedTuple):
    """What of a list is in its statement: lists of one shape are one statement."""

    lane: Lane
    only: frozenset[str]
    goes_on: bool
    back: bool


@lru_cache(maxsize=1024)
def _page(posts: int, shape: _Shape) -> Any:
    """Return the statement of a page: the walks of all posts, merged."""
    if posts == 1:
        return _walk(0, shape)
    found = union_all(*(select(_walk(number, shape).subquery()) for number in range(posts))).subquery()
    return select(found).order_by(*_order(found.c, shape)).limit(bindparam("most"))


def _walk(number: int, shape: _Shape) -> Any:
    """Return the statement of one post's page, in the order of `InboxRow`."""
    walk = (
        select(
            *(Task.id, Task.case_id, Case.code, Case.applicant_name, Case.procedure_code, Case.version_id),
            *(Case.variant, Task.step, Task.role, Task.unit, Task.holder, Task.status, Case.channel, Case.state),
            *(Task.entered_at, Task.step_due_at, Task.due_at, Case.fee, Case.paid),
        )
        .join(Case, Case.id == Task.case_id)
        .where(_on_desk(number), *_lane(shape.lane), *conditions(shape.only))
        .order_by(*_order(Task, shape))
        .limit(bindparam("most"))
    )
    if shape.goes_on:
        place = tuple_(Task.due_at, Task.id)
        after = tuple_(bindparam("after_due", type_=Task.due_at.type), bindparam("after_id", type_=Task.id.type))
        walk = walk.where(place < after if shape.back else place > after)
    return walk


def _order(task: Any, shape: _Shape) -> tuple[Any, Any]:
    return (task.due_at.desc(), task.id.desc()) if shape.back else (task.due_at, task.id)


@cache
def _counts(posts: int) -> Any:
    return union_all(*(_count(number) for number in range(posts))) if posts > 1 else _count(0)


def _count(number: int) -> Any:
    """Return the statement that counts the tasks of one post, lane by lane, in the order of `Counters`."""
    columns = (Task.role, Task.holder, Task.status, Task.due_at, Task.accepted)
    task = select(*columns).where(_on_desk(number)).limit(COUNT_CAP * 5).subquery().c
    return select(*(func.sum(case((and_(*_lane(lane, task)), 1), else_=0)) for lane in COUNTED))


def _on_desk(number: int) -> ColumnElement[bool]:
    """Hold for tasks of one of the officer's posts that nobody else has taken."""
    free = or_(Task.holder.is_(None), Task.holder == bindparam("me"))
    unit: BindParameter[str] = bindparam(f"in_unit_{number}")
    role: BindParameter[str] = bindparam(f"as_role_{number}")
    return and_(Task.unit == unit, Task.role == role, NOT_DONE, free)


def _lane(lane: Lane, task: Any = Task) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the tasks of a lane; `task` has the columns of `Task`."""
    now: BindParameter[datetime] = bindparam("now")
    is_open, is_waiting = task.status == "open", task.status == "waiting"
    conditions: dict[Lane, tuple[ColumnElement[bool], ...]] = {
        "receive": (is_open, task.role == "reception", task.holder.is_(None), not_(task.accepted)),
        "mine": (is_open, task.holder == bindparam("me")),
        "pool": (is_open, task.holder.is_(None)),
        "today": (is_open, task.due_at > now, task.due_at <= bindparam("tonight")),
        "overdue": (is_open, task.due_at <= now),
        "waiting": (is_waiting, task.due_at > now),
        "unanswered": (is_waiting, task.due_at <= now),  # the citizen's time is over: the officer's turn again (R2.8)
        "all": (is_open,),
    }
    return conditions[lane]
