"""What the slips of a case say, from its events: the same event, the same slip."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from portal.cases.complaints import DAYS
from portal.cases.drafts import BROUGHT
from portal.cases.numbers import SLIP_REGISTERS, document_number
from portal.cases.queries import HistoryEntry
from portal.cases.story import CaseStory
from portal.documents.results import Approval
from portal.documents.slips_sent import MissingLine, RefusedLine, Slip02, Slip03, Slip04, Slip05, WithdrawalNote
from portal.workflow import events
from portal.workflow.case import OfficialState
from portal.workflow.commands import MissingItem, RefusalReason
from portal.workflow.definition import Action, Label
from portal.workflow.names import CAUSE_NAMES

# Whose name stands under a slip (domain.md section 3); who may sign 02 and 03 is for the province to confirm.
_UNDER_02 = ("Người hướng dẫn",)
_UNDER_03 = ("Người tiếp nhận hồ sơ",)
_UNDER_05 = ("Thủ trưởng cơ quan",)
WITHDRAWAL = "withdrawal"  # confirmed, without a number: it is none of the seven forms


def slip_of(event: events.AnyEvent) -> str | None:
    """Return which paper tells an event: slips "01" to "05", "invitation", "minutes", `WITHDRAWAL`; or None."""
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
        case events.CaseEnded(state=OfficialState.WITHDRAWN):
            return WITHDRAWAL
        case _:
            return None


def kind_of(story: CaseStory, seq: int) -> str:
    """Return under which kind a slip is kept: "slip-03"; of some there may be several: "slip-02-1"."""
    return kinds_of(story.entries)[seq]


def kinds_of(entries: Iterable[HistoryEntry]) -> dict[int, str]:
    """Return under which kind the document of each event is kept, by the event's place."""
    kinds: dict[int, str] = {}
    told: Counter[str] = Counter()
    for entry in entries:
        slip = slip_of(entry.event)
        if isinstance(entry.event, events.ResultIssued):
            kinds[entry.seq] = "result"
        elif slip is not None:
            told[slip] += 1
            kinds[entry.seq] = _kind(slip, told[slip])
    return kinds


def _kind(slip: str, nth: int) -> str:
    name = slip if slip in (WITHDRAWAL, "invitation", "minutes") else f"slip-{slip}"
    return f"{name}-{nth}" if slip in ("02", "invitation", "minutes") else name


def owed(entries: Sequence[HistoryEntry]) -> dict[str, int]:
    """Return the documents that a case has to have by now, kind -> event; some may still have to be made."""
    kinds = kinds_of(entries)
    return {kinds[entry.seq]: entry.seq for entry in entries if entry.seq in kinds and is_owed(entry.event)}


def is_owed(event: events.AnyEvent) -> bool:
    """Say whether a document tells of an event: a result, a numbered slip, a confirmed withdrawal."""
    numbered = isinstance(event, events.OnSlip) and event.slip_number is not None
    return numbered or isinstance(event, events.ResultIssued) or slip_of(event) == WITHDRAWAL


def number_of(event: events.OnSlip | None, slip: str) -> str:
    """Return the number of an event's slip as it is written; left open where there is none (yet)."""
    register, number = SLIP_REGISTERS[slip], event.slip_number if event is not None else None
    return f"……/{register}" if number is None else document_number(number, register)


def slip_02(story: CaseStory, seq: int, base_url: str) -> Slip02:
    """Return the notice of one `SupplementRequested`."""
    entry, event = story.entry(seq), story.told(seq, events.SupplementRequested)
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
    event = story.told(seq, events.CaseEnded)
    seat = story.seat
    at_home = seat.competent in (seat.intake, *story.directory.ancestors(seat.intake))
    return Slip03(
        **slip_head(story, seq, _UNDER_03, base_url),
        number=number_of(event, "03"),
        reasons=event.reasons,
        items=tuple(_refused(story, refusal) for refusal in event.refusals),
        complaint_days=DAYS,
        elsewhere=None if at_home else story.authority,
    )


def slip_04(story: CaseStory, seq: int, base_url: str) -> Slip04:
    """Return the apology that a `DeadlineExtended` is told by."""
    event = story.told(seq, events.DeadlineExtended)
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
        answerable_en=story.directory.name(entered.unit, "en") if entered else story.authority_en,
    )


def slip_05(story: CaseStory, seq: int, base_url: str) -> Slip05:
    """Return the notice of a stop that a `CaseEnded` is told by."""
    event = story.told(seq, events.CaseEnded)
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
        papers_at=story.office if story.row.channel in BROUGHT else None,
        complaint_days=DAYS,
    )


def withdrawal_note(story: CaseStory, seq: int, base_url: str) -> WithdrawalNote:
    """Return the confirmation of a withdrawal that a `CaseEnded` is told by."""
    event = story.told(seq, events.CaseEnded)
    paid, receipt = story.paid(seq)
    return WithdrawalNote(
        **slip_head(story, seq, (), base_url),
        number="",
        received_at=story.row.submitted_at,
        reason="; ".join(event.reasons),
        fee=story.row.fee,
        fee_paid=paid,
        receipt_number=receipt,
        papers_at=story.office if story.row.channel in BROUGHT else None,
    )


def slip_head(story: CaseStory, seq: int, capacity: tuple[str, ...], base_url: str) -> dict[str, Any]:
    entry, row, definition = story.entry(seq), story.row, story.definition
    return {
        "authority": story.authority,
        "authority_en": story.authority_en,
        "office": story.office,
        "office_en": story.office_en,
        "place": story.place,
        "issued_at": entry.at,
        "case_code": row.code,
        "applicant": row.applicant_name,
        "procedure_name": definition.name.vi,
        "procedure_name_en": definition.name.en,
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
    name = _name(story, item.target)
    return MissingLine(name=name.vi, name_en=name.en, wrong=item.wrong, mend=item.mend)


def _refused(story: CaseStory, refusal: RefusalReason) -> RefusedLine:
    name = _name(story, refusal.target)
    return RefusedLine(name=name.vi, name_en=name.en, why=refusal.why, then=refusal.then)


def _name(story: CaseStory, target: str) -> Label:
    """Return what a paper or a question is called."""
    component, field = story.definition.components.get(target), story.definition.fields.get(target)
    known = component.name if component is not None else field.label if field is not None else None
    return known or Label(vi=target, en=target)


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
