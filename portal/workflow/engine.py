"""From a command to events, and from events to the case. Pure; no clock, no database."""

from typing import assert_never

from portal.workflow import children, errors, meetings, roads, transfer
from portal.workflow.acting import act, enter
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
from portal.workflow.definition import Definition
from portal.workflow.events import (
    AnyEvent,
    CaseEnded,
    CaseRehomed,
    CaseSubmitted,
    ClockStopped,
    TaskReassigned,
    TaskReleased,
    TaskTaken,
)
from portal.workflow.setting import Setting
from portal.workflow.waiting import answer, lapse_by_itself, pay


def begin(definition: Definition, submitted: CaseSubmitted, setting: Setting) -> tuple[AnyEvent, ...]:
    """Say how a case starts: submitted, and on the first desk."""
    return submitted, enter(definition, definition.start, setting)


def decide(  # noqa: PLR0911, PLR0912  one arm for each command
    definition: Definition, case: CaseState, command: AnyCommand, setting: Setting
) -> tuple[AnyEvent, ...]:
    """Say which events follow from a command; change nothing.

    Raises a `CaseError` that says why nothing can follow from it.
    """
    match command:
        case Act():
            return act(definition, case, command, setting)
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
            return answer(definition, case, command, setting)
        case Withdraw() | StopChild():
            return _withdraw(definition, case, command, setting)
        case RecordPayment():
            return pay(definition, case, command, setting)
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
            return tuple(lapse_by_itself(definition, case, command, setting))
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
    roads.need(command, "reason")
    for other in definition.steps[case.step].not_by:
        if command.officer in case.officers_of(other):
            raise errors.SameHands(other)
    if command.officer == case.holder:
        return ()
    return (TaskReassigned(at=setting.now, officer=command.officer, by=setting.actor, reason=command.reason),)


def may_withdraw(definition: Definition, case: CaseState) -> bool:
    """Say whether an application may still be taken back (R2.11)."""
    rule = definition.withdraw
    late = rule is not None and rule.until is not None and bool(case.officers_of(rule.until))
    decided = case.end is not None or case.state is OfficialState.DECIDED
    return rule is not None and not late and not decided


def _withdraw(
    definition: Definition, case: CaseState, command: Withdraw | StopChild, setting: Setting
) -> tuple[AnyEvent, ...]:
    rule = definition.withdraw
    if rule is None or not may_withdraw(definition, case):
        raise errors.TooLateToWithdraw
    reasons = (command.reason,) if command.reason else ()
    stopped = (ClockStopped(at=setting.now),) if case.clock_started_at and not case.clock_stopped_at else ()
    return (*stopped, CaseEnded(at=setting.now, end=rule.to, state=definition.ends[rule.to], reasons=reasons))


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
