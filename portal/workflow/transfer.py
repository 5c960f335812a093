"""Another unit is competent: the case is sent to it with its file, history and clock; it accepts, or sends back. Pure.

Until it is accepted the old unit stays the competent one. What was not accepted as complete yet is received by the new
unit as any dossier (R2.2); what was goes on behind its reception, with the clock that was started.
"""

from collections.abc import Iterable

from portal.workflow import errors
from portal.workflow.case import CaseState, Passed
from portal.workflow.commands import AcceptTransfer, ReturnTransfer, Transfer
from portal.workflow.definition import Definition
from portal.workflow.events import (
    AnyEvent,
    ClockPaused,
    ClockResumed,
    StepEntered,
    TransferAccepted,
    TransferAsked,
    TransferReturned,
)
from portal.workflow.roads import check_holder, need
from portal.workflow.setting import Setting

FINDERS = ("reception", "head")  # who finds that another unit is competent


def why_not(definition: Definition, case: CaseState) -> str | None:
    """Return why a case cannot be sent to another competent unit as it stands; None where it can."""
    if definition.transfer is None or case.parent:
        return "workflow"
    if case.passed is not None:
        return "pending"
    if case.step is None or case.result_number is not None:
        return "decided"
    if definition.steps[case.step].role not in FINDERS:
        return "step"
    return "waiting" if case.waiting or case.referrals or case.children else None


def may_return(case: CaseState) -> bool:
    """Say whether the unit that a case was sent to may still send it back: it may once."""
    return case.passed is not None and case.passed.unit not in case.sent_back_by


def send(definition: Definition, case: CaseState, command: Transfer, setting: Setting) -> Iterable[AnyEvent]:
    """Send a case to another unit, whose reception finds it on its desk."""
    obstacle = why_not(definition, case)
    if obstacle is not None:
        raise errors.NotTransferable(obstacle)
    check_holder(case, setting)
    desk = setting.seats.get(command.unit)
    if not command.unit:
        raise errors.InputMissing("unit")
    if desk is None or command.unit == case.competent:
        raise errors.NotTransferable("unit")
    need(command, "reason")
    yield TransferAsked(at=setting.now, unit=command.unit, desk=desk, officer=setting.actor, reason=command.reason)
    if definition.transfer and definition.transfer.clock == "pause" and case.clock_runs:
        yield ClockPaused(at=setting.now, cause="transfer")
    yield StepEntered(at=setting.now, step=definition.start, unit=desk)


def accept(definition: Definition, case: CaseState, command: AcceptTransfer, setting: Setting) -> Iterable[AnyEvent]:
    """Take a case over. `setting` tells places and leader of the new unit; what the old one proposed is not its own."""
    passed = _passed(case, setting)
    step = _goes_on_at(definition, case)
    yield TransferAccepted(
        at=setting.now,
        competent=passed.unit,
        intake=seat_of_intake(case),
        leader=setting.leader,
        officer=setting.actor,
    )
    yield from _resumed(case, setting)
    yield StepEntered(at=setting.now, step=step, unit=setting.places[definition.steps[step].at])


def send_back(definition: Definition, case: CaseState, command: ReturnTransfer, setting: Setting) -> Iterable[AnyEvent]:
    """Say that one is not competent either. If the other unit sends it again, it stays.

    It goes to the step that it left, where that is now: the desk itself may have gone on in another unit meanwhile.
    """
    passed = _passed(case, setting)
    if not may_return(case):
        raise errors.NotTransferable("once")
    need(command, "reason")
    yield TransferReturned(at=setting.now, unit=passed.unit, officer=setting.actor, reason=command.reason)
    yield from _resumed(case, setting)
    desk = setting.places[definition.steps[passed.from_step].at]
    yield StepEntered(at=setting.now, step=passed.from_step, unit=desk, officer=passed.officer)


def seat_of_intake(case: CaseState) -> str:
    """Return which office speaks with the applicant after a transfer.

    That which took the dossier in for another authority still does; else it is the reception of the new unit.
    """
    return case.intake if case.elsewhere else case.unit or case.intake


def _goes_on_at(definition: Definition, case: CaseState) -> str:
    if case.clock_started_at is None:
        return definition.elsewhere if case.taken_in and definition.elsewhere else definition.start
    accepting = (a.to for step in definition.steps.values() for a in step.actions.values() if a.clock == "start")
    return next(accepting)


def _passed(case: CaseState, setting: Setting) -> Passed:
    if case.passed is None:
        raise errors.NotTransferable("none")
    check_holder(case, setting)
    return case.passed


def _resumed(case: CaseState, setting: Setting) -> Iterable[AnyEvent]:
    if case.stands_for == "transfer":
        yield ClockResumed(at=setting.now)
