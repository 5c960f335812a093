"""What the numbered slips of a case say, from its events: the same event, the same slip."""

from typing import Any, Literal, TypeVar

from portal.cases.numbers import SLIP_REGISTERS, document_number
from portal.cases.story import CaseStory
from portal.documents.results import Approval
from portal.documents.slips_sent import MissingLine, Slip02, Slip03, Slip04, Slip05
from portal.workflow import events
from portal.workflow.case import OfficialState
from portal.workflow.commands import MissingItem
from portal.workflow.definition import Action
from portal.workflow.names import CAUSE_NAMES

E = TypeVar("E", bound=events.Event)

# Whose name stands under a slip (domain.md section 3); who may sign 02 and 03 is for the province to confirm.
_UNDER_02 = ("Người hướng dẫn",)
_UNDER_03 = ("Người tiếp nhận hồ sơ",)
_UNDER_05 = ("Thủ trưởng cơ quan",)


def slip_of(event: events.AnyEvent) -> str | None:
    """Return which numbered paper tells an event: slips "01" to "05", "invitation", "minutes"; None: it has none."""
    match event:
        case events.TakenIn() | events.ClockStarted():
            return "01"
        case events.SupplementRequested():
            return "02"
        case events.DeadlineExtended():
            return "04"
        case events.CaseEnded(state=OfficialState.NOT_ACCEPTED):
            return "03"
        case events.CaseEnded(state=OfficialState.STOPPED):
            return "05"
        case events.AppointmentFixed():
            return "invitation"
        case events.MeetingHeld():
            return "minutes"
        case _:
            return None


def kind_of(story: CaseStory, seq: int) -> str:
    """Return under which kind a slip is kept: "slip-03"; of some there may be several: "slip-02-1"."""
    event = story.entry(seq).event
    slip, nth = slip_of(event), len(list(story.until(seq, type(event))))
    if slip in ("invitation", "minutes"):
        return f"{slip}-{nth}"
    return f"slip-02-{nth}" if slip == "02" else f"slip-{slip}"


def number_of(event: events.OnSlip | None, slip: str) -> str:
    """Return the number of an event's slip as it is written; left open where there is none (yet)."""
    register, number = SLIP_REGISTERS[slip], event.slip_number if event is not None else None
    return f"……/{register}" if number is None else document_number(number, register)


def slip_02(story: CaseStory, seq: int, base_url: str) -> Slip02:
    """Return the notice of one `SupplementRequested`."""
    entry = story.entry(seq)
    event = _told(entry.event, events.SupplementRequested)
    done, action = _action(story, seq)
    return Slip02(
        **slip_head(story, seq, _UNDER_02, base_url),
        number=number_of(event, "02"),
        items=tuple(_line(story, item) for item in event.items),
        reason=done.reason,
        reply_by=event.reply_by,
        reply_address=f"{base_url}/cases/{story.row.code}/supplement",
        contact=story.who(entry),
        clock=_clock(story, seq),
        after=_after(story, done, action),
    )


def slip_03(story: CaseStory, seq: int, base_url: str) -> Slip03:
    """Return the refusal to accept that a `CaseEnded` is told by."""
    event = _told(story.entry(seq).event, events.CaseEnded)
    seat = story.seat
    at_home = seat.competent in (seat.intake, *story.directory.ancestors(seat.intake))
    return Slip03(
        **slip_head(story, seq, _UNDER_03, base_url),
        number=number_of(event, "03"),
        reasons=event.reasons,
        elsewhere=None if at_home else story.authority,
    )


def slip_04(story: CaseStory, seq: int, base_url: str) -> Slip04:
    """Return the apology that a `DeadlineExtended` is told by."""
    event = _told(story.entry(seq).event, events.DeadlineExtended)
    cause = CAUSE_NAMES[event.cause]
    entered = next((entered for _, entered in story.until(seq, events.StepEntered)), None)
    return Slip04(
        **slip_head(story, seq, _UNDER_05, base_url),
        number=number_of(event, "04"),
        received_at=story.row.submitted_at,
        promised=event.promised,
        new_due=event.new_due,
        cause=cause.vi,
        cause_en=cause.en,
        explanation=event.explanation,
        answerable=story.directory.name(entered.unit) if entered else story.authority,
    )


