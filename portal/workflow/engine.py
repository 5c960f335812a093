"""From a command to events, and from events to the case. Pure; no clock, no database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict, assert_never

from portal.workflow import children, errors, meetings, roads, transfer
from portal.workflow.case import CaseState, OfficialState
from portal.workflow.commands import (
    AcceptTransfer,
    Act,
    AllowSecondRequest,
    AnswerReferral,
    AnswerSupplement,
    AnyCommand,
    AskReferral,
    CallBackChild,
    CancelAppointment,
    CloseReferral,
    DeclineAppointment,
    Deliver,
    DraftExtension,
    ExtendDeadline,
    FixAppointment,
    Free,
    Inputs,
    Lapse,
    MissAppointment,
    Reassign,
    Recall,
    RecordMeeting,
    RecordPayment,
    Rehome,
    Release,
    ReturnTransfer,
    SettleChild,
    StopChild,
    Take,
    Transfer,
    Withdraw,
)
from portal.workflow.definition import Action, Definition, Step
from portal.workflow.events import (
    ActionDone,
    AnyEvent,
    CaseEnded,
    CaseRehomed,
    CaseSubmitted,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    InspectionRecorded,
    PaymentLapsed,
    PaymentRecorded,
    PaymentRequested,
    Proposed,
    ResultHandedOver,
    ResultIssued,
    StepEntered,
    SupplementAnswered,
    SupplementLapsed,
    SupplementRequested,
    TakenIn,
    TaskReassigned,
    TaskReleased,
    TaskTaken,
)

DEFAULT_REPLY_DAYS = 30  # domain.md R2.8, to be confirmed by the province

# Why the clock stands, by what is waited for.
PAUSED_FOR = {"citizen": "supplement", "payment": "payment", None: "referral"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What `decide` is told about the world: the moment, who acts, where places are, the next register numbers."""

    now: datetime
    actor: str
    places: Mapping[str, str]  # place of a step -> unit code
    register: str = ""
    number: int | None = None
    slip_number: int | None = None  # of the slip that the action is told on
    year: int | None = None  # of the registers, on the calendar of the office; of `now` if not given
    within: Callable[[Decimal], datetime] | None = None  # when so many working hours from now have passed
    due: datetime | None = None  # of the case, as the law counts
    assignee: Mapping[str, str] = field(default_factory=dict)  # step -> officer, by the step's rule
    opened: bool = False  # whether somebody at the desk where the case lies has opened it
    office: meetings.Office | None = None  # when it works; always where none was given
    hands: frozenset[str] = frozenset()  # officers whose tasks the actor may do in their place
    child: children.NewChild | None = None  # the case that the action opens elsewhere
    seats: Mapping[str, str] = field(default_factory=dict)  # unit that may be competent -> its reception

    def hours_from_now(self, hours: Decimal) -> datetime:
        """Return when so many working hours have passed; plain hours where no calendar was given."""
        return self.within(hours) if self.within else self.now + timedelta(hours=float(hours))

    def on_slip(self, action: Action) -> "SlipNumber":
        """Return the fields of an event that is told on the slip of an action."""
        if action.slip is None or self.slip_number is None:
            return {}
        return {"slip_number": self.slip_number, "slip_year": self.year}


class SlipNumber(TypedDict, total=False):
    """What an `OnSlip` event says of its slip."""

    slip_number: int | None
    slip_year: int | None


def begin(definition: Definition, submitted: CaseSubmitted, setting: Setting) -> tuple[AnyEvent, ...]:
    """Say how a case starts: submitted, and on the first desk."""
    return submitted, _enter(definition, definition.start, setting)


