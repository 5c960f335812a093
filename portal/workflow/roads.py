"""What may be done to a case beside the actions of its step: taken back, asked about elsewhere, put off. Pure."""

from collections.abc import Iterable

from portal.workflow import errors
from portal.workflow.case import CaseState, Referral
from portal.workflow.commands import (
    AllowSecondRequest,
    AnswerReferral,
    AskReferral,
    CloseReferral,
    DraftExtension,
    ExtendDeadline,
    Recall,
)
from portal.workflow.definition import CAUSES, Definition
from portal.workflow.events import (
    AnyEvent,
    CaseRecalled,
    ClockPaused,
    ClockResumed,
    DeadlineExtended,
    ExtensionDrafted,
    ReferralAnswered,
    ReferralAsked,
    ReferralClosed,
    SecondRequestAllowed,
    StepEntered,
)
from portal.workflow.setting import Setting


def recall(definition: Definition, case: CaseState, command: Recall, setting: Setting) -> tuple[AnyEvent, ...]:
    """Take back what one sent on, until somebody has opened it. What left with a slip is not undone."""
    sent = case.sent
    if sent is None or case.step is None or sent.officer != setting.actor or setting.opened or case.holder:
        raise errors.NotRecallable
    need(command, "reason")
    place = setting.places[definition.steps[sent.step].at]
    recalled = CaseRecalled(at=setting.now, step=case.step, officer=setting.actor, reason=command.reason)
    return recalled, StepEntered(at=setting.now, step=sent.step, unit=place, officer=setting.actor)


def allow_second_request(case: CaseState, command: AllowSecondRequest, setting: Setting) -> tuple[AnyEvent, ...]:
    """Let the same things be asked once more (R2.3)."""
    need(command, "reason")
    targets = tuple(target for target in command.targets if target in case.asked)
    if not targets or case.step is None:
        raise errors.InputMissing("items")
    return (SecondRequestAllowed(at=setting.now, targets=targets, officer=setting.actor, reason=command.reason),)


def ask(definition: Definition, case: CaseState, command: AskReferral, setting: Setting) -> Iterable[AnyEvent]:
    """Ask one unit, or several at once; whether the case and its clock stand meanwhile is the step's rule."""
    rule = definition.steps[case.step].asks if case.step else None
    if rule is None or case.waiting is not None:
        raise errors.ActionNotOffered("refer", case.step)
    check_holder(case, setting)
    need(command, "question")
    need(command, "units")
    reply_by = setting.office.after(setting.now, rule.hours)
    for number, unit in enumerate(dict.fromkeys(command.units), start=case.asked_units + 1):
        yield ReferralAsked(
            at=setting.now,
            number=number,
            unit=unit,
            role=rule.role,
            officer=setting.actor,
            reply_by=reply_by,
            waits=rule.waits,
            files=command.files,
            question=command.question,
        )
    if rule.clock == "pause" and rule.waits and case.clock_runs:
        yield ClockPaused(at=setting.now, cause="referral")


def answer(case: CaseState, command: AnswerReferral, setting: Setting) -> Iterable[AnyEvent]:
    """Give the opinion of a unit that was asked."""
    referral = _open(case, command.referral)
    need(command, "opinion")
    need(command, "text")
    yield ReferralAnswered(
        at=setting.now,
        number=referral.number,
        opinion=command.opinion,
        officer=setting.actor,
        files=command.files,
        text=command.text,
    )
    yield from _go_on(case, referral, setting)


def close(case: CaseState, command: CloseReferral, setting: Setting) -> Iterable[AnyEvent]:
    """Go on without an answer, and say why; nobody has agreed by being silent."""
    referral = _open(case, command.referral)
    check_holder(case, setting)
    need(command, "reason")
    yield ReferralClosed(at=setting.now, number=referral.number, officer=setting.actor, reason=command.reason)
    yield from _go_on(case, referral, setting)


def draft_extension(
    definition: Definition, case: CaseState, command: DraftExtension, setting: Setting
) -> tuple[AnyEvent, ...]:
    """Put an apology before the leader. A second draft changes nothing."""
    _check_extendable(definition, case)
    if case.apology_at is not None or definition.extend is None:
        return ()
    said = {"cause": command.cause, "explanation": command.explanation}
    return (ExtensionDrafted(at=setting.now, unit=setting.leader, **said),)


def extend(
    definition: Definition, case: CaseState, command: ExtendDeadline, setting: Setting, slip: dict[str, int | None]
) -> tuple[AnyEvent, ...]:
    """Apologise, and name the one new date (R2.12). `slip` has the number and year of slip 04."""
    _check_extendable(definition, case)
    if setting.due is None:
        raise errors.NotExtendable("not_running")
    if command.cause not in CAUSES:
        raise errors.InputMissing("cause")
    need(command, "explanation")
    if command.new_due <= max(setting.due, setting.now):
        raise errors.NotExtendable("date")
    return (
        DeadlineExtended(
            at=setting.now,
            officer=setting.actor,
            cause=command.cause,
            promised=setting.due,
            new_due=command.new_due,
            explanation=command.explanation,
            slip_number=slip.get("slip_number"),
            slip_year=slip.get("slip_year"),
        ),
    )


def _check_extendable(definition: Definition, case: CaseState) -> None:
    if definition.extend is None:
        raise errors.NotExtendable("workflow")
    if case.extended_to is not None:
        raise errors.NotExtendable("done")
    if case.clock_started_at is None or case.clock_stopped_at is not None or case.step is None:
        raise errors.NotExtendable("not_running")


def check_holder(case: CaseState, setting: Setting) -> None:
    """Refuse what somebody else holds, unless the actor is there in their place. Raises `HeldByAnother`."""
    if case.holder is not None and case.holder not in (setting.actor, *setting.hands):
        raise errors.HeldByAnother(case.holder)


def _open(case: CaseState, number: int) -> Referral:
    found = next((referral for referral in case.referrals if referral.number == number), None)
    if found is None:
        raise errors.NoSuchReferral(number)
    return found


def _go_on(case: CaseState, settled: Referral, setting: Setting) -> Iterable[AnyEvent]:
    """The clock runs again once the last answer that the case waited for is there."""
    others = any(referral.waits for referral in case.referrals if referral is not settled)
    if settled.waits and not others and case.stands_for == "referral" and case.clock_stopped_at is None:
        yield ClockResumed(at=setting.now)


def need(command: object, *fields: str) -> None:
    """Refuse a command that lacks what it has to come with. Raises `InputMissing`."""
    for field in fields:
        if not getattr(command, field):
            raise errors.InputMissing(field)