def slip_05(story: CaseStory, seq: int, base_url: str) -> Slip05:
    """Return the notice of a stop that a `CaseEnded` is told by."""
    event = _told(story.entry(seq).event, events.CaseEnded)
    done, _ = _action(story, seq)
    proposed = next(
        (
            (entry, earlier)
            for entry, earlier in story.until(seq, events.ActionDone)
            if story.workflow.steps[earlier.step].actions[earlier.action].to == done.step and not earlier.back
        ),
        None,
    )
    stage = story.workflow.steps[proposed[1].step if proposed else done.step].name
    paid, receipt = story.paid(seq)
    return Slip05(
        **slip_head(story, seq, _UNDER_05, base_url),
        number=number_of(event, "05"),
        reasons=event.reasons,
        stage=stage.vi,
        stage_en=stage.en,
        proposed_by=story.who(proposed[0]) if proposed else None,
        proposed_at=proposed[0].at if proposed else None,
        fee=story.row.fee,
        fee_paid=paid,
        receipt_number=receipt,
        papers_at=None if story.row.channel == "online" else story.office,
    )


def slip_head(story: CaseStory, seq: int, capacity: tuple[str, ...], base_url: str) -> dict[str, Any]:
    entry, row, definition = story.entry(seq), story.row, story.definition
    return {
        "authority": story.authority,
        "office": story.office,
        "place": story.place,
        "issued_at": entry.at,
        "case_code": row.code,
        "applicant": row.applicant_name,
        "procedure_name": definition.name.vi,
        "procedure_code": definition.code,
        "grounds": tuple(law.split(",")[0] for law in definition.law),  # the number alone: articles are in English
        "recipients": (f"{row.applicant_name};", "Lưu: hồ sơ."),
        "approval": Approval(capacity=capacity, name=story.names.get(entry.actor["id"], ""), at=entry.at),
        "verify_url": tracking_address(base_url, row.code),
        "language": row.language,
    }


def tracking_address(base_url: str, code: str) -> str:
    """Return the address that a document's QR opens: it names the case, and asks for the secret."""
    return f"{base_url}/track?code={code}"


def _action(story: CaseStory, seq: int) -> tuple[events.ActionDone, Action]:
    """Return what was done to cause an event."""
    done = next(event for _, event in story.until(seq, events.ActionDone))
    return done, story.workflow.steps[done.step].actions[done.action]


def _line(story: CaseStory, item: MissingItem) -> MissingLine:
    component, field = story.definition.components.get(item.target), story.definition.fields.get(item.target)
    name = component.name if component is not None else field.label if field is not None else None
    return MissingLine(
        name=name.vi if name else item.target,
        name_en=name.en if name else item.target,
        wrong=item.wrong,
        mend=item.mend,
    )


def _clock(story: CaseStory, seq: int) -> Literal["not_started", "paused", "runs"]:
    """Say what the notice does to the legal clock: the pause, if there is one, follows it at once."""
    if not any(story.until(seq, events.ClockStarted)):
        return "not_started"
    following = next((entry.event for entry in story.entries if entry.seq == seq + 1), None)
    return "paused" if isinstance(following, events.ClockPaused) else "runs"


def _after(story: CaseStory, done: events.ActionDone, action: Action) -> Literal["refused", "stopped"]:
    """Say what an officer may do when nothing comes in time: what the workflow names for that."""
    then = story.workflow.steps[done.step].actions[action.then].to if action.then else ""
    end = story.workflow.ends.get(then)
    return "refused" if end is not None and OfficialState(end) is OfficialState.NOT_ACCEPTED else "stopped"


def _told(event: events.AnyEvent, kind: type[E]) -> E:
    if not isinstance(event, kind):
        raise TypeError(event)
    return event
