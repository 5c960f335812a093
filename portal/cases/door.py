"""The one way through: every change of a case is a command applied here, in one transaction (R-TX-1).

idempotency key -> load and compare version -> policy -> decide -> events, case row, tasks, outbox -> commit -> receipt
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row

from portal.cases import deadlines, errors, store
from portal.catalogue.versions import Published, Versions
from portal.clock import Clock, local
from portal.crypto import Sealer
from portal.db import Database
from portal.documents.registers import next_number
from portal.notifications.outbox import enqueue
from portal.people.policy import Action, CaseFacts, NotAllowed, allows
from portal.people.principal import Origin, Principal
from portal.units.directory import UnitDirectory
from portal.units.oversight import above
from portal.units.resolve import resolve_place
from portal.workflow import commands, events
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.definition import Definition
from portal.workflow.engine import Setting, decide, evolve
from portal.worktime import Calendar

NOWHERE = Origin()

# A clock that runs behind the last event by more than this is not believed (R-CLK).
CLOCK_TOLERANCE = timedelta(seconds=2)

PERMISSION: dict[type[commands.Command], Action] = {
    commands.Act: Action.ACT_ON_TASK,
    commands.Take: Action.TAKE_TASK,
    commands.Release: Action.RELEASE_TASK,
    commands.AnswerSupplement: Action.ANSWER_SUPPLEMENT,
    commands.Withdraw: Action.WITHDRAW_CASE,
    commands.RecordPayment: Action.RECORD_PAYMENT,
}

# Events of which the applicant is told; the notice is composed by the worker, after the commit.
TELL = frozenset(
    {
        events.CaseSubmitted,
        events.ClockStarted,
        events.SupplementRequested,
        events.ResultIssued,
        events.ResultHandedOver,
        events.CaseEnded,
    }
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command that was carried out; the same again for the same command again."""

    case_id: str
    code: str
    version: int
    state: int
    step: str | None


