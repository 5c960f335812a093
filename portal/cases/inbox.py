"""The desk's lists: what lies with an officer, nearest to its due moment first; and the counters.

Every query walks one index of `tasks`, once for each post, and reads one page of it, whatever the number of cases
(design.md section 11). Statements are built once for each shape: building them anew costs more than running them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
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
    select,
    tuple_,
    union_all,
)

from portal.cases.desk_places import Place, Shape, on_desk, place_values, places_of, shapes_of
from portal.cases.models import Case, Task
from portal.cases.narrowing import NOTHING, Narrowing, conditions
from portal.cases.other_day import asks_another_day, other_days
from portal.people.principal import Principal
from portal.workflow.case import OfficialState

PAGE_SIZE = 50
LONG_PAGE = 500  # for who does something to many at once
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
    version: int
    asks_another_day: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: Sequence[InboxRow]
    next: Cursor | None


class Lanes(NamedTuple):
    """How many tasks are in each lane, capped at `COUNT_CAP`."""

    receive: int
    mine: int
    pool: int
    today: int
    overdue: int
    waiting: int
    unanswered: int


COUNTED = cast("tuple[Lane, ...]", Lanes._fields)


class Counters(NamedTuple):
    """How many tasks are in each lane; and at each step, of those that do not wait for the citizen."""

    lanes: Lanes
    steps: Mapping[str, int]


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
    *,
    size: int = PAGE_SIZE,
) -> InboxPage:
    """Return one page of a lane of the officer's desk, or of what it is narrowed to."""
    rows = _rows(look, principal, lane, moments, only, _Way(after, size + 1))
    more = len(rows) > size
    rows = rows[:size]
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
    places = [place for place in places_of(principal) if only.unit in ("", place.unit)]
    if not places:
        return []
    values = _values(principal, places, moments) | {"most": way.most} | only.values(moments.now)
    if way.after is not None:
        values |= {"after_due": way.after.due_at, "after_id": way.after.task_id}
    listed = _List(lane, only.shape, way.after is not None, way.back)
    return [InboxRow._make(row) for row in look.execute(_page(shapes_of(places), listed), values)]


def count_inbox(look: Connection, principal: Principal, moments: Moments) -> Counters:
    """Return the counters of the officer's desk: one pass over the tasks of each post, by the index alone."""
    places = places_of(principal)
    rows = look.execute(_counts(shapes_of(places)), _values(principal, places, moments)).all() if places else ()
    steps: Counter[str] = Counter()
    for row in rows:
        steps[row.step] += row.all
    return Counters(Lanes(*(min(sum(row[lane] for row in rows), COUNT_CAP) for lane in range(len(COUNTED)))), +steps)


class StepCounts(NamedTuple):
    """How many tasks of the desk will be over their step's own time today, how many are, how many owe another day."""

    soon: int
    over: int
    other_day: int


def count_steps(look: Connection, principal: Principal, moments: Moments) -> StepCounts:
    """Return what the notice at the top of the desk says. A result that waits to be fetched is late for nobody."""
    places = places_of(principal)
    values = _values(principal, places, moments)
    rows = look.execute(_step_counts(shapes_of(places)), values).all() if places else ()
    return StepCounts(*(sum(int(row[column] or 0) for row in rows) for column in range(3)))


@cache
def _step_counts(shapes: tuple[Shape, ...]) -> Any:
    counts = [_step_count(number, shape) for number, shape in enumerate(shapes)]
    return union_all(*counts) if len(counts) > 1 else counts[0]


def _step_count(number: int, shape: Shape) -> Any:
    near = and_(on_desk(number, shape), Task.status == "open", Task.step_due_at <= bindparam("tonight"))
    undecided = Case.state != int(OfficialState.DECIDED)
    task = (
        select(Task.step_due_at)
        .join(Case, Case.id == Task.case_id)
        .where(near, undecided)
        .limit(COUNT_CAP)
        .subquery()
        .c
    )
    is_over = task.step_due_at <= bindparam("now", type_=Task.step_due_at.type)
    other_day = other_days(bindparam(f"in_unit_{number}"), on_desk(number, shape))
    return select(func.sum(case((is_over, 0), else_=1)), func.sum(case((is_over, 1), else_=0)), other_day)


