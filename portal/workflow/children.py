"""A case of its own at another unit, for its part of this one: opened, called back, ended, delivered (R2.14). Pure.

The two are told of each other by commands of the system, each in a transaction of its own.
"""

from collections.abc import Iterable

from portal.workflow import errors
from portal.workflow.case import CaseState, Child
from portal.workflow.commands import CallBackChild, SettleChild
from portal.workflow.definition import Action, ChildCase, Definition
from portal.workflow.events import (
    AnyEvent,
    CaseEnded,
    ChildCalledBack,
    ChildEnded,
    ChildOpened,
    ClockPaused,
    ClockResumed,
    ResultHandedOver,
    ResultIssued,
)
from portal.workflow.roads import check_holder, need
from portal.workflow.setting import Setting

RETURNED = 10


def is_open(action: Action, case: CaseState) -> bool:
    """Say whether what a case has to do with others leaves an action open.

    What is missing in a child is not asked of the citizen, who knows one case: it goes back to whoever opened it.
    """
    if case.waits_for_children or (case.parent and action.waits is not None):
        return False
    return action.issues != "child" or case.answer is not None


def open_child(rule: ChildCase, case: CaseState, setting: Setting) -> Iterable[AnyEvent]:
    """Open a case at another unit; whether this one and its clock stand meanwhile is the action's rule."""
    if setting.child is None:
        raise errors.CannotOpen(rule.procedure)
    yield ChildOpened(
        at=setting.now,
        number=case.opened_cases + 1,
        case=setting.child.case,
        code=setting.child.code,
        procedure=rule.procedure,
        unit=setting.child.unit,
        officer=setting.actor,
        reply_by=setting.office.after(setting.now, rule.hours),
        waits=rule.waits,
    )
    if rule.clock == "pause" and rule.waits and case.clock_runs:
        yield ClockPaused(at=setting.now, cause="child")


def call_back(case: CaseState, command: CallBackChild, setting: Setting) -> tuple[AnyEvent, ...]:
    """Ask the other unit to stop. Asking twice changes nothing; a decision there comes back all the same."""
    child = _running(case, command.child)
    check_holder(case, setting)
    need(command, "reason")
    if child.called_back:
        return ()
    return (ChildCalledBack(at=setting.now, number=child.number, officer=setting.actor, reason=command.reason),)


def settle(case: CaseState, command: SettleChild, setting: Setting) -> Iterable[AnyEvent]:
    """Take in what came of a child. The clock runs again with the last one that was waited for."""
    child = _running(case, command.child)
    yield ChildEnded(
        at=setting.now,
        number=child.number,
        state=command.state,
        outcome="refused" if command.outcome == "refused" else "granted" if command.outcome else None,
        register=command.register,
        result_number=command.result_number,
        year=command.year,
        document=command.document,
        reasons=command.reasons,
    )
    others = any(one.waits for one in case.children if one is not child)
    if child.waits and not others and case.stands_for == "child":
        yield ClockResumed(at=setting.now)


def issue(case: CaseState, setting: Setting) -> ResultIssued:
    """Make the result of a child that of the case: the same decision under the same number."""
    if case.answer is None:
        raise errors.NothingProposed
    return ResultIssued(
        at=setting.now,
        outcome=case.answer.outcome,
        register=case.answer.register,
        number=case.answer.number,
        year=case.answer.year,
        approved_by=None,
        child=case.answer.child,
    )


def deliver(definition: Definition, case: CaseState, setting: Setting) -> tuple[AnyEvent, ...]:
    """End a child whose result went to the case that waits for it: with that it is handed over."""
    actions = definition.steps[case.step].actions.values() if case.step and case.parent else ()
    end = next((action.to for action in actions if definition.ends.get(action.to) == RETURNED), None)
    if end is None or case.result_number is None:
        raise errors.ActionNotOffered("deliver", case.step)
    handed_over = ResultHandedOver(at=setting.now, receipt=case.parent_code)
    return handed_over, CaseEnded(at=setting.now, end=end, state=RETURNED)


def _running(case: CaseState, number: int) -> Child:
    found = next((child for child in case.children if child.number == number), None)
    if found is None:
        raise errors.NoSuchChild(number)
    return found
