"""Many cases at once: which deeds suit many, a job of up to 500 cases, and what became of each.

A job is written down with the versions that the officer saw, and carried out by the worker (`portal.cases.bulk_work`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, insert, select

from portal.cases.access import visible_to
from portal.cases.bulk_models import BulkItem, BulkJob
from portal.cases.errors import KeyReused
from portal.cases.models import Case
from portal.crypto import Sealer
from portal.notifications.models import OutboxMessage
from portal.notifications.outbox import message_row
from portal.people.principal import Origin, Principal
from portal.units.directory import UnitDirectory
from portal.workflow.definition import Action, Definition, Step

MOST_CASES = 500
TAKE, PRINT, REASSIGN = "take", "print", "reassign"
# No action of a workflow is carried out by these words.
OWN_DEEDS = frozenset({TAKE, PRINT, REASSIGN})
JOBS_LISTED = 50


class NothingChosen(Exception):
    """No case was chosen that this officer may see."""


class TooManyChosen(Exception):
    """More cases were chosen than one job may have."""


class NoSuchJob(Exception):
    """There is no such job of this officer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case, and the version of it that the list showed (R-TX-3)."""

    case_id: str
    seen_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to do with the chosen cases: `TAKE`, `PRINT`, or an action of their steps."""

    deed: str
    key: str
    name: Mapping[str, str] = field(default_factory=dict)
    assignee: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its cases, each with the columns of its item and of the case as it stands now."""

    row: Row[Any]
    items: Sequence[Row[Any]]

    def with_status(self, *statuses: str) -> list[Row[Any]]:
        return [item for item in self.items if item.status in statuses]

    @property
    def settled(self) -> int:
        return len(self.items) - len(self.with_status("waiting"))


def suits_many(definition: Definition, step: Step, action: Action) -> bool:
    """Say whether an action may be done to many cases at once.

    It must ask for no words about the single case, and decide nothing: what binds the citizen (a signature, a
    result, an end, a supplement) is done case by case.
    """
    binds = action.proposes or action.issues or action.waits or action.back or action.clock == "stop"
    return not binds and step.role != "leader" and action.to not in definition.ends and set(action.needs) <= {"officer"}


def chosen_rows(
    look: Connection, chosen: Sequence[Chosen], officer: Principal, directory: UnitDirectory
) -> Sequence[Row[Any]]:
    """Return the chosen cases that the officer may see, in the order chosen: others are not there."""
    once = {one.case_id: place for place, one in enumerate(chosen)}
    if len(once) > MOST_CASES:
        raise TooManyChosen
    columns = (Case.id, Case.code, Case.applicant_name, Case.version_id, Case.variant, Case.step)
    wanted = select(*columns).where(Case.id.in_(sorted(once)), visible_to(officer, directory))
    rows: list[Row[Any]] = [*look.execute(wanted)]
    return sorted(rows, key=lambda row: once[row.id])


def begin_bulk(
    work: Connection,
    order: Order,
    chosen: Sequence[Chosen],
    officer: Principal,
    *,
    directory: UnitDirectory,
    sealer: Sealer,
    now: datetime,
    origin: Origin,
) -> str:
    """Write a job down, leave it to the worker, and return its id; the same form sent again is the same job.

    Raises `NothingChosen`, `TooManyChosen`, `KeyReused`.
    """
    held = work.execute(
        select(BulkJob.id, BulkJob.deed).where(BulkJob.officer_id == officer.id, BulkJob.key == order.key)
    ).one_or_none()
    if held is not None:
        if held.deed != order.deed:
            raise KeyReused(order.key)
        return str(held.id)
    versions = {one.case_id: one.seen_version for one in chosen}
    rows = chosen_rows(work, chosen, officer, directory)
    if not rows:
        raise NothingChosen
    job_id = str(uuid4())
    reason = sealer.seal({"value": order.reason}, bound_to=f"bulk_jobs/{job_id}") if order.reason else None
    job = {"id": job_id, "officer_id": officer.id, "reason": reason, "origin": asdict(origin), "created_at": now}
    _write(work, job, order, [Chosen(row.id, versions[row.id]) for row in rows])
    return job_id


def _write(work: Connection, job: Mapping[str, Any], order: Order, chosen: Sequence[Chosen]) -> None:
    job_id, now = job["id"], job["created_at"]
    asked = {"key": order.key, "deed": order.deed, "name": dict(order.name), "assignee_id": order.assignee}
    work.execute(insert(BulkJob).values(**job, **asked))
    blank = {"job_id": job_id, "status": "waiting", "reason": "", "facts": {}}
    work.execute(
        insert(BulkItem),
        [
            {**blank, "place": place, "case_id": one.case_id, "seen_version": one.seen_version}
            for place, one in enumerate(chosen)
        ],
    )
    work.execute(insert(OutboxMessage), message_row("bulk", {"job_id": job_id}, case_id=None, now=now))


def get_job(look: Connection, job_id: str, officer: Principal) -> Job:
    """Return a job of this officer. Raises `NoSuchJob` for an absent one and for another's alike."""
    row = look.execute(
        select(BulkJob.__table__).where(BulkJob.id == job_id, BulkJob.officer_id == officer.id)
    ).one_or_none()
    if row is None:
        raise NoSuchJob
    items = look.execute(
        select(BulkItem.__table__, Case.code, Case.applicant_name, Case.version)
        .join(Case, Case.id == BulkItem.case_id)
        .where(BulkItem.job_id == job_id)
        .order_by(BulkItem.place)
    ).all()
    return Job(row, items)


def list_jobs(look: Connection, officer: Principal) -> Sequence[Row[Any]]:
    """Return the newest jobs of an officer, each with how many cases it has and how many are settled."""
    cases = select(func.count()).where(BulkItem.job_id == BulkJob.id)
    settled = cases.where(BulkItem.status != "waiting")
    return look.execute(
        select(
            *(BulkJob.id, BulkJob.deed, BulkJob.name, BulkJob.created_at, BulkJob.finished_at),
            *(cases.scalar_subquery().label("cases"), settled.scalar_subquery().label("settled")),
        )
        .where(BulkJob.officer_id == officer.id)
        .order_by(BulkJob.created_at.desc())
        .limit(JOBS_LISTED)
    ).all()
