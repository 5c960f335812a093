"""The one way through: every change of a case is a command applied here, in one transaction (R-TX-1).

idempotency key -> load and compare version -> policy -> decide -> events, case row, tasks, outbox -> commit -> receipt
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from portal.cases import errors, store
from portal.cases.appointments import note_appointment
from portal.cases.child_cases import ChildCases, tell_relatives
from portal.cases.desk_tasks import task_due, task_row
from portal.cases.loaded import Loaded, OpenTask, Tools, actor_of, case_facts
from portal.cases.surroundings import Surroundings
from portal.cases.telling import tell
from portal.people.policy import Action, NotAllowed, allows
from portal.people.principal import Origin, Principal
from portal.statements import Batch
from portal.units.renewal import keep_fresh
from portal.workflow import commands, events
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.engine import decide
from portal.workflow.evolution import evolve

NOWHERE = Origin()

# A clock that runs behind the last event by more than this is not believed (R-CLK).
CLOCK_TOLERANCE = timedelta(seconds=2)

PERMISSION: dict[type[commands.Command], Action] = {
    commands.Act: Action.ACT_ON_TASK,
    commands.Take: Action.TAKE_TASK,
    commands.Release: Action.RELEASE_TASK,
    commands.Free: Action.LET_TIME_ACT,
    commands.Reassign: Action.REASSIGN_TASK,
    commands.AnswerSupplement: Action.ANSWER_SUPPLEMENT,
    commands.Withdraw: Action.WITHDRAW_CASE,
    commands.RecordPayment: Action.RECORD_PAYMENT,
    commands.Recall: Action.RECALL_CASE,
    commands.AllowSecondRequest: Action.ALLOW_SECOND_REQUEST,
    commands.AskReferral: Action.ASK_REFERRAL,
    commands.AnswerReferral: Action.ANSWER_REFERRAL,
    commands.CloseReferral: Action.ASK_REFERRAL,
    commands.DraftExtension: Action.DRAFT_EXTENSION,
    commands.ExtendDeadline: Action.EXTEND_DEADLINE,
    commands.Lapse: Action.LET_TIME_ACT,
    commands.FixAppointment: Action.KEEP_APPOINTMENT,
    commands.CancelAppointment: Action.KEEP_APPOINTMENT,
    commands.DeclineAppointment: Action.DECLINE_APPOINTMENT,
    commands.RecordMeeting: Action.KEEP_APPOINTMENT,
    commands.MissAppointment: Action.MISS_APPOINTMENT,
    commands.Rehome: Action.REHOME_CASE,
    commands.SettleChild: Action.TELL_RELATIVES,
    commands.CallBackChild: Action.CALL_BACK_CHILD,
    commands.StopChild: Action.TELL_RELATIVES,
    commands.Deliver: Action.TELL_RELATIVES,
    commands.Transfer: Action.TRANSFER_CASE,
    commands.AcceptTransfer: Action.ANSWER_TRANSFER,
    commands.ReturnTransfer: Action.ANSWER_TRANSFER,
}

# What an applicant does by their own login, and reception takes in from who came without one.
AT_COUNTER: dict[type[commands.Command], Action] = {
    commands.AnswerSupplement: Action.TAKE_ANSWER,
    commands.Withdraw: Action.TAKE_WITHDRAWAL,
}

# Commands that stand whatever else happened to the case meanwhile: what they need is looked for in the case itself.
OF_ANY_VERSION = (
    *(commands.AnswerReferral, commands.DraftExtension, commands.Lapse),
    *(commands.SettleChild, commands.Deliver),
    *(commands.RecordMeeting, commands.MissAppointment),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command that was carried out; the same again for the same command again."""

    case_id: str
    code: str
    version: int
    state: int
    step: str | None


RECEIPT = tuple(field.name for field in fields(Receipt))