@dataclass(frozen=True, slots=True)
class Tools:
    """What the door works with."""

    database: Database
    sealer: Sealer
    clock: Clock
    calendar: Calendar
    directory: UnitDirectory
    versions: Versions


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as it stands before a command."""

    row: Row[Any]
    state: CaseState
    published: Published
    definition: Definition
    task: Row[Any] | None


class Door:
    """Applies commands to cases. Holds no state of its own."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def apply(
        self,
        command: commands.AnyCommand,
        principal: Principal,
        origin: Origin = NOWHERE,
        *,
        also: Callable[[Connection], None] | None = None,
    ) -> Receipt:
        """Carry out one command on one case, wholly or not at all.

        `also` writes what belongs to the command (files, answers) in the same transaction. A command whose key was
        already answered gets the same receipt again and changes nothing.

        Raises `NoSuchCase`, `NotAllowed`, `StaleCase`, `KeyReused`, `ClockWentBack`, `DatabaseBusy`, and every
        `CaseError` of the workflow.
        """
        with self.tools.database.transaction() as work:
            answered = self.answered(work, command, principal)
            if answered is not None:
                return answered
            loaded = self._load(work, command.case_id)
            self._permit(work, command, principal, loaded)
            self._compare(work, command, loaded)
            now = self.now_after(loaded.row.last_at)
            setting = self._setting(work, command, principal, loaded, now)
            happened = decide(loaded.definition, loaded.state, command, setting)
            if also is not None:
                also(work)
            receipt = self._advance(work, loaded, happened, actor_of(principal, origin, loaded), now)
            self.remember(work, command, principal, receipt, now)
            return receipt

    def answered(self, work: Connection, command: Any, principal: Principal) -> Receipt | None:
        """Return the receipt given before under this key. Raises `KeyReused` when it was another command's."""
        row = work.execute(store.ANSWERED, {"principal": principal.id, "key": command.key}).one_or_none()
        if row is None:
            return None
        if row.fingerprint != store.fingerprint(command):
            raise errors.KeyReused(command.key)
        return Receipt(**row.receipt)

    def remember(self, work: Connection, command: Any, principal: Principal, receipt: Receipt, now: datetime) -> None:
        answer = {
            "case_id": receipt.case_id,
            "code": receipt.code,
            "version": receipt.version,
            "state": receipt.state,
            "step": receipt.step,
        }
        row = {"principal": principal.id, "key": command.key, "fingerprint": store.fingerprint(command)}
        work.execute(store.INSERT_KEY, [{**row, "receipt": answer, "at": now}])

    def now_after(self, last: datetime | None) -> datetime:
        """Return the moment of a new event: never before the last one. Raises `ClockWentBack`."""
        now = self.tools.clock()
        if last is None or now >= last:
            return now
        if last - now > CLOCK_TOLERANCE:
            raise errors.ClockWentBack(last, now)
        return last

    def _load(self, work: Connection, case_id: str) -> Loaded:
        statement = store.LOAD if self.tools.database.is_sqlite else store.LOAD_LOCKED
        row: Any = work.execute(statement, {"case_id": case_id}).one_or_none()
        if row is None:
            raise errors.NoSuchCase
        published = self.tools.versions.get(work, row.version_id)
        task: Any = work.execute(store.OPEN_TASK, {"case_id": case_id}).one_or_none()
        return Loaded(row, case_from_json(row.snapshot), published, published.workflows[row.variant], task)

    def _permit(self, work: Connection, command: commands.AnyCommand, principal: Principal, loaded: Loaded) -> None:
        units = frozenset(work.execute(store.UNITS, {"case_id": loaded.row.id}).scalars())
        facts = case_facts(loaded.row.applicant_id, units, loaded.task, self.tools.directory)
        action = PERMISSION[type(command)]
        if allows(principal, action, facts):
            return
        may_read = allows(principal, Action.READ_CASE, facts) or allows(principal, Action.READ_OWN_CASE, facts)
        raise NotAllowed(action) if may_read else errors.NoSuchCase

    def _compare(self, work: Connection, command: commands.AnyCommand, loaded: Loaded) -> None:
        row = loaded.row
        if command.seen_version == row.version:
            return
        last = work.execute(store.LAST_EVENT, {"case_id": row.id, "seq": row.last_seq}).one()
        raise errors.StaleCase(
            code=row.code,
            seen=command.seen_version,
            now_at=row.version,
            by=last.actor["id"],
            what=last.kind,
            at=last.at,
        )

    def _setting(
        self, work: Connection, command: commands.AnyCommand, principal: Principal, loaded: Loaded, now: datetime
    ) -> Setting:
        register = loaded.published.definition.result.register_
        number = None
        if isinstance(command, commands.Act) and loaded.state.step is not None:
            action = loaded.definition.steps[loaded.state.step].actions.get(command.action)
            if action is not None and action.issues is not None:
                unit = loaded.state.competent
                number = next_number(work, unit=unit, register=register, year=local(now).year)
        places = self.places(loaded.definition, loaded.state.intake, loaded.state.competent, now)
        return Setting(now=now, actor=principal.id, places=places, register=register, number=number)

    def places(self, definition: Definition, intake: str, competent: str, now: datetime) -> dict[str, str]:
        """Return the unit of every place of a workflow, on the day. Raises `NoSuchPlace`."""
        day = local(now).date()
        directory = self.tools.directory
        return {
            place: resolve_place(directory, place, competent=competent, intake=intake, day=day)
            for place in definition.places
        }

    def _advance(
        self,
        work: Connection,
        loaded: Loaded,
        happened: Sequence[events.AnyEvent],
        actor: dict[str, Any],
        now: datetime,
    ) -> Receipt:
        """Write what happened: events, the case row, tasks, units, outbox."""
        row, before = loaded.row, loaded.state
        after = before
        for event in happened:
            after = evolve(after, event)
        if not happened:
            return Receipt(row.id, row.code, row.version, int(before.state), before.step)
        chained = store.chain(row.id, happened, actor, store.ChainEnd(row.last_seq, row.last_hash), self.tools.sealer)
        work.execute(store.INSERT_EVENT, chained.rows)
        deadline = self._deadline(after, loaded.published, row.variant, row.channel)
        ended = now if after.end is not None else None
        moved = work.execute(
            store.MOVE,
            {
                **store.projection(after, (deadline.due, deadline.original), ended),
                "b_id": row.id,
                "b_version": row.version,
                "version": row.version + 1,
                "last_seq": chained.last_seq,
                "last_at": now,
                "last_hash": chained.last_hash,
            },
        )
        if moved.rowcount != 1:  # the row lock makes this impossible; were it broken, nothing is written
            raise errors.StaleCase(row.code, row.version, row.version + 1, "", "", now)
        self._move_task(work, loaded, after, deadline.due, actor["id"], now)
        self.tell(work, row.id, chained, happened, now)
        return Receipt(row.id, row.code, row.version + 1, int(after.state), after.step)

    def _deadline(self, state: CaseState, published: Published, variant: str, channel: str) -> deadlines.Deadline:
        clock = deadlines.clock_of(state, published.definition, variant, channel)
        return deadlines.deadline(clock, self.tools.calendar)

    def _move_task(
        self, work: Connection, loaded: Loaded, after: CaseState, due: datetime | None, by: str, now: datetime
    ) -> None:
        before, task = loaded.state, loaded.task
        entered = after.step_since != before.step_since or after.step != before.step
        if task is not None and not entered:
            changed = {"holder": after.holder, "status": "waiting" if after.waiting else "open"}
            work.execute(
                store.HOLD_TASK, {"b_id": task.id, **changed, "due_at": self._sort_due(loaded, after, due, now)}
            )
            return
        if task is not None:
            work.execute(store.CLOSE_TASK, {"b_id": task.id, "closed_at": now, "closed_by": by})
        if after.step is not None:
            work.execute(store.INSERT_TASK, [self.task_row(loaded.row.id, loaded.definition, after, due)])
            if after.unit != before.unit:
                self.enter_unit(work, loaded.row.id, after.unit or "", loaded.row.submitted_at)

    def _sort_due(self, loaded: Loaded, after: CaseState, due: datetime | None, now: datetime) -> datetime:
        if due is not None:
            return due
        return after.waiting.reply_by if after.waiting is not None else after.step_since or now

    def task_row(self, case_id: str, definition: Definition, state: CaseState, due: datetime | None) -> dict[str, Any]:
        """Return the row of the task that a case's step is."""
        if state.step is None or state.step_since is None:
            raise ValueError("a case without a step has no task")
        step = definition.steps[state.step]
        step_due = deadlines.step_due(step, state.step_since, self.tools.calendar)
        return {
            "id": str(uuid4()),
            "case_id": case_id,
            "step": state.step,
            "role": step.role,
            "unit": state.unit,
            "holder": state.holder,
            "status": "open",
            "entered_at": state.step_since,
            "step_due_at": step_due,
            "due_at": due or step_due,
            "closed_at": None,
            "closed_by": None,
        }

    def enter_unit(self, work: Connection, case_id: str, unit: str, submitted_at: datetime) -> None:
        """Note that the case is now also this unit's; it may have been there before."""
        known = set(work.execute(store.UNITS, {"case_id": case_id}).scalars())
        if unit not in known:
            work.execute(store.INSERT_UNIT, [{"case_id": case_id, "unit": unit, "submitted_at": submitted_at}])

    def tell(
        self,
        work: Connection,
        case_id: str,
        chained: store.Chained,
        happened: Sequence[events.AnyEvent],
        now: datetime,
    ) -> None:
        """Leave messages for the worker: mail for the applicant, documents to make."""
        for event, row in zip(happened, chained.rows, strict=True):
            if type(event) in TELL:
                enqueue(work, "notify-applicant", {"case_id": case_id, "seq": row["seq"]}, case_id=case_id, now=now)
            if isinstance(event, events.ResultIssued):
                enqueue(work, "make-result", {"case_id": case_id}, case_id=case_id, now=now)


def case_facts(applicant: str, units: frozenset[str], task: Row[Any] | None, directory: UnitDirectory) -> CaseFacts:
    """Return what the policy needs to know of a case."""
    over = frozenset(a for unit in units for a in above(directory, unit))
    return CaseFacts(
        applicant=applicant,
        units=units,
        above=over,
        task_role=task.role if task is not None else None,
        task_unit=task.unit if task is not None else None,
    )


def actor_of(principal: Principal, origin: Origin, loaded: Loaded | None = None) -> dict[str, Any]:
    """Return who acted, in which post, from where: hashed with the event."""
    unit, role = "", ""
    if principal.is_officer and loaded is not None and loaded.task is not None:
        unit, role = loaded.task.unit, loaded.task.role
    return {
        "kind": principal.kind.value,
        "id": principal.id,
        "unit": unit,
        "role": role,
        "session": origin.session,
        "address": origin.address,
        "port": origin.port,
    }
