"""The history of a case: for the citizen a timeline in plain words, for the officer every event with who and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from portal.cases.numbers import document_number
from portal.cases.queries import HistoryEntry
from portal.web.case_words import confirmation_words, event_title, opinion_words, role_name
from portal.web.context import today
from portal.web.format import moment, moment_short, money
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.meeting_words import meeting_deed, meeting_text
from portal.web.names import unit_full_name, unit_name
from portal.web.rendering import label
from portal.workflow import events
from portal.workflow.definition import Definition
from portal.workflow.evolution import replay
from portal.workflow.names import CAUSE_NAMES, action_name


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One point of a timeline. See templates/components/timeline.html."""

    state: str
    title: str
    when: str
    at: datetime | None = None
    who: str = ""
    text: str = ""
    link_href: str = ""
    link_text: str = ""


# What the applicant is told of; steps inside the house are told as one line each.
_TOLD = (
    events.CaseSubmitted,
    events.ClockStarted,
    events.StepEntered,
    events.CaseRehomed,
    events.SupplementRequested,
    events.SupplementAnswered,
    events.SupplementLapsed,
    events.TakenIn,
    events.PaymentRequested,
    events.PaymentLapsed,
    events.DeadlineExtended,
    events.ReferralAsked,
    events.ReferralAnswered,
    events.ReferralClosed,
    events.ChildOpened,
    events.ChildEnded,
    events.TransferAsked,
    events.TransferAccepted,
    events.TransferReturned,
    events.InspectionRecorded,
    events.AppointmentFixed,
    events.AppointmentCancelled,
    events.AppointmentDeclined,
    events.AppointmentMissed,
    events.MeetingHeld,
    events.ResultIssued,
    events.PaymentRecorded,
    events.CaseEnded,
)


def timeline(
    entries: Sequence[HistoryEntry], definition: Definition, names: Mapping[str, str], *, private: bool
) -> list[TimelineItem]:
    """Return what happened, newest first; the newest is where the case is. `private` tells names and reasons."""
    told = [entry for entry in entries if isinstance(entry.event, _TOLD)]
    running = replay([entry.event for entry in entries]).end is None
    items: list[TimelineItem] = []
    for entry in reversed(told):
        step = getattr(entry.event, "step", None)
        title = event_title(entry.event, label(definition.steps[step].name) if step else "")
        items.append(
            TimelineItem(
                state=_state(entry, first=not items, running=running),
                title=title,
                when=moment(entry.at, today(), language=language()),
                at=entry.at,
                who=_where(entry, names) if private else "",
                text=_text(entry.event) if private else "",
            )
        )
    return items


def _state(entry: HistoryEntry, *, first: bool, running: bool) -> str:
    if isinstance(entry.event, events.SupplementRequested) and first:
        return "you"
    return "now" if first and running else "done"


def _where(entry: HistoryEntry, names: Mapping[str, str]) -> str:
    if isinstance(entry.event, events.StepEntered | events.CaseRehomed):
        return unit_full_name(entry.event.unit)
    if entry.actor["kind"] == "citizen":
        return _("Bạn")
    unit = unit_name(entry.actor["unit"]) if entry.actor.get("unit") else ""
    name = in_place(names.get(entry.actor["id"], ""), names.get(entry.actor.get("for", ""), ""))
    return ", ".join(part for part in (name, unit) if part)