def decide(  # noqa: PLR0911, PLR0912  one arm for each command
    definition: Definition, case: CaseState, command: AnyCommand, setting: Setting
) -> tuple[AnyEvent, ...]:
    """Say which events follow from a command; change nothing.

    Raises a `CaseError` that says why nothing can follow from it.
    """
    match command:
        case Act():
            return _act(definition, case, command, setting)
        case Take():
            return _take(case, setting)
        case Release():
            if case.holder != setting.actor:
                raise errors.NotHeld
            return (TaskReleased(at=setting.now, officer=setting.actor),)
        case Free():
            return (TaskReleased(at=setting.now, officer=case.holder),) if case.holder else ()
        case Reassign():
            return _reassign(definition, case, command, setting)
        case AnswerSupplement():
            return _answer(definition, case, command, setting)
        case Withdraw() | StopChild():
            return _withdraw(definition, case, command, setting)
        case RecordPayment():
            return _pay(definition, case, command, setting)
        case Recall():
            return roads.recall(definition, case, command, setting)
        case AllowSecondRequest():
            return roads.allow_second_request(case, command, setting)
        case AskReferral():
            return tuple(roads.ask(definition, case, command, setting))
        case AnswerReferral():
            return tuple(roads.answer(case, command, setting))
        case CloseReferral():
            return tuple(roads.close(case, command, setting))
        case DraftExtension():
            return roads.draft_extension(definition, case, command, setting)
        case ExtendDeadline():
            slip = {"slip_number": setting.slip_number, "slip_year": setting.year}
            return roads.extend(definition, case, command, setting, slip)
        case Lapse():
            return tuple(_lapse_by_itself(definition, case, command, setting))
        case FixAppointment():
            return meetings.fix(definition, case, command, setting)
        case CancelAppointment():
            return meetings.cancel(case, command, setting)
        case DeclineAppointment():
            return meetings.decline(case, command, setting)
        case RecordMeeting():
            return meetings.record(definition, case, command, setting)
        case MissAppointment():
            return tuple(meetings.miss(definition, case, command, setting))
        case Rehome():
            return _rehome(case, command, setting)
        case SettleChild():
            return tuple(children.settle(case, command, setting))
        case CallBackChild():
            return children.call_back(case, command, setting)
        case Deliver():
            return children.deliver(definition, case, setting)
        case Transfer():
            return tuple(transfer.send(definition, case, command, setting))
        case AcceptTransfer():
            return tuple(transfer.accept(definition, case, command, setting))
        case ReturnTransfer():
            return tuple(transfer.send_back(definition, case, command, setting))
        case _:
            assert_never(command)


def offered(definition: Definition, case: CaseState, now: datetime | None = None) -> dict[str, Action]:
    """Return the actions that the case's step offers, guards applied.

    While the case waits for the citizen there are none, until the time to answer is over at `now`: then those that the
    definition names for that (R2.8). While it waits for another unit it can only be sent back.
    """
    if case.step is None or case.passed is not None:
        return {}
    actions = definition.steps[case.step].actions
    if case.waiting is not None:
        over = now is not None and case.waiting.is_over(now)
        return {a.then: actions[a.then] for a in actions.values() if a.waits and a.then} if over else {}
    open_ways = (item for item in actions.items() if item[1].when is None or case.facts.get(item[1].when))
    free = ((code, action) for code, action in open_ways if children.is_open(action, case))
    return {code: action for code, action in free if action.back or not case.waits_for_units}


def _act(definition: Definition, case: CaseState, command: Act, setting: Setting) -> tuple[AnyEvent, ...]:
    code, inputs = command.action, command.inputs
    action = offered(definition, case, setting.now).get(code)
    if action is None or case.step is None:
        raise _why_not(case, code)
    step = definition.steps[case.step]
    _check_hands(step, case, setting)
    meetings.check_action(step, case, action)
    _check_inputs(step, action, inputs)
    done = ActionDone(
        at=setting.now,
        step=case.step,
        action=code,
        officer=setting.actor,
        back=action.back,
        reason=inputs.reason,
        draft="" if action.proposes else inputs.draft,
        reasons=inputs.reasons,
    )
    if action.clock == "start" and case.elsewhere and definition.elsewhere not in (None, case.step):
        return done, *_take_in(definition, action, setting)
    return (
        done,
        *_lapse(case, setting),
        *_effects(definition, action, case, inputs, setting),
        *_arrive(definition, action, case, inputs, setting),
    )


def _why_not(case: CaseState, action: str) -> errors.CaseError:
    """Return why a step does not offer an action: it waits for somebody, or it never did."""
    if case.waits_for_children:
        return errors.ChildOpen(next(child.code for child in case.children if child.waits))
    if case.waits_for_units:
        return errors.ReferralOpen(next(referral.unit for referral in case.referrals if referral.waits))
    return errors.ActionNotOffered(action, case.step)


def _check_hands(step: Step, case: CaseState, setting: Setting) -> None:
    """Whoever acts in somebody's place answers for both: what either did, neither may judge."""
    roads.check_holder(case, setting)
    persons = {setting.actor, *setting.hands}
    for other in step.not_by:
        if persons & case.officers_of(other):
            raise errors.SameHands(other)


def _check_inputs(step: Step, action: Action, inputs: Inputs) -> None:
    for need in meetings.needs_of(step, action):
        given = getattr(inputs, need)  # every need is a field of `Inputs`; a test holds them together
        if not given and not (need == "reasons" and inputs.refusals):
            raise errors.InputMissing(need)


