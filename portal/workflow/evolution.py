"""From events to the case: what each of them changes. Pure, and total: it judges nothing, because it has happened."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from portal.workflow.case import Answer, Appointment, CaseState, Child, Passed, Pause, Referral, Sent, Waiting
from portal.workflow.events import (
    ActionDone,
    AnyEvent,
    AppointmentCancelled,
    AppointmentDeclined,
    AppointmentFixed,
    AppointmentMissed,
    CaseEnded,
    CaseRecalled,
    CaseRehomed,
    CaseSubmitted,
    ChildCalledBack,
    ChildEnded,
    ChildOpened,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    DeadlineExtended,
    ExtensionDrafted,
    InspectionRecorded,
    MeetingHeld,
    PaymentLapsed,
    PaymentRecorded,
    PaymentRequested,
    Proposed,
    ReferralAnswered,
    ReferralAsked,
    ReferralClosed,
    ResultHandedOver,
    ResultIssued,
    SecondRequestAllowed,
    StepEntered,
    SupplementAnswered,
    SupplementLapsed,
    SupplementRequested,
    TakenIn,
    TaskReassigned,
    TaskReleased,
    TaskTaken,
    TransferAccepted,
    TransferAsked,
    TransferReturned,
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
            leader=event.leader,
            elsewhere=event.elsewhere,
            parent=event.parent,
            parent_code=event.parent_code,
        )
    if case is None:
        raise ValueError(f"the first event of a case is CaseSubmitted, not {type(event).__name__}")
    match event:
        case StepEntered(at=at, step=step, unit=unit, officer=officer):
            path = case.path if case.path and case.path[-1] == step else (*case.path, step)
            missed = case.missed if step == case.step else 0
            return case.with_(step=step, unit=unit, holder=officer, step_since=at, path=path, missed=missed)
        case TaskTaken(officer=officer):
            return case.with_(holder=officer, worked_on=case.worked_on or case.clock_started_at is not None, sent=None)
        case TaskReleased():
            return case.with_(holder=None)
        case TaskReassigned(officer=officer):
            return case.with_(holder=officer)
        case ActionDone(step=step, officer=officer, back=back):
            worked = case.worked_on or case.clock_started_at is not None
            done_by = case.done_by if back else (*case.done_by, (step, officer))  # whoever sends back approves nothing
            sent = None if back else Sent(step, officer)
            return case.with_(done_by=done_by, worked_on=worked, sent=sent)
        case ClockStarted(at=at):
            return case.with_(clock_started_at=at, sent=None)
        case TakenIn():
            return case.with_(taken_in=True, sent=None)
        case ClockPaused(at=at, cause=cause):
            return case.with_(pauses=(*case.pauses, Pause(at, None, cause)))
        case ClockResumed(at=at):
            *earlier, last = case.pauses
            return case.with_(pauses=(*earlier, replace(last, end=at)))
        case ClockStopped(at=at):
            return case.with_(clock_stopped_at=at, pauses=_closed(case.pauses, at), sent=None, apology_at=None)
        case SupplementRequested(at=at, reply_by=reply_by, targets=targets):
            return case.with_(
                waiting=Waiting(at, reply_by, targets), asked=(*case.asked, *targets), askable_again=(), sent=None
            )
        case PaymentRequested(at=at, amount=amount, reply_by=reply_by):
            return case.with_(waiting=Waiting(at, reply_by, (), "payment"), fee=case.fee + amount, sent=None)
        case SupplementAnswered() | SupplementLapsed() | PaymentLapsed():
            return case.with_(waiting=None)
        case SecondRequestAllowed(targets=targets):
            return case.with_(askable_again=(*case.askable_again, *targets))
        case CaseRecalled():
            return case.with_(done_by=case.done_by[:-1], sent=None)
        case ReferralAsked(number=number):
            asked = Referral(number, event.unit, event.role, event.at, event.reply_by, event.waits)
            return case.with_(referrals=(*case.referrals, asked), asked_units=number, sent=None)
        case ReferralAnswered(number=number) | ReferralClosed(number=number):
            return case.with_(referrals=tuple(r for r in case.referrals if r.number != number))
        case ExtensionDrafted(unit=unit):
            return case.with_(apology_at=unit)
        case DeadlineExtended(new_due=new_due):
            return case.with_(extended_to=new_due, apology_at=None)
        case Proposed(outcome=outcome):
            return case.with_(proposal=outcome)
        case ResultIssued(outcome=outcome, number=number):
            return case.with_(outcome=outcome, result_number=number)
        case PaymentRecorded(amount=amount):
            waiting = None if case.waiting and case.waiting.kind == "payment" else case.waiting
            return case.with_(paid=case.paid + amount, waiting=waiting)
        case AppointmentFixed(number=number):
            fixed = Appointment(number, event.kind, event.meets_at, event.record_by)
            return case.with_(appointment=fixed, appointments=number, sent=None)
        case AppointmentCancelled():
            return case.with_(appointment=None)
        case AppointmentDeclined():
            open_ = replace(case.appointment, declined=True) if case.appointment else None
            return case.with_(appointment=open_)
        case AppointmentMissed(excused=excused):
            return case.with_(appointment=None, missed=case.missed + (not excused))
        case MeetingHeld(step=step):
            return case.with_(appointment=None, missed=0, met=tuple(dict.fromkeys((*case.met, step))))
        case InspectionRecorded() | ResultHandedOver():
            return case
        case CaseRehomed():
            return _rehomed(case, event)
        case ChildOpened() | ChildCalledBack() | ChildEnded():
            return _with_child(case, event)
        case TransferAsked() | TransferAccepted() | TransferReturned():
            return _passed_on(case, event)
        case CaseEnded(at=at, end=end, state=state):
            return case.with_(
                end=end,
                end_state=state,
                step=None,
                holder=None,
                waiting=None,
                pauses=_closed(case.pauses, at),
                sent=None,
                referrals=(),
                appointment=None,
                apology_at=None,
                children=(),
                passed=None,
            )
        case _:
            assert_never(event)


def _rehomed(case: CaseState, event: CaseRehomed) -> CaseState:
    """Whoever was to apologise, or to take the case over, goes on in another unit too."""
    leader, passed = event.leader or case.leader, case.passed
    return case.with_(
        intake=event.intake,
        competent=event.competent,
        unit=event.unit,
        holder=event.holder,
        leader=leader,
        apology_at=case.apology_at and leader,
        passed=replace(passed, unit=event.passed_to) if passed and event.passed_to else passed,
        sent=None,
    )


def _with_child(case: CaseState, event: ChildOpened | ChildCalledBack | ChildEnded) -> CaseState:
    match event:
        case ChildOpened(at=at, number=number):
            opened = Child(number, event.case, event.code, event.procedure, event.unit, at, event.reply_by, event.waits)
            return case.with_(children=(*case.children, opened), opened_cases=number, answer=None, sent=None)
        case ChildCalledBack(number=number):
            marked = (replace(c, called_back=True) if c.number == number else c for c in case.children)
            return case.with_(children=tuple(marked))
        case ChildEnded(at=at, number=number, outcome=outcome, result_number=result, year=year):
            answer = case.answer
            waited = any(c.waits for c in case.children if c.number == number)
            since = at if waited else case.step_since  # the desk has its hours from when it can go on
            if outcome is not None and result is not None and year is not None:
                answer = Answer(number, outcome, event.register, result, year)
            running = tuple(c for c in case.children if c.number != number)
            return case.with_(children=running, answer=answer, step_since=since)


def _passed_on(case: CaseState, event: TransferAsked | TransferAccepted | TransferReturned) -> CaseState:
    match event:
        case TransferAsked(unit=unit, officer=officer):
            return case.with_(passed=Passed(unit, case.step or "", case.unit or "", officer), sent=None)
        case TransferAccepted(competent=competent, intake=intake, leader=leader):
            seat = {"competent": competent, "intake": intake, "leader": leader}
            return case.with_(**seat, passed=None, sent_back_by=(), proposal=None, apology_at=None)
        case TransferReturned(unit=unit):
            return case.with_(passed=None, sent_back_by=(*case.sent_back_by, unit))


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
