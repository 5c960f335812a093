"""From a command to events, and from events to the case. Pure; no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict, assert_never

from portal.workflow import errors
from portal.workflow.case import CaseState, OfficialState, Pause, Waiting
from portal.workflow.commands import (
    Act,
    AnswerSupplement,
    AnyCommand,
    Inputs,
    RecordPayment,
    Rehome,
    Release,
    Take,
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
    PaymentRecorded,
    Proposed,
    ResultHandedOver,
    ResultIssued,
    StepEntered,
    SupplementAnswered,
    SupplementLapsed,
    SupplementRequested,
    TaskReleased,
    TaskTaken,
)

DEFAULT_REPLY_DAYS = 30  # domain.md R2.8, to be confirmed by the province


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


def decide(definition: Definition, case: CaseState, command: AnyCommand, setting: Setting) -> tuple[AnyEvent, ...]:
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
        case AnswerSupplement():
            return _answer(definition, case, command, setting)
        case Withdraw():
            return _withdraw(definition, case, command, setting)
        case RecordPayment():
            return _pay(case, command, setting)
        case Rehome():
            return _rehome(case, command, setting)
        case _:
            assert_never(command)


def offered(definition: Definition, case: CaseState, now: datetime | None = None) -> dict[str, Action]:
    """Return the actions that the case's step offers, guards applied.

    While the case waits for the citizen there are none, until the time to answer is over at `now`: then those that the
    definition names for that (R2.8).
    """
    if case.step is None:
        return {}
    actions = definition.steps[case.step].actions
    if case.waiting is not None:
        over = now is not None and case.waiting.is_over(now)
        return {a.then: actions[a.then] for a in actions.values() if a.waits and a.then} if over else {}
    return {code: action for code, action in actions.items() if action.when is None or case.facts.get(action.when)}


def _act(definition: Definition, case: CaseState, command: Act, setting: Setting) -> tuple[AnyEvent, ...]:
    code, inputs = command.action, command.inputs
    action = offered(definition, case, setting.now).get(code)
    if action is None or case.step is None:
        raise errors.ActionNotOffered(code, case.step)
    step = definition.steps[case.step]
    _check_hands(step, case, setting)
    _check_inputs(action, inputs)
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
    return (
        done,
        *_lapse(case, setting),
        *_effects(definition, action, case, inputs, setting),
        *_arrive(definition, action, case, inputs, setting),
    )


def _check_hands(step: Step, case: CaseState, setting: Setting) -> None:
    if case.holder is not None and case.holder != setting.actor:
        raise errors.HeldByAnother(case.holder)
    for other in step.not_by:
        if setting.actor in case.officers_of(other):
            raise errors.SameHands(other)


def _check_inputs(action: Action, inputs: Inputs) -> None:
    for need in action.needs:
        if not getattr(inputs, need):  # every need is a field of `Inputs`; a test holds them together
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
    if action.clock == "start" and case.clock_started_at is None:
        yield ClockStarted(at=now, **setting.on_slip(action))
    if action.clock == "pause" and case.clock_runs:
        yield ClockPaused(at=now, cause="supplement" if action.waits else "referral")
    if action.clock == "resume" and case.clock_started_at is not None and not case.clock_runs:
        yield ClockResumed(at=now)
    if action.issues == "result":
        yield _issue(definition, case, setting)
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
    stands = case.clock_started_at is not None and not case.clock_runs
    return (SupplementLapsed(at=setting.now), *((ClockResumed(at=setting.now),) if stands else ()))


def _ask(action: Action, case: CaseState, inputs: Inputs, setting: Setting) -> SupplementRequested:
    targets = tuple(item.target for item in inputs.items)
    for target in targets:
        if target in case.asked:
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
        yield CaseEnded(at=setting.now, end=action.to, state=state, reasons=inputs.reasons, **number)
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
    """A case that is sent back returns to the officer who had it."""
    if case is not None and officer is None:
        officer = next((who for at, who in reversed(case.done_by) if at == step), None)
    return StepEntered(at=setting.now, step=step, unit=setting.places[definition.steps[step].at], officer=officer)


def _take(case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    if case.step is None:
        raise errors.ActionNotOffered("take", None)
    if case.holder == setting.actor:
        return ()
    if case.holder is not None:
        raise errors.HeldByAnother(case.holder)
    return (TaskTaken(at=setting.now, officer=setting.actor),)


def _answer(
    definition: Definition, case: CaseState, command: AnswerSupplement, setting: Setting
) -> tuple[AnyEvent, ...]:
    if case.waiting is None or case.step is None:
        raise errors.NothingToAnswer
    answered = SupplementAnswered(
        at=setting.now, answers_digest=command.answers_digest, files=command.files, message=command.message
    )
    stands = case.clock_started_at is not None and not case.clock_runs
    resumed = (ClockResumed(at=setting.now),) if stands else ()
    return (answered, *resumed, _enter(definition, case.step, setting, officer=case.holder))


def _withdraw(definition: Definition, case: CaseState, command: Withdraw, setting: Setting) -> tuple[AnyEvent, ...]:
    rule = definition.withdraw
    late = rule is not None and rule.until is not None and bool(case.officers_of(rule.until))
    decided = case.end is not None or case.state is OfficialState.DECIDED
    if rule is None or late or decided:
        raise errors.TooLateToWithdraw
    reasons = (command.reason,) if command.reason else ()
    stopped = (ClockStopped(at=setting.now),) if case.clock_started_at and not case.clock_stopped_at else ()
    return (*stopped, CaseEnded(at=setting.now, end=rule.to, state=definition.ends[rule.to], reasons=reasons))


def _pay(case: CaseState, command: RecordPayment, setting: Setting) -> tuple[AnyEvent, ...]:
    if case.end is not None and case.end_state != OfficialState.RETURNED:
        raise errors.ActionNotOffered("pay", None)
    if command.amount != case.unpaid or not command.amount:
        raise errors.WrongAmount(case.unpaid)
    if not command.receipt:
        raise errors.InputMissing("receipt")
    return (PaymentRecorded(at=setting.now, amount=command.amount, receipt=command.receipt),)


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
        ),
    )


def evolve(case: CaseState | None, event: AnyEvent) -> CaseState:  # noqa: PLR0911, PLR0912  one arm for each event
    """Return the case after one event. Total: it judges nothing, because an event has already happened."""
    if isinstance(event, CaseSubmitted):
        return CaseState(
            facts=event.facts,
            intake=event.intake,
            competent=event.competent,
            fee=event.fee,
            submitted_at=event.at,
        )
    if case is None:
        raise ValueError(f"the first event of a case is CaseSubmitted, not {type(event).__name__}")
    match event:
        case StepEntered(at=at, step=step, unit=unit, officer=officer):
            path = case.path if case.path and case.path[-1] == step else (*case.path, step)
            return case.with_(step=step, unit=unit, holder=officer, step_since=at, path=path)
        case TaskTaken(officer=officer):
            return case.with_(holder=officer, worked_on=case.worked_on or case.clock_started_at is not None)
        case TaskReleased():
            return case.with_(holder=None)
        case ActionDone(step=step, officer=officer, back=back):
            worked = case.worked_on or case.clock_started_at is not None
            done_by = case.done_by if back else (*case.done_by, (step, officer))  # whoever sends back approves nothing
            return case.with_(done_by=done_by, worked_on=worked)
        case ClockStarted(at=at):
            return case.with_(clock_started_at=at)
        case ClockPaused(at=at, cause=cause):
            return case.with_(pauses=(*case.pauses, Pause(at, None, cause)))
        case ClockResumed(at=at):
            *earlier, last = case.pauses
            return case.with_(pauses=(*earlier, replace(last, end=at)))
        case ClockStopped(at=at):
            return case.with_(clock_stopped_at=at, pauses=_closed(case.pauses, at))
        case SupplementRequested(at=at, reply_by=reply_by, targets=targets):
            return case.with_(waiting=Waiting(at, reply_by, targets), asked=(*case.asked, *targets))
        case SupplementAnswered() | SupplementLapsed():
            return case.with_(waiting=None)
        case Proposed(outcome=outcome):
            return case.with_(proposal=outcome)
        case ResultIssued(outcome=outcome, number=number):
            return case.with_(outcome=outcome, result_number=number)
        case PaymentRecorded(amount=amount):
            return case.with_(paid=case.paid + amount)
        case InspectionRecorded() | ResultHandedOver():
            return case
        case CaseRehomed(intake=intake, competent=competent, unit=unit, holder=holder):
            return case.with_(intake=intake, competent=competent, unit=unit, holder=holder)
        case CaseEnded(at=at, end=end, state=state):
            return case.with_(
                end=end, end_state=state, step=None, holder=None, waiting=None, pauses=_closed(case.pauses, at)
            )
        case _:
            assert_never(event)


def _closed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    return tuple(pause if pause.end else replace(pause, end=at) for pause in pauses)


def replay(events: Iterable[AnyEvent]) -> CaseState:
    """Return the case that a whole history adds up to. Raises `ValueError` for an empty one."""
    case: CaseState | None = None
    for event in events:
        case = evolve(case, event)
    if case is None:
        raise ValueError("a case has at least one event")
    return case
