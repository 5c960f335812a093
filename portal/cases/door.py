"""The one way through: every change of a case is a command applied here, in one transaction (R-TX-1).

idempotency key -> load and compare version -> policy -> decide -> events, case row, tasks, outbox -> commit -> receipt
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from portal.cases import deadlines, errors, queries, store
from portal.cases.appointments import note_appointment
from portal.cases.assigning import Facts, address_units, assignee
from portal.cases.child_cases import ChildCases, PlannedChild, tell_relatives
from portal.cases.competence import competent_units
from portal.cases.desk_tasks import task_due, task_row
from portal.cases.hands import hands, place_of, stood_in_at
from portal.cases.numbers import Numbers, take_numbers, take_slip_number
from portal.cases.office_hours import OfficeHours
from portal.cases.telling import tell
from portal.catalogue.versions import Published, Versions
from portal.clock import Clock, local
from portal.crypto import Sealer
from portal.db import Database
from portal.people.policy import Action, CaseFacts, NotAllowed, allows
from portal.people.principal import Origin, Post, Principal
from portal.statements import Batch
from portal.units.directory import UnitDirectory
from portal.units.oversight import above, carried_on_by
from portal.units.renewal import keep_fresh
from portal.units.resolve import place_carried_on
from portal.workflow import commands, events
from portal.workflow.case import CaseState, Referral
from portal.workflow.codec import case_from_json
from portal.workflow.definition import Definition, Step
from portal.workflow.engine import Setting, decide
from portal.workflow.evolution import evolve
from portal.workflow.transfer import seat_of_intake
from portal.worktime import Calendar, add_hours

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

# Commands that stand whatever else happened to the case meanwhile: what they need is looked for in the case itself.
OF_ANY_VERSION = (
    *(commands.AnswerReferral, commands.DraftExtension, commands.Lapse),
    *(commands.SettleChild, commands.Deliver),
    *(commands.RecordMeeting, commands.MissAppointment),
)

# Commands whose event is told on a numbered paper, and which.
NUMBERED: dict[type[commands.Command], str] = {
    commands.ExtendDeadline: "04",
    commands.FixAppointment: "invitation",
    commands.RecordMeeting: "minutes",
}


# Commands that lead to no step: they go through while nobody knows yet who carries on a unit of the case.
PLACELESS = (commands.Rehome, commands.Withdraw, commands.StopChild)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command that was carried out; the same again for the same command again."""

    case_id: str
    code: str
    version: int
    state: int
    step: str | None


RECEIPT = tuple(field.name for field in fields(Receipt))


@dataclass(frozen=True, slots=True)
class Tools:
    """What the door works with."""

    database: Database
    sealer: Sealer
    clock: Clock
    calendar: Calendar
    directory: UnitDirectory
    versions: Versions


