"""Slip 06: how a case passed from hand to hand, in which time, and who was late. Made from the events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from portal.cases import deadlines
from portal.cases.control_time import timed
from portal.cases.queries import HistoryEntry
from portal.cases.slips import tracking_address
from portal.cases.story import CaseStory
from portal.clock import local
from portal.documents.slips_kept import HandOver, Slip06, Verdict
from portal.documents.spelling import limit_in_words
from portal.workflow import events
from portal.workflow.case import OfficialState
from portal.workflow.codec import case_from_json
from portal.worktime import Calendar

_ENDED = {
    OfficialState.NOT_ACCEPTED: "Không được tiếp nhận",
    OfficialState.WITHDRAWN: "Người nộp rút hồ sơ",
    OfficialState.STOPPED: "Dừng giải quyết",
    OfficialState.RETURNED: "Đã trả kết quả",
}


@dataclass(frozen=True, slots=True)
class _Open:
    """A hand-over whose end is not known yet; `unit` has the case, or the applicant where it is empty."""

    row: HandOver
    unit: str = ""

    def held_at(self, unit: str, story: CaseStory, officer: str | None) -> "_Open":
        return replace(self, unit=unit).held_by(story.names.get(officer or "", ""), story.directory.name(unit))

    def held_by(self, name: str, unit_name: str) -> "_Open":
        receiver = ", ".join(part for part in (name, unit_name) if part)
        return replace(self, row=replace(self.row, receiver=receiver))


def slip_06(
    story: CaseStory, calendar: Calendar, base_url: str, now: datetime, questions: Iterable[HandOver] = ()
) -> Slip06:
    """Return the process control of a case as of a moment; questions to other units follow the hand-overs."""
    row, pauses = story.row, case_from_json(story.row.snapshot).pauses
    rows = (*hand_overs(story, calendar, now), *questions)
    return Slip06(
        authority=story.authority,
        office=story.office,
        place=story.place,
        issued_at=now,
        case_code=row.code,
        applicant=row.applicant_name,
        procedure_name=story.definition.name.vi,
        procedure_code=story.definition.code,
        received_at=row.submitted_at,
        accepted_at=row.accepted_at,
        due_at=row.original_due_at,
        decided_at=row.decided_at,
        verdict=judge(row.original_due_at, row.decided_at, now) if row.decided_at else "unmeasured",
        rows=tuple(timed(one, pauses, calendar, now) for one in rows),
        verify_url=tracking_address(base_url, row.code),
    )


def hand_overs(story: CaseStory, calendar: Calendar, now: datetime) -> Iterator[HandOver]:
    """Yield each passing from hand to hand, in order, judged as of a moment."""
    current: _Open | None = None
    for entry in story.entries:
        following = _passed_on(story, calendar, entry)
        if following is not None:
            if current is not None:
                yield _closed(current.row, entry.at, now)
            current = following
        elif current is not None:
            current = _with_holder(story, entry, current)
    if current is not None:
        yield _closed(current.row, None, now)


def judge(due: datetime | None, left: datetime | None, now: datetime) -> Verdict:
    """Say how something was done: before the day it was due, on that day, or too late (domain.md section 12)."""
    if due is None:
        return "unmeasured"
    if (left or now) > due:
        return "late"
    if left is None:
        return "open"
    return "on_time" if local(left).date() == local(due).date() else "early"


def _passed_on(story: CaseStory, calendar: Calendar, entry: HistoryEntry) -> _Open | None:
    """Return the hand-over that an event is; None for one that leaves the case where it is."""
    event = entry.event
    match event:
        case events.StepEntered(unit=unit, officer=officer) | events.CaseRehomed(unit=unit, holder=officer):
            return _on_desk(story, calendar, entry).held_at(unit, story, officer)
        case events.SupplementRequested(reply_by=reply_by):
            return _Open(_row(story, entry, work="Bổ sung, hoàn thiện hồ sơ", due=reply_by))
        case events.ResultHandedOver():
            return _Open(_row(story, entry, work="Nhận kết quả"))
        case events.CaseEnded(state=state):
            if any(story.until(entry.seq, events.ResultHandedOver)):
                return None  # told by the hand-over of the result
            made = _row(story, entry, work=_ENDED[OfficialState(state)])
            if entry.actor["kind"] == "citizen":
                return _Open(replace(made, receiver=story.office))
            if entry.actor["kind"] == "officer" and state == OfficialState.WITHDRAWN:  # at the counter
                return _Open(replace(made, giver=story.row.applicant_name, receiver=story.office))
            return _Open(made)
        case _:
            return None


def _on_desk(story: CaseStory, calendar: Calendar, entry: HistoryEntry) -> _Open:
    """Return the hand-over of the step that the case is at: its time runs from when it was entered, whoever has it."""
    entered, event = next(story.until(entry.seq, events.StepEntered))
    step = story.workflow.steps[event.step]
    decided = any(story.until(entry.seq, events.ClockStopped))  # a result that waits is late for nobody
    due = None if decided else deadlines.step_due(step, entered.at, calendar)
    return _Open(_row(story, entry, work=step.name.vi, allowed=limit_in_words(step.hours, "hours"), due=due))


def _row(
    story: CaseStory, entry: HistoryEntry, *, work: str, allowed: str = "", due: datetime | None = None
) -> HandOver:
    """Return a hand-over to the applicant."""
    return HandOver(
        giver=story.who(entry),
        receiver=story.row.applicant_name,
        at=entry.at,
        work=work,
        allowed=allowed,
        due=due,
        left=None,
        verdict="unmeasured",
    )


def _with_holder(story: CaseStory, entry: HistoryEntry, current: _Open) -> _Open:
    """Name the officer who took the task or did it: a step is entered before anybody has it."""
    event = entry.event
    if current.unit and isinstance(event, events.TaskTaken | events.ActionDone):
        return current.held_by(story.officer(entry, event.officer), story.directory.name(current.unit))
    return current


def _closed(row: HandOver, left: datetime | None, now: datetime) -> HandOver:
    return replace(row, left=left, verdict=judge(row.due, left, now))