def _effects(
    definition: Definition, action: Action, case: CaseState, inputs: Inputs, setting: Setting
) -> Iterable[AnyEvent]:
    """Yield what an action does besides moving the case: proposal, minutes, supplement, clock, result."""
    now = setting.now
    if action.proposes is not None:
        yield Proposed(at=now, outcome=action.proposes, draft=inputs.draft, reasons=inputs.reasons)
    if inputs.minutes:
        yield InspectionRecorded(at=now, minutes=inputs.minutes)
    if action.waits == "citizen":
        yield _ask(action, case, inputs, setting)
    if action.waits == "payment":
        reply_by = now + timedelta(days=action.limit.days if action.limit else DEFAULT_REPLY_DAYS)
        yield PaymentRequested(at=now, amount=inputs.amount, reply_by=reply_by, reason=inputs.reason)
    if action.clock == "start" and case.clock_started_at is None:
        yield ClockStarted(at=now, **setting.on_slip(action))
    if action.clock == "pause" and case.clock_runs:
        yield ClockPaused(at=now, cause=PAUSED_FOR[action.waits])
    if action.clock == "resume" and case.clock_started_at is not None and not case.clock_runs:
        yield ClockResumed(at=now)
    if action.opens is not None:
        yield from children.open_child(action.opens, case, setting)
    if action.issues is not None:
        own = action.issues == "result"
        yield _issue(definition, case, setting) if own else children.issue(case, setting)
    if action.clock == "stop" and case.clock_stopped_at is None:
        yield ClockStopped(at=now)
    if inputs.receipt:
        if case.unpaid:
            raise errors.FeeUnpaid(case.unpaid)
        yield ResultHandedOver(at=now, receipt=inputs.receipt)