def _text(event: events.AnyEvent) -> str:  # noqa: PLR0911, PLR0912  one line for each event
    match event:
        case events.CaseSubmitted():
            return confirmation_words(event)
        case events.SupplementRequested(items=items, reply_by=reply_by):
            wanted = "; ".join(dict.fromkeys(item.mend.rstrip(".") for item in items if item.mend))
            limit = _("Trả lời trước %(moment)s.", moment=moment(reply_by, language=language()))
            return f"{wanted}. {limit}" if wanted else limit
        case events.SupplementAnswered(message=message):
            return message
        case events.PaymentRequested(reason=reason, amount=amount, reply_by=reply_by):
            limit = _("Nộp trước %(moment)s.", moment=moment(reply_by, language=language()))
            return ". ".join(part for part in (money(amount), reason.rstrip("."), limit) if part)
        case events.DeadlineExtended(new_due=new_due, cause=cause, explanation=explanation):
            again = _("Hẹn lại %(moment)s.", moment=moment(new_due, language=language()))
            return f"{again} {label(CAUSE_NAMES[cause])}: {explanation}"
        case events.ReferralAsked(unit=unit, reply_by=reply_by):
            limit = _("Trả lời trước %(moment)s.", moment=moment(reply_by, language=language()))
            return f"{unit_name(unit)}. {limit}"
        case events.ChildOpened(unit=unit, code=code):
            return _("%(unit)s, mã hồ sơ %(code)s.", unit=unit_name(unit), code=code)
        case events.TransferAsked(unit=unit, reason=reason):
            return ": ".join(part for part in (unit_full_name(unit), reason) if part)
        case events.TransferAccepted(competent=competent):
            return _("%(unit)s. Mã hồ sơ và thời gian đã tính giữ nguyên.", unit=unit_full_name(competent))
        case events.ChildEnded(reasons=reasons):
            return "; ".join(reasons)
        case events.CaseEnded(reasons=reasons, refusals=refusals):
            return "; ".join((*reasons, *(refusal.why for refusal in refusals)))
        case events.CaseRehomed(decree=decree):
            return _("Theo %(decree)s. Mã hồ sơ và hạn trả giữ nguyên.", decree=decree)
        case _:
            return meeting_text(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One deed: what somebody did, and what it led to."""

    when: str
    what: str
    then: str
    who: str
    note: str


def history_rows(entries: Sequence[HistoryEntry], definition: Definition, names: Mapping[str, str]) -> list[HistoryRow]:
    """Return every event, newest first. Events of one command stand in one row: they are one deed of one person."""
    deeds = [list(deed) for _, deed in groupby(entries, key=lambda entry: (entry.at, entry.actor["id"]))]
    return [_row(deed, definition, names) for deed in reversed(deeds)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an officer wrote for those who have the case after."""

    title: str
    text: str
    who: str


def said_before(entries: Sequence[HistoryEntry], definition: Definition, names: Mapping[str, str]) -> list[Said]:
    """Return what the next desk decides on: why the case came back, if it did, and the latest proposal or opinion."""
    done = [entry for entry in reversed(entries) if isinstance(entry.event, events.ActionDone)]
    came_back = [entry for entry in done[:1] if getattr(entry.event, "back", False)]
    opinions = [entry for entry in reversed(entries) if _is_opinion(entry.event)]
    return [
        Said(title=_what(entry.event, definition), text=_note(entry.event), who=_who(entry, names))
        for entry in (*came_back, *opinions[:1])
    ]


def _is_opinion(event: events.AnyEvent) -> bool:
    match event:
        case events.Proposed():
            return True
        case events.ActionDone(draft=draft, reasons=reasons):
            return bool(draft or reasons)
        case events.ReferralAnswered():
            return True
        case _:
            return False


def _row(deed: Sequence[HistoryEntry], definition: Definition, names: Mapping[str, str]) -> HistoryRow:
    first, *others = (_what(entry.event, definition) for entry in deed)
    told = dict.fromkeys(note for entry in deed if (note := _note(entry.event)))
    notes = [note for note in told if not any(note in other for other in told if other != note)]  # nothing twice
    return HistoryRow(
        when=moment_short(deed[0].at, today(), language=language()),
        what=first,
        then=". ".join(dict.fromkeys(word for word in others if word and word != first)),
        who=_who(deed[0], names),
        note="; ".join(notes),
    )


def _what(event: events.AnyEvent, definition: Definition) -> str:  # noqa: PLR0911, PLR0912  one line for each event
    match event:
        case events.ActionDone(step=step, action=code):
            action = definition.steps[step].actions.get(code)
            return label(action_name(code, action)) if action is not None else code
        case events.StepEntered(step=step):
            return event_title(event, label(definition.steps[step].name))
        case events.TaskTaken():
            return _("Nhận việc")
        case events.TaskReleased():
            return _("Trả việc về nhóm")
        case events.TaskReassigned():
            return _("Chuyển việc cho người khác trong đơn vị")
        case events.ClockPaused():
            return _("Đồng hồ dừng")
        case events.ClockResumed():
            return _("Đồng hồ chạy lại")
        case events.ClockStopped():
            return _("Đồng hồ kết thúc")
        case events.CaseRecalled():
            return _("Người gửi rút hồ sơ lại")
        case events.SecondRequestAllowed():
            return _("Lãnh đạo cho phép hỏi bổ sung lần nữa")
        case events.ExtensionDrafted(unit=unit):
            return _("Trình lãnh đạo %(unit)s xin lỗi và hẹn lại", unit=unit_name(unit))
        case events.Proposed(outcome="granted"):
            return _("Đề xuất đồng ý")
        case events.Proposed():
            return _("Đề xuất từ chối")
        case events.CaseSubmitted():
            return _("Nộp hồ sơ")
        case events.SupplementRequested():
            return _("Yêu cầu người dân bổ sung")
        case events.SupplementAnswered():
            return _("Người dân đã bổ sung")
        case _:
            return meeting_deed(event, definition) or event_title(event, "")


def _who(entry: HistoryEntry, names: Mapping[str, str]) -> str:
    if entry.actor["kind"] == "citizen":
        return _("Người nộp")
    if entry.actor["kind"] == "system":
        return _("Tự động")
    role = role_name(entry.actor["role"]) if entry.actor.get("role") else ""
    name = in_place(names.get(entry.actor["id"], entry.actor["id"]), names.get(entry.actor.get("for", ""), ""))
    return ", ".join(part for part in (name, role) if part)


def actors_of(entries: Sequence[HistoryEntry]) -> frozenset[str]:
    """Return the ids of who acted, and of those in whose place they did."""
    return frozenset(entry.actor[key] for entry in entries for key in ("id", "for") if key in entry.actor)


def in_place(name: str, away: str) -> str:
    """Return who acted, and for whom."""
    return _("%(name)s thay %(away)s", name=name, away=away) if away else name


def _note(event: events.AnyEvent) -> str:  # noqa: PLR0911, PLR0912  one line for each event
    match event:
        case events.ActionDone(reason=reason, draft=draft, reasons=reasons):
            return "; ".join(part for part in (reason, draft, *reasons) if part)
        case events.Proposed(draft=draft, reasons=reasons):
            return "; ".join(part for part in (draft, *reasons) if part)
        case events.TaskReassigned(reason=reason):
            return reason
        case events.InspectionRecorded(minutes=minutes):
            return minutes
        case events.CaseRecalled(reason=reason) | events.SecondRequestAllowed(reason=reason):
            return reason
        case events.ReferralClosed(reason=reason) | events.ChildCalledBack(reason=reason):
            return reason
        case events.TransferReturned(reason=reason):
            return reason
        case events.ChildEnded(register=register, result_number=int(number), year=year):
            return f"{document_number(number, register)}, {year}"
        case events.ReferralAsked(question=question):
            return f"{_text(event)} {question}"
        case events.ReferralAnswered(opinion=opinion, text=text):
            return f"{opinion_words(opinion)}: {text}"
        case events.ExtensionDrafted(explanation=explanation):
            return explanation
        case events.ResultIssued(number=number, register=register, year=year):
            return f"{document_number(number, register)}, {year}"
        case events.PaymentRecorded(receipt=receipt) | events.ResultHandedOver(receipt=receipt):
            return receipt
        case _:
            return _text(event)