class OnDesk(Protocol):
    """Where a case lies."""

    @property
    def role(self) -> str: ...

    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OpenTask:
    """The one open task of a case, and on whose desk it lies."""

    id: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A case as it stands before a command."""

    row: Row[Any]  # of `store.LOAD`
    state: CaseState
    published: Published
    definition: Definition
    task: OpenTask | None
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class AboutCase:
    """What is known of a case when its next task is to be given to somebody."""

    applicant: str
    intake: str
    competent: str
    answers: Mapping[str, Any]
    state: CaseState | None = None

    def facts(self, step: Step) -> Facts:
        barred = {one for other in step.not_by for one in self.state.officers_of(other)} if self.state else set()
        units = {self.intake, self.competent, *address_units(self.answers)}
        return Facts(applicant=self.applicant, units=frozenset(units), barred=frozenset(barred))


def has_rule(definition: Definition, step: str) -> bool:
    return definition.steps[step].assign != "pooled"


class Door:
    """Applies commands to cases. Holds no state of its own; it only remembers which unit a place means on a day."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

        @lru_cache(maxsize=4096)
        def unit_of(directory: UnitDirectory, place: str, intake: str, competent: str, day: date) -> str:
            return place_carried_on(directory, place, competent=competent, intake=intake, day=day)

        self._unit_of = unit_of
        self._children = ChildCases(tools, self.places)

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
                return self._overtaken(work, command, principal, row)
            now = self.now_after(row.last_at)
            child = self._children.plan(work, loaded, command, now)
            setting = self._setting(work, command, principal, loaded, now, child)
            happened = decide(loaded.definition, loaded.state, command, setting)
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
        action = PERMISSION[type(command)]
        if not any(allows(principal, known_by, facts) for known_by in (Action.READ_CASE, Action.READ_OWN_CASE, action)):
            raise errors.NoSuchCase
        any_version = isinstance(command, OF_ANY_VERSION)
        if 0 < command.seen_version < loaded.row.version:
            return not any_version
        if not allows(principal, action, facts):
            raise NotAllowed(action)
        return bool(command.seen_version != loaded.row.version) and not any_version

    def _overtaken(self, work: Connection, command: commands.AnyCommand, principal: Principal, row: Any) -> Receipt:
        """Say who was faster; if it was this very command, sent twice at once, give its receipt. Raises `StaleCase`."""
        answered = work.execute(store.ANSWERED, {"principal": principal.id, "key": command.key}).one_or_none()
        if answered is not None:
            return receipt_again(answered, command)
        last = work.execute(store.LAST_EVENT, {"case_id": row.id, "seq": row.last_seq}).one()
        raise errors.StaleCase(
            code=row.code,
            seen=command.seen_version,
            now_at=row.version,
            by=last.actor["id"],
            what=last.kind,
            at=last.at,
            state=int(case_from_json(row.snapshot).state),
        )

    def _setting(
        self,
        work: Connection,
        command: commands.AnyCommand,
        principal: Principal,
        loaded: Loaded,
        now: datetime,
        child: PlannedChild | None,
    ) -> Setting:
        state, year = loaded.state, local(now).year
        stays = isinstance(command, PLACELESS)
        register, numbers, due = loaded.published.definition.result.register_, Numbers(), None
        if isinstance(command, commands.Act) and state.step is not None:
            action = loaded.definition.steps[state.step].actions.get(command.action)
            if action is not None:
                numbers = take_numbers(work, action, state, register=register, year=year)
        elif type(command) in NUMBERED:
            numbers = Numbers(slip=take_slip_number(work, NUMBERED[type(command)], state, year=year))
        if isinstance(command, commands.ExtendDeadline):
            due = self._deadline(state, loaded.published, loaded.row.variant, loaded.row.channel).due
        opened = isinstance(command, commands.Recall) and self._was_opened(work, loaded, principal)
        return Setting(
            now=now,
            actor=principal.id,
            hands=self._hands(work, command, principal, loaded, local(now).date()),
            places={} if stays else self._places(command, loaded, now),
            register=register,
            number=numbers.result,
            slip_number=numbers.slip,
            year=year,
            within=lambda hours: add_hours(self.tools.calendar, now, hours),
            due=due,
            opened=opened,
            child=child.new if child is not None else None,
            seats=self._seats(command, loaded, now),
            assignee=self._assignees(work, loaded, now),
            office=OfficeHours(self.tools.calendar),
        )

    def _places(self, command: commands.AnyCommand, loaded: Loaded, now: datetime) -> dict[str, str]:
        """Return the units of the workflow's places; for whoever takes a case over, those that it will have."""
        state, intake, competent = loaded.state, loaded.state.intake, loaded.state.competent
        if isinstance(command, commands.AcceptTransfer) and state.passed is not None:
            intake, competent = seat_of_intake(state), state.passed.unit
        return self.places(loaded.definition, intake, competent, now)

    def _seats(self, command: commands.AnyCommand, loaded: Loaded, now: datetime) -> dict[str, str]:
        """Return the unit that a case is to be sent to with its reception, if it may be competent."""
        if not isinstance(command, commands.Transfer):
            return {}
        directory, day = self.tools.directory, local(now).date()
        may_be = competent_units(directory, loaded.published.definition.competence, day)
        return {command.unit: directory.reception(command.unit, day)} if command.unit in may_be else {}

    def _was_opened(self, work: Connection, loaded: Loaded, sender: Principal) -> bool:
        """Say whether somebody else has looked at the case since it came to where it lies."""
        since = {"case_id": loaded.row.id, "since": loaded.state.step_since, "sender": sender.id}
        return work.execute(store.OPENED_SINCE, since).first() is not None

    def _hands(
        self, work: Connection, command: commands.AnyCommand, principal: Principal, loaded: Loaded, day: date
    ) -> frozenset[str]:
        """Return the officers for whom this one acts, and who acted for either at a step that has to be another's."""
        state = loaded.state
        found = hands(work, principal, place_in(principal, loaded), state.holder, day)
        if not isinstance(command, commands.Act) or state.step is None:
            return found
        apart = loaded.definition.steps[state.step].not_by
        return found | stood_in_at(work, loaded.row.id, {principal.id, *found}, apart)

    def _assignees(self, work: Connection, loaded: Loaded, now: datetime) -> dict[str, str]:
        """Return who gets the task at each step that may follow, where its rule names somebody."""
        state, definition = loaded.state, loaded.definition
        if state.step is None:
            return {}
        following = {state.step, *(action.to for action in definition.steps[state.step].actions.values())}
        ruled = [code for code in sorted(following & definition.steps.keys()) if has_rule(definition, code)]
        if not ruled:
            return {}
        answers = queries.answers_of(work, loaded.row.id, self.tools.sealer)
        case = AboutCase(loaded.row.applicant_id, state.intake, state.competent, answers, state)
        return self.assignees(work, definition, ruled, case, now)

    def assignees(
        self, work: Connection, definition: Definition, steps: Sequence[str], case: "AboutCase", now: datetime
    ) -> dict[str, str]:
        """Return the officer of each of these steps for whom its rule finds one."""
        places = self.places(definition, case.intake, case.competent, now)
        found: dict[str, str] = {}
        for code in steps:
            step = definition.steps[code]
            officer = assignee(work, step, places[step.at], case.facts(step), local(now).date())
            if officer is not None:
                found[code] = officer
        return found

    def places(self, definition: Definition, intake: str, competent: str, now: datetime) -> dict[str, str]:
        """Return the unit of every place of a workflow, on the day. Raises `NoSuchPlace`."""
        day = local(now).date()
        return {
            place: self._unit_of(self.tools.directory, place, intake, competent, day) for place in definition.places
        }

    def _advance(
        self,
        batch: Batch,
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
        deadline = self._deadline(after, loaded.published, row.variant, row.channel)
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
        asked = [referral.number for referral in before.referrals]
        for event in happened:
            store.note_referral(batch, row.id, event, asked)
            if isinstance(event, events.TransferAccepted):
                batch.add(store.RESEAT, {"b_id": row.id, "intake": event.intake, "competent": event.competent})
        for event, kept in zip(happened, chained.rows, strict=True):
            note_appointment(batch, row.id, before, kept["seq"], event)
        if after.apology_at is not None and after.apology_at not in loaded.units:
            apologiser = {"case_id": row.id, "unit": after.apology_at, "submitted_at": row.submitted_at}
            batch.add(store.INSERT_UNIT, apologiser)
        tell(batch, row.id, chained, happened, now, to_applicant=not before.parent)
        tell_relatives(batch, row.id, before, happened, now)
        return Receipt(row.id, row.code, row.version + 1, int(after.state), after.step)

    def _deadline(self, state: CaseState, published: Published, variant: str, channel: str) -> deadlines.Deadline:
        clock = deadlines.clock_of(state, published.definition, variant, channel)
        return deadlines.deadline(clock, self.tools.calendar)

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
        known = {"case_id": case_id, "submitted_at": loaded.row.submitted_at}
        seats = {after.unit, after.intake, after.competent, after.leader or after.intake}
        for unit in sorted(seats - loaded.units):  # it may come back to one
            batch.add(store.INSERT_UNIT, {**known, "unit": unit})


def receipt_again(answered: Any, command: Any) -> Receipt:
    """Return the receipt given before under this key. Raises `KeyReused` when it was another command's."""
    if answered.fingerprint != store.fingerprint(command):
        raise errors.KeyReused(command.key)
    return Receipt(**answered.receipt)


def case_facts(
    applicant: str,
    units: frozenset[str],
    task: OnDesk | None,
    directory: UnitDirectory,
    procedure: str = "",
    referrals: tuple[Referral, ...] = (),
) -> CaseFacts:
    """Return what the policy needs to know of a case."""
    over = frozenset(a for unit in units for a in above(directory, unit))
    return CaseFacts(
        applicant=applicant,
        units=frozenset(heir for unit in units for heir in carried_on_by(directory, unit)),
        above=over,
        task_role=task.role if task is not None else None,
        task_unit=task.unit if task is not None else None,
        asked=frozenset((referral.role, referral.unit) for referral in referrals),
        procedure=procedure,
    )


def place_in(principal: Principal, loaded: Loaded) -> Post | None:
    """Return the post by which an officer works on the open task of a case."""
    task, procedure = loaded.task, loaded.published.definition.code
    return None if task is None else place_of(principal, task.role, task.unit, procedure, loaded.state.holder)


def actor_of(principal: Principal, origin: Origin, loaded: Loaded | None = None) -> dict[str, Any]:
    """Return who acted, in which post, in whose place if not their own, from where: hashed with the event."""
    unit, role, place = "", "", None
    if principal.is_officer and loaded is not None and loaded.task is not None:
        unit, role, place = loaded.task.unit, loaded.task.role, place_in(principal, loaded)
    actor = {
        "kind": principal.kind.value,
        "id": principal.id,
        "unit": unit,
        "role": role,
        "session": origin.session,
        "address": origin.address,
        "port": origin.port,
    }
    return actor if place is None or place.held_for is None else {**actor, "for": place.held_for}