class Door:
    """Applies commands to cases. Holds no state of its own."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.surroundings = Surroundings(tools)
        self._children = ChildCases(tools, self.surroundings.places, self.surroundings.leader)

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
            row = self._find(work, command, principal)
            if row.fingerprint is not None:
                return receipt_again(row, command)
            loaded = self._load(work, row)
            if self._is_overtaken(command, principal, loaded):
                again = self._answered(work, command, principal)
                if again is not None:
                    return again
                if not isinstance(command, OF_ANY_VERSION):
                    raise self._stale(work, command, row)
            now = self.now_after(row.last_at)
            child = self._children.plan(work, loaded, command, now)
            setting = self.surroundings.setting(work, command, principal, loaded, now, child)
            happened = decide(loaded.definition, loaded.state, command, setting)
            if not happened and (again := self._answered(work, command, principal)) is not None:
                return again
            if also is not None:
                also(work)
            batch = Batch(work)
            actor = actor_of(principal, origin, loaded)
            receipt = self._advance(batch, loaded, happened, actor, now)
            if child is not None:
                self._children.open(batch, child, actor)
            self._remember(batch, command, principal, receipt, now)
            batch.send()
            return receipt

    def _remember(self, batch: Batch, command: Any, principal: Principal, receipt: Receipt, now: datetime) -> None:
        row = {"principal": principal.id, "key": command.key, "fingerprint": store.fingerprint(command)}
        batch.add(store.INSERT_KEY, {**row, "receipt": {name: getattr(receipt, name) for name in RECEIPT}, "at": now})

    def now_after(self, last: datetime | None) -> datetime:
        """Return the moment of a new event: never before the last one. Raises `ClockWentBack`."""
        now = self.tools.clock().replace(microsecond=0)  # events are told to the second
        if last is None or now >= last:
            return now
        if last - now > CLOCK_TOLERANCE:
            raise errors.ClockWentBack(last, now)
        return last

    def _find(self, work: Connection, command: commands.AnyCommand, principal: Principal) -> Any:
        """Return the row of `store.LOAD`, locked against other writers."""
        statement = store.LOAD if self.tools.database.is_sqlite else store.LOAD_LOCKED
        wanted = {"case_id": command.case_id, "principal": principal.id, "key": command.key}
        row = statement.first(work, wanted)
        if row is None:
            raise errors.NoSuchCase
        keep_fresh(self.tools.directory, work, row.tree)
        return row

    def _load(self, work: Connection, row: Any) -> Loaded:
        published = self.tools.versions.get(work, row.version_id)
        return Loaded(
            row=row,
            state=case_from_json(row.snapshot),
            published=published,
            definition=published.workflows[row.variant],
            task=OpenTask(row.task_id, row.task_role, row.task_unit) if row.task_id is not None else None,
            units=frozenset(row.units.split(store.UNIT_SEPARATOR)) if row.units else frozenset(),
        )

    def _is_overtaken(self, command: commands.AnyCommand, principal: Principal, loaded: Loaded) -> bool:
        """Say whether the case has moved on since. Raises `NoSuchCase`, `NotAllowed`.

        The faster one may have carried the case off this person's desk: they are told so, not that they may not.
        """
        referrals, procedure = loaded.state.referrals, loaded.published.definition.code
        applicant = "" if loaded.state.parent else loaded.row.applicant_id  # a citizen has the one that opened it
        facts = case_facts(applicant, loaded.units, loaded.task, self.tools.directory, procedure, referrals)
        action = _action_of(command, principal)
        if not any(allows(principal, known_by, facts) for known_by in (Action.READ_CASE, Action.READ_OWN_CASE, action)):
            raise errors.NoSuchCase
        if 0 < command.seen_version < loaded.row.version and not isinstance(command, OF_ANY_VERSION):
            return True
        if not allows(principal, action, facts):
            raise NotAllowed(action)
        return bool(command.seen_version != loaded.row.version)

    def _answered(self, work: Connection, command: commands.AnyCommand, principal: Principal) -> Receipt | None:
        """Return the receipt of this very command, if it was sent twice at once and the other was faster.

        The row of the case was waited for, and the key read before that.
        """
        answered = work.execute(store.ANSWERED, {"principal": principal.id, "key": command.key}).one_or_none()
        return None if answered is None else receipt_again(answered, command)

    def _stale(self, work: Connection, command: commands.AnyCommand, row: Any) -> errors.StaleCase:
        """Say who was faster."""
        last = work.execute(store.LAST_EVENT, {"case_id": row.id, "seq": row.last_seq}).one()
        return errors.StaleCase(
            code=row.code,
            seen=command.seen_version,
            now_at=row.version,
            by=last.actor["id"],
            what=last.kind,
            at=last.at,
            state=int(case_from_json(row.snapshot).state),
        )

    def _advance(
        self,
        batch: Batch,
        loaded: Loaded,
        happened: Sequence[events.AnyEvent],
        actor: dict[str, Any],
        now: datetime,
    ) -> Receipt:
        """Write what happened: events, the case row, the task, what else follows, outbox."""
        row, before = loaded.row, loaded.state
        after = before
        for event in happened:
            after = evolve(after, event)
        if not happened:
            return Receipt(row.id, row.code, row.version, int(before.state), before.step)
        chained = store.chain(row.id, happened, actor, store.ChainEnd(row.last_seq, row.last_hash), self.tools.sealer)
        deadline = self.tools.deadline(after, loaded.published, row.variant, row.channel)
        ended = now if after.end is not None else None
        batch.add(store.INSERT_EVENT, *chained.rows)
        batch.add(
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
        self._move_task(batch, loaded, after, deadline.due, actor["id"], now)
        self._note_also(batch, loaded, after, happened, chained)
        tell(batch, row.id, chained, happened, now, to_applicant=not before.parent)
        tell_relatives(batch, row.id, before, happened, now)
        return Receipt(row.id, row.code, row.version + 1, int(after.state), after.step)

    def _note_also(
        self,
        batch: Batch,
        loaded: Loaded,
        after: CaseState,
        happened: Sequence[events.AnyEvent],
        chained: store.Chained,
    ) -> None:
        """Write what else follows from the events: questions to units, appointments, and the units it comes to."""
        row, before = loaded.row, loaded.state
        asked = [referral.number for referral in before.referrals]
        for event in happened:
            store.note_referral(batch, row.id, event, asked)
            if isinstance(event, events.TransferAccepted):
                batch.add(store.RESEAT, {"b_id": row.id, "intake": event.intake, "competent": event.competent})
        for event, kept in zip(happened, chained.rows, strict=True):
            note_appointment(batch, row.id, before, kept["seq"], event)
        seats = {after.unit, after.intake, after.competent, after.leader, after.apology_at} - {None, ""}
        for unit in sorted(str(one) for one in seats - loaded.units):  # it may come back to one
            batch.add(store.INSERT_UNIT, {"case_id": row.id, "unit": unit, "submitted_at": row.submitted_at})

    def _move_task(
        self, batch: Batch, loaded: Loaded, after: CaseState, due: datetime | None, by: str, now: datetime
    ) -> None:
        before, task, case_id = loaded.state, loaded.task, loaded.row.id
        entered = after.step_since != before.step_since or (after.step, after.unit) != (before.step, before.unit)
        if task is not None and not entered:
            until = task_due(loaded.definition, after, due, self.tools.calendar)
            status = "waiting" if after.waiting else "open"
            batch.add(store.HOLD_TASK, {"b_id": task.id, "holder": after.holder, "status": status, "due_at": until})
            return
        if task is not None:
            batch.add(store.CLOSE_TASK, {"b_id": task.id, "closed_at": now, "closed_by": by})
        if after.step is None or after.unit is None:
            return
        batch.add(store.INSERT_TASK, task_row(case_id, loaded.definition, after, due, self.tools.calendar))


def _action_of(command: commands.Command, principal: Principal) -> Action:
    permission = PERMISSION[type(command)]
    return AT_COUNTER.get(type(command), permission) if principal.is_officer else permission


def receipt_again(answered: Any, command: Any) -> Receipt:
    """Return the receipt given before under this key. Raises `KeyReused` when it was another command's."""
    if answered.fingerprint != store.fingerprint(command):
        raise errors.KeyReused(command.key)
    return Receipt(**answered.receipt)
