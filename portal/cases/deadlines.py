"""The deadline of a case, from what its events say of the clock (R-WF-2: derived, the stored copy is a cache)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.cases.drafts import BROUGHT
from portal.catalogue.definition import ProcedureDefinition, TimeLimit
from portal.workflow.case import CaseState
from portal.workflow.definition import Step
from portal.worktime import Calendar, Clock, Ledger, Limit, add_hours, due, ledger, original_due, paper_moves_later
from portal.worktime import Pause as ClockPause

# A result is kept for the citizen; after this long it counts as unclaimed (R2.13, to be confirmed).
UNCLAIMED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the answer is due; `due` is missing while the clock stands, or before it was started."""

    due: datetime | None
    original: datetime | None


def time_limit(definition: ProcedureDefinition, variant: str) -> TimeLimit:
    """Return the legal time limit of one variant of a procedure."""
    special = definition.variants.get(variant)
    return special.time_limit if special is not None and special.time_limit is not None else definition.time_limit


def clock_of(case: CaseState, definition: ProcedureDefinition, variant: str, channel: str) -> Clock | None:
    """Return the clock of a case as `worktime` reads it; None before acceptance."""
    if case.clock_started_at is None:
        return None
    limit = time_limit(definition, variant)
    return Clock(
        received=case.submitted_at,
        started=case.clock_started_at,
        pauses=tuple(ClockPause(p.start, p.end, p.cause) for p in case.pauses),
        stopped=case.clock_stopped_at,
        limit=Limit(limit.value(channel), limit.unit),
        same_day=definition.same_day,
    )


def deadline(clock: Clock | None, calendar: Calendar) -> Deadline:
    if clock is None:
        return Deadline(None, None)
    return Deadline(due(clock, calendar), original_due(clock, calendar))


def case_ledger(clock: Clock, calendar: Calendar, now: datetime) -> Ledger:
    """Return the day-by-day account that proves the due moment: the same for citizen, officer and auditor."""
    return ledger(clock, calendar, now)


def step_starts(case: CaseState, since: datetime) -> datetime:
    """Return when the hours of a step that a case entered at `since` begin.

    What waits for a part elsewhere has them after the limit of that part; when it comes back earlier, from then on.
    """
    return max((child.reply_by for child in case.children if child.waits), default=since)


def step_due(step: Step, since: datetime, calendar: Calendar) -> datetime:
    """Return when a step that was entered at `since` should be done."""
    return add_hours(calendar, since, step.hours)


def task_due(case: CaseState, step_due: datetime, due: datetime | None) -> datetime:
    """Return the moment by which the desk's list sorts a task: what will be late first stands first.

    While the citizen is asked it is their limit; a result that waits to be fetched is late for nobody until it counts
    as unclaimed; otherwise it is the case's own due moment, and before acceptance the step's.
    """
    if case.waiting is not None:
        return case.waiting.reply_by
    if case.clock_stopped_at is not None:
        return case.clock_stopped_at + UNCLAIMED
    return case.extended_to or due or step_due


def paper_moves(submitted_at: datetime, channel: str, calendar: Calendar) -> datetime | None:
    """Return when paper that was brought goes on to whoever handles it, where that is not the same day (R2.4)."""
    return paper_moves_later(submitted_at, calendar) if channel in BROUGHT else None


def promised(
    definition: ProcedureDefinition, variant: str, channel: str, calendar: Calendar, start: datetime
) -> datetime:
    """Return the due moment of a dossier accepted at `start`: what a procedure page promises."""
    return original_due(promised_clock(definition, variant, channel, start), calendar)


def promised_clock(definition: ProcedureDefinition, variant: str, channel: str, start: datetime) -> Clock:
    """Return the clock of a dossier that is accepted at `start`, and never stood."""
    limit = time_limit(definition, variant)
    return Clock(
        received=start,
        started=start,
        pauses=(),
        stopped=None,
        limit=Limit(limit.value(channel), limit.unit),
        same_day=definition.same_day,
    )
