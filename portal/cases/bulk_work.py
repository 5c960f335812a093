"""The worker's part of a bulk job: each case through the one door, as the officer, with the rights of that moment.

Every case has its own transaction, in which its result is written too. A worker that dies leaves the rest waiting; the
next one goes on there, and what was done is not done again. Whatever goes wrong with one case is its result only.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import OperationalError

from portal.cases import queries
from portal.cases.access import visible_to
from portal.cases.bulk import PRINT, REASSIGN, TAKE, suits_many
from portal.cases.bulk_models import BulkItem, BulkJob
from portal.cases.door import Door
from portal.cases.errors import ClockWentBack, KeyReused, NoSuchCase, StaleCase
from portal.cases.models import NOT_DONE, Case, Task
from portal.cases.papers import PaperMill
from portal.clock import local
from portal.db import DatabaseBusy
from portal.notifications.outbox import MAX_ATTEMPTS, Message
from portal.notifications.worker import Handler
from portal.people.acting import load_principal
from portal.people.officers import active_holders
from portal.people.policy import Action, NotAllowed
from portal.people.principal import Kind, Origin, Principal
from portal.people.roles import Role
from portal.workflow import errors
from portal.workflow.acting import offered
from portal.workflow.codec import case_from_json
from portal.workflow.commands import Act, Inputs, Reassign, Take

log = logging.getLogger("portal.worker")

LARGEST_PRINT = 200 * 1024 * 1024


class NotForMany(errors.CaseError):
    """The action is one that is done case by case."""


class NotInThatUnit(errors.CaseError):
    """The officer who should get the case does not work where it goes."""


class NoSlipYet(errors.CaseError):
    """The case was not accepted: there is no slip 01 to print."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    status: str
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


DONE = Result("done")
# What says no to one case, for a reason that the officer can read.
REFUSALS = (errors.CaseError, NoSuchCase, NotAllowed, KeyReused, ClockWentBack)
TROUBLE = (DatabaseBusy, OperationalError)


