"""What a case page says of meeting the applicant, and what of it this officer may do now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.cases.queries import HistoryEntry
from portal.web.context import now
from portal.web.meeting_view import AppointmentView, appointment_view
from portal.web.meeting_words import result_words
from portal.workflow import events
from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """A meeting that was recorded."""

    number: int
    result: str
    minutes: str
    files: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPanel:
    """`rule` is that of the step where the case is; None where it meets nobody."""

    rule: Meeting | None
    open: AppointmentView | None
    has_begun: bool
    missed: int
    held: tuple[HeldView, ...]
    may_keep: bool


def meeting_panel(
    definition: Definition, state: CaseState, history: Sequence[HistoryEntry], *, may_act: bool
) -> MeetingPanel:
    """Return what is shown for a case as it stands."""
    rule = definition.steps[state.step].meets if state.step else None
    held = (entry.event for entry in reversed(history) if isinstance(entry.event, events.MeetingHeld))
    return MeetingPanel(
        rule=rule,
        open=appointment_view(history, definition, state),
        has_begun=state.appointment is not None and state.appointment.meets_at <= now(),
        missed=state.missed,
        held=tuple(
            HeldView(number=one.number, result=result_words(one, definition), minutes=one.minutes, files=one.files)
            for one in held
        ),
        may_keep=rule is not None and may_act and state.waiting is None,
    )