def _lapse(case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    """Whoever acts while the citizen's answer is overdue ends the waiting, and with it the pause."""
    if case.waiting is None:
        return ()
    lapsed: AnyEvent = SupplementLapsed(at=setting.now)
    if case.waiting.kind == "payment":
        lapsed = PaymentLapsed(at=setting.now)
    return (lapsed, *_resumed(case, setting))


def _resumed(case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    """The clock runs on, if it stood while somebody outside was waited for."""
    stands = case.clock_started_at is not None and not case.clock_runs
    return (ClockResumed(at=setting.now),) if stands else ()


def _lapse_by_itself(definition: Definition, case: CaseState, command: Lapse, setting: Setting) -> Iterable[AnyEvent]:
    """Yield what the end of the citizen's time leads to: the desk, or the leader who decides. Nothing is decided."""
    if case.waiting is None or case.step is None or not case.waiting.is_over(setting.now):
        raise errors.NotLapsed
    over = next(iter(offered(definition, case, setting.now).items()), None)
    yield from _lapse(case, setting)
    if over is None or over[1].to in definition.ends:
        return  # an end is for a person to decide; the task is open again
    code, action = over
    yield ActionDone(at=setting.now, step=case.step, action=code, officer=setting.actor, reasons=(command.reason,))
    yield _enter(definition, action.to, setting)


def _take_in(definition: Definition, action: Action, setting: Setting) -> tuple[AnyEvent, ...]:
    """The dossier is complete; the competent authority receives it, and from then on the clock runs (R2.2)."""
    if definition.elsewhere is None:
        raise ValueError("a workflow without a step for what others took in")
    return TakenIn(at=setting.now, **setting.on_slip(action)), _enter(definition, definition.elsewhere, setting)


def _ask(action: Action, case: CaseState, inputs: Inputs, setting: Setting) -> SupplementRequested:
    targets = tuple(item.target for item in inputs.items)
    for target in targets:
        if target in case.asked and target not in case.askable_again:
            raise errors.AlreadyAsked(target)
    days = action.limit.days if action.limit else DEFAULT_REPLY_DAYS
    reply_by = setting.now + timedelta(days=days)
    return SupplementRequested(
        at=setting.now, reply_by=reply_by, targets=targets, items=inputs.items, **setting.on_slip(action)
    )


def _issue(definition: Definition, case: CaseState, setting: Setting) -> ResultIssued:
    if case.proposal is None or setting.number is None:
        raise errors.NothingProposed
    approvals = (officer for step, officer in reversed(case.done_by) if definition.steps[step].role == "leader")
    return ResultIssued(
        at=setting.now,
        outcome=case.proposal,
        register=setting.register,
        number=setting.number,
        year=setting.now.year if setting.year is None else setting.year,
        approved_by=next(approvals, None),
    )


def _arrive(
    definition: Definition, action: Action, case: CaseState, inputs: Inputs, setting: Setting
) -> Iterable[AnyEvent]:
    """Yield where the case goes: to an end, or to a step. While it waits for the citizen it stays where it is."""
    if action.to in definition.ends:
        state, number = definition.ends[action.to], setting.on_slip(action)
        yield CaseEnded(
            at=setting.now, end=action.to, state=state, reasons=inputs.reasons, refusals=inputs.refusals, **number
        )
    elif action.waits is None:
        yield _enter(definition, action.to, setting, officer=inputs.officer, case=case if action.back else None)


def _enter(
    definition: Definition,
    step: str,
    setting: Setting,
    *,
    officer: str | None = None,
    case: CaseState | None = None,
) -> StepEntered:
    """A case that is sent back returns to the officer who had it; what goes on goes by the rule of its step."""
    if case is not None and officer is None:
        officer = next((who for at, who in reversed(case.done_by) if at == step), None)
    officer = officer or setting.assignee.get(step)
    return StepEntered(at=setting.now, step=step, unit=setting.places[definition.steps[step].at], officer=officer)


def _take(case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    if case.step is None:
        raise errors.ActionNotOffered("take", None)
    if case.holder == setting.actor:
        return ()
    if case.holder is not None:
        raise errors.HeldByAnother(case.holder)
    return (TaskTaken(at=setting.now, officer=setting.actor),)


def _reassign(definition: Definition, case: CaseState, command: Reassign, setting: Setting) -> tuple[AnyEvent, ...]:
    if case.step is None:
        raise errors.ActionNotOffered("reassign", None)
    if not command.reason:
        raise errors.InputMissing("reason")
    for other in definition.steps[case.step].not_by:
        if command.officer in case.officers_of(other):
            raise errors.SameHands(other)
    if command.officer == case.holder:
        return ()
    return (TaskReassigned(at=setting.now, officer=command.officer, by=setting.actor, reason=command.reason),)


def _answer(
    definition: Definition, case: CaseState, command: AnswerSupplement, setting: Setting
) -> tuple[AnyEvent, ...]:
    if case.waiting is None or case.waiting.kind != "supplement" or case.step is None:
        raise errors.NothingToAnswer
    if case.waiting.is_over(setting.now):
        raise errors.AnswerLate(case.waiting.reply_by)
    answered = SupplementAnswered(
        at=setting.now, answers_digest=command.answers_digest, files=command.files, message=command.message
    )
    return (answered, *_resumed(case, setting), _enter(definition, case.step, setting, officer=case.holder))


def _withdraw(
    definition: Definition, case: CaseState, command: Withdraw | StopChild, setting: Setting
) -> tuple[AnyEvent, ...]:
    rule = definition.withdraw
    late = rule is not None and rule.until is not None and bool(case.officers_of(rule.until))
    decided = case.end is not None or case.state is OfficialState.DECIDED
    if rule is None or late or decided:
        raise errors.TooLateToWithdraw
    reasons = (command.reason,) if command.reason else ()
    stopped = (ClockStopped(at=setting.now),) if case.clock_started_at and not case.clock_stopped_at else ()
    return (*stopped, CaseEnded(at=setting.now, end=rule.to, state=definition.ends[rule.to], reasons=reasons))


def _pay(definition: Definition, case: CaseState, command: RecordPayment, setting: Setting) -> tuple[AnyEvent, ...]:
    if case.end is not None and case.end_state != OfficialState.RETURNED:
        raise errors.ActionNotOffered("pay", None)
    if command.amount != case.unpaid or not command.amount:
        raise errors.WrongAmount(case.unpaid)
    if not command.receipt:
        raise errors.InputMissing("receipt")
    paid = PaymentRecorded(at=setting.now, amount=command.amount, receipt=command.receipt)
    if case.waiting is None or case.waiting.kind != "payment" or case.step is None:
        return (paid,)
    return (paid, *_resumed(case, setting), _enter(definition, case.step, setting, officer=case.holder))


def _rehome(case: CaseState, command: Rehome, setting: Setting) -> tuple[AnyEvent, ...]:
    if case.step is None:
        raise errors.ActionNotOffered("rehome", None)
    return (
        CaseRehomed(
            at=setting.now,
            intake=command.intake,
            competent=command.competent,
            unit=command.unit,
            holder=command.holder,
            decree=command.decree,
            leader=command.leader,
            passed_to=command.passed_to,
        ),
    )
