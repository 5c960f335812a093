"""Meeting the applicant: a day is fixed and told, the meeting is recorded or missed, once. Pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from portal.workflow import errors
from portal.workflow.case import Appointment, CaseState
from portal.workflow.commands import (
    CancelAppointment,
    DeclineAppointment,
    FixAppointment,
    MissAppointment,
    RecordMeeting,
)
from portal.workflow.definition import Action, Definition, Meeting, Need, Step
from portal.workflow.events import (
    ActionDone,
    AnyEvent,
    AppointmentCancelled,
    AppointmentDeclined,
    AppointmentFixed,
    AppointmentMissed,
    MeetingHeld,
    StepEntered,
)
from portal.workflow.roads import check_holder, need
from portal.workflow.setting import Setting

HOURS_A_DAY = 8


def needs_of(step: Step, action: Action) -> tuple[Need, ...]:
    """Return what has to be given with an action: the minutes of a meeting were written when it was recorded."""
    return tuple(need for need in action.needs if need != "minutes" or step.meets is None)


def check_action(step: Step, case: CaseState, action: Action) -> None:
    """Refuse what comes before the meeting, and what would leave somebody waiting at a door."""
    if step.meets is not None and "minutes" in action.needs and case.step not in case.met:
        raise errors.NotMet(case.step or "")
    if case.appointment is not None:
        raise errors.AppointmentOpen(case.appointment.number)


def is_blocked(step: Step, case: CaseState, action: Action) -> bool:
    """Say whether something about a meeting has to be done before an action."""
    try:
        check_action(step, case, action)
    except errors.CaseError:
        return True
    return False


def fix(definition: Definition, case: CaseState, command: FixAppointment, setting: Setting) -> tuple[AnyEvent, ...]:
    """Invite the applicant, or move what was fixed; the notice before it is the law's courtesy, and checked."""
    rule = _rule(definition, case)
    if rule is None or case.waiting is not None:
        raise errors.ActionNotOffered("appoint", case.step)
    check_holder(case, setting)
    before = case.appointment
    need(command, "place", "asked", *(("reason",) if before else ()))
    _check_moment(rule, command.meets_at, setting)
    return (
        AppointmentFixed(
            at=setting.now,
            number=before.number if before else case.appointments + 1,
            kind=rule.kind,
            meets_at=command.meets_at,
            record_by=setting.office.after(command.meets_at, rule.record_hours),
            officer=setting.actor,
            moved=before is not None,
            place=command.place,
            asked=command.asked,
            bring=command.bring,
            reason=command.reason,
            slip_number=setting.slip_number,
            slip_year=setting.year,
        ),
    )


def cancel(case: CaseState, command: CancelAppointment, setting: Setting) -> tuple[AnyEvent, ...]:
    """Let nobody come."""
    open_ = _open(case)
    check_holder(case, setting)
    need(command, "reason")
    cancelled = AppointmentCancelled(at=setting.now, number=open_.number, officer=setting.actor, reason=command.reason)
    return (cancelled,)


def decline(case: CaseState, command: DeclineAppointment, setting: Setting) -> tuple[AnyEvent, ...]:
    """Keep that the applicant asked for another day, as long as the day has not come."""
    open_ = _open(case)
    need(command, "words")
    if setting.now >= open_.meets_at:
        raise errors.BadMoment("over")
    return (AppointmentDeclined(at=setting.now, number=open_.number, words=command.words),)


def record(definition: Definition, case: CaseState, command: RecordMeeting, setting: Setting) -> tuple[AnyEvent, ...]:
    """Keep what came of the meeting: once, not before it began, and with the signatures of those who were there."""
    open_, rule = _open(case, command.appointment), _rule(definition, case)
    if rule is None or case.step is None:
        raise errors.NoAppointment
    check_holder(case, setting)
    if setting.now < open_.meets_at:
        raise errors.BadMoment("ahead")
    if command.result not in rule.results:
        raise errors.InputMissing("result")
    need(command, "minutes", "attended")
    if not any(file.kind == "sheet" for file in command.files):
        raise errors.InputMissing("sheet")
    return (
        MeetingHeld(
            at=setting.now,
            number=open_.number,
            kind=rule.kind,
            step=case.step,
            result=command.result,
            officer=setting.actor,
            files=command.files,
            minutes=command.minutes,
            attended=command.attended,
            slip_number=setting.slip_number,
            slip_year=setting.year,
        ),
    )


def miss(definition: Definition, case: CaseState, command: MissAppointment, setting: Setting) -> Iterable[AnyEvent]:
    """Close an appointment that came to nothing, and do what the step says follows. Nothing is decided."""
    open_ = _open(case, command.appointment)
    if command.by_time and setting.now <= open_.record_by:
        raise errors.NotLapsed
    if not command.by_time:
        check_holder(case, setting)
        need(command, "reason")
    if setting.now < open_.meets_at:
        raise errors.BadMoment("ahead")
    yield AppointmentMissed(
        at=setting.now,
        number=open_.number,
        officer=setting.actor,
        by_time=command.by_time,
        excused=open_.declined,
        reason=command.reason,
    )
    rule = _rule(definition, case)
    if rule is not None and not open_.declined and case.missed + 1 >= rule.chances:
        yield from _follow(definition, case, rule, command.reason, setting)


def _follow(
    definition: Definition, case: CaseState, rule: Meeting, reason: str, setting: Setting
) -> Iterable[AnyEvent]:
    """Carry the case where the missed appointment leads; an end is for a person to decide."""
    actions = definition.steps[case.step].actions if case.step else {}
    action = actions.get(rule.missed or "")
    barred = action is None or (action.when is not None and not case.facts.get(action.when))
    if action is None or barred or action.to not in definition.steps:
        return
    step, unit = case.step or "", setting.places[definition.steps[action.to].at]
    yield ActionDone(at=setting.now, step=step, action=rule.missed or "", officer=setting.actor, reasons=(reason,))
    yield StepEntered(at=setting.now, step=action.to, unit=unit, officer=setting.assignee.get(action.to))


def _check_moment(rule: Meeting, meets_at: datetime, setting: Setting) -> None:
    if meets_at < setting.office.after(setting.now, Decimal(rule.notice_days * HOURS_A_DAY)):
        raise errors.BadMoment("notice")
    if not setting.office.works_at(meets_at):
        raise errors.BadMoment("closed")


def _rule(definition: Definition, case: CaseState) -> Meeting | None:
    return definition.steps[case.step].meets if case.step else None


def _open(case: CaseState, number: int | None = None) -> Appointment:
    if case.appointment is None or number not in (None, case.appointment.number):
        raise errors.NoAppointment
    return case.appointment