def _values(principal: Principal, places: Sequence[Place], moments: Moments) -> dict[str, Any]:
    return {"me": principal.id, "now": moments.now, "tonight": moments.end_of_today, **place_values(places)}


class _List(NamedTuple):
    """What of a list is in its statement: lists of one kind are one statement."""

    lane: Lane
    only: frozenset[str]
    goes_on: bool
    back: bool


@lru_cache(maxsize=1024)
def _page(shapes: tuple[Shape, ...], listed: _List) -> Any:
    """Return the statement of a page: the walks of all places, merged."""
    if len(shapes) == 1:
        return _walk(0, shapes[0], listed)
    walks = (_walk(number, shape, listed).subquery() for number, shape in enumerate(shapes))
    found = union_all(*(select(walk) for walk in walks)).subquery()
    return select(found).order_by(*_order(found.c, listed)).limit(bindparam("most"))


def _walk(number: int, shape: Shape, listed: _List) -> Any:
    """Return the statement of one place's page, in the order of `InboxRow`."""
    walk = (
        select(
            *(Task.id, Task.case_id, Case.code, Case.applicant_name, Case.procedure_code, Case.version_id),
            *(Case.variant, Task.step, Task.role, Task.unit, Task.holder, Task.status, Case.channel, Case.state),
            *(Task.entered_at, Task.step_due_at, Task.due_at, Case.fee, Case.paid, Case.version),
            asks_another_day().label("asks_another_day"),
        )
        .join(Case, Case.id == Task.case_id)
        .where(on_desk(number, shape), *_lane(listed.lane), *conditions(listed.only))
        .order_by(*_order(Task, listed))
        .limit(bindparam("most"))
    )
    if listed.goes_on:
        place = tuple_(Task.due_at, Task.id)
        after = tuple_(bindparam("after_due", type_=Task.due_at.type), bindparam("after_id", type_=Task.id.type))
        walk = walk.where(place < after if listed.back else place > after)
    return walk


def _order(task: Any, listed: _List) -> tuple[Any, Any]:
    return (task.due_at.desc(), task.id.desc()) if listed.back else (task.due_at, task.id)


@cache
def _counts(shapes: tuple[Shape, ...]) -> Any:
    counts = [_count(number, shape) for number, shape in enumerate(shapes)]
    return union_all(*counts) if len(counts) > 1 else counts[0]


def _count(number: int, shape: Shape) -> Any:
    """Return the statement that counts the tasks of one place at each step, lane by lane, in the order of `Lanes`."""
    columns = (Task.step, Task.role, Task.holder, Task.status, Task.due_at, Task.accepted)
    tasks = select(*columns).where(on_desk(number, shape))
    if shape.scoped:
        tasks = tasks.join(Case, Case.id == Task.case_id)
    task = tasks.limit(COUNT_CAP * 5).subquery().c
    lanes = [func.sum(case((and_(*_lane(lane, task)), 1), else_=0)).label(lane) for lane in (*COUNTED, "all")]
    return select(*lanes, task.step).group_by(task.step)


def _lane(lane: Lane, task: Any = Task) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the tasks of a lane; `task` has the columns of `Task`."""
    now: BindParameter[datetime] = bindparam("now")
    is_open, is_waiting = task.status == "open", task.status == "waiting"
    conditions: dict[Lane, tuple[ColumnElement[bool], ...]] = {
        "receive": (is_open, task.role == "reception", task.holder.is_(None), not_(task.accepted)),
        "mine": (is_open, task.holder.is_not(None)),  # what others hold is not on the desk
        "pool": (is_open, task.holder.is_(None)),
        "today": (is_open, task.due_at > now, task.due_at <= bindparam("tonight")),
        "overdue": (is_open, task.due_at <= now),
        "waiting": (is_waiting, task.due_at > now),
        "unanswered": (is_waiting, task.due_at <= now),  # the citizen's time is over: the officer's turn again (R2.8)
        "all": (is_open,),
    }
    return conditions[lane]
