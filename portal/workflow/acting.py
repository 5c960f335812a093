"""What a step offers, and what follows when an officer does it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from portal.workflow import children, errors, meetings, roads
from portal.workflow.case import CaseState
from portal.workflow.commands import (
    Act,
    Inputs,
)
from portal.workflow.definition import Action, Definition, Step
from portal.workflow.events import (
    ActionDone,
    AnyEvent,
    CaseEnded,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    InspectionRecorded,
    PaymentLapsed,
    PaymentRequested,
    Proposed,
    ResultHandedOver,
    ResultIssued,
    StepEntered,
    SupplementLapsed,
    SupplementRequested,
    TakenIn,
)
from portal.workflow.setting import Setting

# Why the clock stands, by what is waited for.
PAUSED_FOR = {"citizen": "supplement", "payment": "payment", None: "referral"}


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


def act(definition: Definition, case: CaseState, command: Act, setting: Setting) -> tuple[AnyEvent, ...]:
    """An officer does what the step offers. Raises a `CaseError` that says why not."""
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
        *lapse(case, setting),
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
        reply_by = setting.reply_by(action)
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


def lapse(case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    """Whoever acts while the citizen's answer is overdue ends the waiting, and with it the pause."""
    if case.waiting is None:
        return ()
    lapsed: AnyEvent = SupplementLapsed(at=setting.now)
    if case.waiting.kind == "payment":
        lapsed = PaymentLapsed(at=setting.now)
    return (lapsed, *resumed(case, setting))


def resumed(case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    """The clock runs on, if it stood while somebody outside was waited for."""
    stands = case.clock_started_at is not None and not case.clock_runs
    return (ClockResumed(at=setting.now),) if stands else ()


def _take_in(definition: Definition, action: Action, setting: Setting) -> tuple[AnyEvent, ...]:
    """The dossier is complete; the competent authority receives it, and from then on the clock runs (R2.2)."""
    if definition.elsewhere is None:
        raise ValueError("a workflow without a step for what others took in")
    return TakenIn(at=setting.now, **setting.on_slip(action)), enter(definition, definition.elsewhere, setting)


def _ask(action: Action, case: CaseState, inputs: Inputs, setting: Setting) -> SupplementRequested:
    targets = tuple(item.target for item in inputs.items)
    for target in targets:
        if target in case.asked and target not in case.askable_again:
            raise errors.AlreadyAsked(target)
    return SupplementRequested(
        at=setting.now,
        reply_by=setting.reply_by(action),
        targets=targets,
        items=inputs.items,
        **setting.on_slip(action),
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
        yield enter(definition, action.to, setting, officer=inputs.officer, case=case if action.back else None)


def enter(
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
