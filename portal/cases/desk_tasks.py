"""The task that a case's step is: on whose desk, and by when."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from portal.cases import deadlines
from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Step
from portal.worktime import Calendar


def task_due(definition: Definition, state: CaseState, due: datetime | None, calendar: Calendar) -> datetime:
    """Return by when a case that stays on its desk is sorted there. `due` is that of the case."""
    step, since = _here(definition, state)
    starts = deadlines.step_starts(state, since)
    return deadlines.task_due(state, deadlines.step_due(step, starts, calendar), due)


def task_row(
    case_id: str, definition: Definition, state: CaseState, due: datetime | None, calendar: Calendar
) -> dict[str, Any]:
    """Return the row of the task that a case's step is in its unit. `due` is that of the case."""
    step, since = _here(definition, state)
    step_due = deadlines.step_due(step, deadlines.step_starts(state, since), calendar)
    return {
        "id": str(uuid4()),
        "case_id": case_id,
        "step": state.step,
        "role": step.role,
        "unit": state.unit,
        "holder": state.holder,
        "status": "waiting" if state.waiting else "open",
        "accepted": state.clock_started_at is not None,
        "entered_at": since,
        "step_due_at": step_due,
        "due_at": deadlines.task_due(state, step_due, due),
        "closed_at": None,
        "closed_by": None,
    }


def _here(definition: Definition, state: CaseState) -> tuple[Step, datetime]:
    if state.step is None or state.step_since is None:
        raise ValueError("a case without a step has no task")
    return definition.steps[state.step], state.step_since
