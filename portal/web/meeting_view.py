"""The appointments of a case as pages show them, from its history: the same for the applicant and for officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.cases.meeting_papers import things_to_bring
from portal.cases.queries import HistoryEntry
from portal.clock import local
from portal.web.format import clock_time
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.rendering import label
from portal.workflow import events
from portal.workflow.case import CaseState
from portal.workflow.definition import Definition
from portal.workflow.names import MEETING_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentView:
    """The appointment that lies ahead, or waits for its minutes."""

    number: int
    kind: str
    meets_at: datetime
    record_by: datetime
    place: str
    asked: str
    bring: tuple[str, ...]
    own_bring: str  # what was written for this time alone
    declined: str  # in the applicant's words; empty: nothing was said
    version: int  # how often the applicant was invited to meetings of the case

    @property
    def invitation(self) -> str:
        """Under which kind its paper is kept."""
        return f"invitation-{self.version}"


def appointment_view(
    entries: Sequence[HistoryEntry], definition: Definition, state: CaseState
) -> AppointmentView | None:
    """Return the open appointment; None where there is none."""
    if state.appointment is None or state.step is None:
        return None
    told = [entry.event for entry in entries if isinstance(entry.event, events.AppointmentFixed)]
    fixed = told[-1]
    declined = [
        entry.event.words
        for entry in entries
        if isinstance(entry.event, events.AppointmentDeclined) and entry.event.number == fixed.number
    ]
    return AppointmentView(
        number=fixed.number,
        kind=label(MEETING_NAMES[fixed.kind]),
        meets_at=fixed.meets_at,
        record_by=fixed.record_by,
        place=fixed.place,
        asked=fixed.asked,
        bring=tuple(label(thing) for thing in things_to_bring(definition.steps[state.step].meets, fixed)),
        own_bring=fixed.bring,
        declined=declined[-1] if declined and state.appointment.declined else "",
        version=len(told),
    )


def meeting_days(entries: Sequence[HistoryEntry]) -> dict[date, str]:
    """Return what the ledger says of days with an appointment: those that lie ahead, and those that were kept."""
    days: dict[int, tuple[date, str]] = {}
    for event in (entry.event for entry in entries):
        if isinstance(event, events.AppointmentFixed):
            kind, at = label(MEETING_NAMES[event.kind]), clock_time(event.meets_at, language=language())
            days[event.number] = local(event.meets_at).date(), _("hẹn %(kind)s, %(at)s", kind=kind.lower(), at=at)
        elif isinstance(event, events.AppointmentCancelled):
            days.pop(event.number, None)
    return dict(days.values())