@dataclass(frozen=True, slots=True)
class BulkWork:
    """Handler of the outbox topic that `begin_bulk` leaves behind."""

    door: Door
    mill: PaperMill

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"bulk": self.carry_out}

    def carry_out(self, message: Message) -> None:
        """Do what is left of a job. A database that is away is waited for, up to the last try of the message."""
        job, items = self._left(message.payload["job_id"])
        if job is None or job.finished_at is not None:
            return
        is_last_try = message.attempts >= MAX_ATTEMPTS
        for item in items:
            self._settle_one(job, item, is_last_try=is_last_try)
        if job.deed == PRINT:
            self._bind(job)
        with self.door.tools.database.transaction() as work:
            work.execute(update(BulkJob).where(BulkJob.id == job.id).values(finished_at=self.door.tools.clock()))

    def _left(self, job_id: str) -> tuple[Row[Any] | None, list[Row[Any]]]:
        waiting = select(BulkItem.__table__).where(BulkItem.job_id == job_id, BulkItem.status == "waiting")
        with self.door.tools.database.read() as look:
            job = look.execute(select(BulkJob.__table__).where(BulkJob.id == job_id)).one_or_none()
            return job, list(look.execute(waiting.order_by(BulkItem.place)).all())

    def _settle_one(self, job: Row[Any], item: Row[Any], *, is_last_try: bool) -> None:
        try:
            self._do(job, item)
            return
        except StaleCase as error:
            facts = {"by": error.by, "what": error.what, "at": error.at.isoformat()}
            result = Result("stale", "StaleCase", facts)
        except REFUSALS as error:
            result = Result("refused", type(error).__name__, _facts(error))
        except TROUBLE:
            if not is_last_try:
                raise
            result = Result("refused", "Trouble")
        except Exception:
            log.exception("case %s of bulk job %s", item.case_id, job.id)
            result = Result("refused", "Trouble")
        with self.door.tools.database.transaction() as work:
            settle(work, item, result, self.door.tools.clock())

    def _do(self, job: Row[Any], item: Row[Any]) -> None:
        officer = self._officer(job)
        if job.deed == PRINT:
            self._check_slip(item, officer)
            return
        command = self._command(job, item, officer)
        now = self.door.tools.clock()

        def note(work: Connection) -> None:
            settle(work, item, DONE, now)

        self.door.apply(command, officer, Origin(**job.origin), also=note)

    def _officer(self, job: Row[Any]) -> Principal:
        """Return who asked, with the posts of this moment. Raises `NotAllowed` when they may not act any more."""
        with self.door.tools.database.read() as look:
            day = local(self.door.tools.clock()).date()
            officer = load_principal(look, Kind.OFFICER, job.officer_id, day)
        if officer is None:
            raise NotAllowed(Action.SEE_DESK)
        return officer

    def _command(self, job: Row[Any], item: Row[Any], officer: Principal) -> Act | Take | Reassign:
        """Return the command for one case; its key is of this job and case, so that it is done once."""
        seen = {"case_id": item.case_id, "seen_version": item.seen_version, "key": f"bulk/{job.id}/{item.case_id}"}
        if job.deed == TAKE:
            return Take(**seen)
        if job.deed == REASSIGN:
            self._check_receiver(job, item, officer)
            sealed = self.door.tools.sealer.open(job.reason, bound_to=f"bulk_jobs/{job.id}")
            return Reassign(**seen, officer=job.assignee_id, reason=sealed["value"])
        self._check_action(job, item, officer)
        return Act(**seen, action=job.deed, inputs=Inputs(officer=job.assignee_id))

    def _check_action(self, job: Row[Any], item: Row[Any], officer: Principal) -> None:
        """Raise what the door does not know of: an action that is not for many, an officer who is not there.

        A case that has moved on is left to the door, which says who was faster.
        """
        tools = self.door.tools
        with tools.database.read() as look:
            row = self._visible(look, item, officer)
            published = tools.versions.get(look, row.version_id)
        definition, case = published.workflows[row.variant], case_from_json(row.snapshot)
        now = tools.clock()
        action = offered(definition, case, now).get(job.deed)
        if row.version != item.seen_version or action is None or case.step is None:
            return
        if not suits_many(definition, definition.steps[case.step], action):
            raise NotForMany
        if job.assignee_id is not None:
            step = definition.steps[action.to]
            unit = self.door.surroundings.places(definition, row.intake, row.competent, now)[step.at]
            with tools.database.read() as look:
                holders = active_holders(look, Role(step.role), unit, local(now).date())
            if job.assignee_id not in {holder.id for holder in holders}:
                raise NotInThatUnit

    def _check_receiver(self, job: Row[Any], item: Row[Any], officer: Principal) -> None:
        """See that whoever gets a task holds its role in its unit today."""
        tools = self.door.tools
        with tools.database.read() as look:
            row = self._visible(look, item, officer)
            task = look.execute(select(Task.role, Task.unit).where(Task.case_id == row.id, NOT_DONE)).one_or_none()
            if task is None or row.version != item.seen_version:
                return
            holders = active_holders(look, Role(task.role), task.unit, local(tools.clock()).date())
        if job.assignee_id not in {holder.id for holder in holders}:
            raise NotInThatUnit

    def _visible(self, look: Connection, item: Row[Any], officer: Principal) -> Row[Any]:
        visible = visible_to(officer, self.door.tools.directory)
        row = look.execute(select(Case.__table__).where(Case.id == item.case_id, visible)).one_or_none()
        if row is None:
            raise NoSuchCase
        return row

    def _check_slip(self, item: Row[Any], officer: Principal) -> None:
        """See that a case has a slip that this officer may print; that they had it is written down (R-AZ-9)."""
        with self.door.tools.database.read() as look:
            row = self._visible(look, item, officer)
        if row.accepted_at is None:
            raise NoSlipYet
        post = next((post for post in officer.posts if post.unit == row.unit), officer.posts[0])
        viewer = {"id": officer.id, "name": officer.name, "role": post.role.value, "unit": post.unit}
        now = self.door.tools.clock()
        with self.door.tools.database.transaction() as work:
            if settle(work, item, DONE, now):
                queries.note_view(work, item.case_id, {**viewer, "purpose": "print"}, now)

    def _bind(self, job: Row[Any]) -> None:
        """Make one file of the slips of all cases that have one, in the order chosen."""
        printed = select(Case.__table__).join(BulkItem, BulkItem.case_id == Case.id)
        printed = printed.where(BulkItem.job_id == job.id, BulkItem.status == "done").order_by(BulkItem.place)
        with self.door.tools.database.read() as look:
            rows = look.execute(printed).all()
        if not rows:
            return
        bound = BytesIO()
        with pikepdf.new() as book:
            for row in rows:
                with pikepdf.open(BytesIO(self._slip(row))) as slip:
                    book.pages.extend(slip.pages)
            book.save(bound, deterministic_id=True)
        bound.seek(0)
        stored = self.mill.storage.put(bound, limit=LARGEST_PRINT)
        with self.door.tools.database.transaction() as work:
            kept = {"sha256": stored.sha256, "size": stored.size}
            work.execute(update(BulkJob).where(BulkJob.id == job.id).values(**kept))

    def _slip(self, row: Row[Any]) -> bytes:
        """Return slip 01 of a case as it is kept, or made now when the worker did not come to it yet."""
        with self.door.tools.database.read() as look:
            kept = next((paper for paper in queries.documents_of(look, row.id) if paper.kind == "slip-01"), None)
            return self.mill.slip_01(look, row) if kept is None else self.mill.storage.read(kept.sha256)


def settle(work: Connection, item: Row[Any], result: Result, now: datetime) -> bool:
    """Write what became of a case; say whether nobody had done so before."""
    key = (BulkItem.job_id == item.job_id, BulkItem.place == item.place, BulkItem.status == "waiting")
    values = {"status": result.status, "reason": result.reason, "facts": dict(result.facts), "settled_at": now}
    return work.execute(update(BulkItem).where(*key).values(**values)).rowcount == 1


def _facts(error: Exception) -> dict[str, Any]:
    return {"by": error.officer} if isinstance(error, errors.HeldByAnother) else {}
