"""Slip 01: what was received of whom, and by when it is answered. Issued when the case is accepted (R2.1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from portal.cases import deadlines
from portal.cases.drafts import BROUGHT
from portal.cases.slips import number_of, tracking_address
from portal.cases.story import CaseStory
from portal.catalogue import answers as given
from portal.catalogue.definition import ProcedureDefinition
from portal.clock import local
from portal.documents.slips import Slip01, SlipComponent
from portal.documents.spelling import amount_in_words, limit_in_english, limit_in_words
from portal.people.accounts import PersonRecord
from portal.workflow import events
from portal.workflow.definition import Label
from portal.worktime import Calendar, is_late_paper

_FILED_BY = {
    "online": Label(vi="Trực tuyến", en="Online"),
    "kiosk": Label(vi="Trực tuyến, tại màn hình công cộng", en="Online, at a public screen"),
    "counter": Label(vi="Tại quầy", en="At the counter"),
    "post": Label(vi="Bưu chính", en="By post"),
    "system": Label(vi="Từ hệ thống khác", en="From another system"),
    "unit": Label(vi="Đơn vị khác gửi đến", en="Sent by another unit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What slip 01 tells beyond the story of the case."""

    person: PersonRecord
    answers: Mapping[str, Any]
    files: Sequence[Row[Any]]
    secret: str
    base_url: str
    calendar: Calendar


def slip_01(story: CaseStory, received: Received) -> Slip01:
    """Return the slip as it stood at acceptance; before it, as a draft without number and due moment.

    What was paid or sent later does not change it. Address and telephone are the account's.
    """
    row, person, definition = story.row, received.person, story.definition
    accepted = story.first(events.TakenIn) or story.first(events.ClockStarted)
    story = story.as_of(accepted.seq) if accepted is not None else story
    event = accepted.event if accepted is not None and isinstance(accepted.event, events.OnSlip) else None
    issued_at = accepted.at if accepted is not None else row.submitted_at
    paid, receipt = story.paid(accepted.seq if accepted is not None else row.last_seq)
    limit = deadlines.time_limit(definition, row.variant)
    home = story.directory.full_name(person.residence_unit) if person.residence_unit else ""
    # Taken in for another authority, it names no moment: the clock starts when that one receives it, and not by then.
    due_at = None if accepted is not None and isinstance(accepted.event, events.TakenIn) else row.original_due_at
    counting = list(_counting(story, due_at, received.calendar))
    sent = [file for file in received.files if file.added_at <= issued_at]
    return Slip01(
        authority=story.authority,
        authority_en=story.authority_en,
        office=story.office,
        office_en=story.office_en,
        place=story.place,
        number=number_of(event, "01"),
        issued_at=issued_at,
        case_code=row.code,
        applicant=row.applicant_name,
        identifier=person.personal_id,
        address=", ".join(part for part in (person.residence_line, home) if part),
        phone=person.phone if row.parent_id is None else None,  # who applied elsewhere is spoken to from there
        email=person.email if row.parent_id is None else None,
        procedure_name=definition.name.vi,
        procedure_name_en=definition.name.en,
        procedure_code=definition.code,
        filed_by=_FILED_BY[row.channel].vi,
        filed_by_en=_FILED_BY[row.channel].en,
        competent=story.authority,
        components=_components(definition, received.answers, sent, local(row.submitted_at).date()),
        time_limit=limit_in_words(limit.value(row.channel), limit.unit),
        time_limit_en=limit_in_english(limit.value(row.channel), limit.unit),
        received_at=row.submitted_at,
        due_at=due_at,
        counting=" ".join(words.vi for words in counting) or None,
        counting_en=" ".join(words.en for words in counting),
        return_place=_return_place(story).vi,
        return_place_en=_return_place(story).en,
        fee=row.fee,
        fee_in_words=amount_in_words(row.fee),
        fee_paid=paid,
        receipt_number=receipt,
        register=row.code,
        lookup_address=f"{received.base_url}/track",
        lookup_secret=received.secret,
        verify_url=tracking_address(received.base_url, row.code),
        applicant_proof=_proof(story),
        received_by=story.names.get(accepted.actor["id"]) if accepted is not None else None,
        language=row.language,
    )


def _counting(story: CaseStory, due_at: datetime | None, calendar: Calendar) -> Iterator[Label]:
    """Yield how the time is counted, where the two moments of the slip do not say it all (R2.2, R2.4)."""
    row, elsewhere, who = story.row, story.filed.elsewhere, story.authority
    who_en = story.directory.full_name(story.seat.competent, "en")
    if elsewhere:
        yield Label(vi=f"Tiếp nhận thay cho {who}.", en=f"Received for {who_en}.")
    if due_at is None and elsewhere and story.workflow.elsewhere is not None:
        yield Label(vi=f"Hạn tính từ khi {who} nhận được hồ sơ.", en=f"The time runs from its receipt by {who_en}.")
    elif due_at is None:
        yield Label(vi="Hạn tính từ khi hồ sơ được tiếp nhận.", en="The time runs from acceptance.")
    if row.channel in BROUGHT and is_late_paper(row.submitted_at, calendar):
        yield Label(
            vi="Nhận sau 15 giờ: hồ sơ giấy được chuyển đi đầu giờ ngày làm việc tiếp theo; hạn trả không đổi.",
            en="Received after 15:00: the paper moves on at the start of the next working day; the due date stands.",
        )


def _proof(story: CaseStory) -> str:
    """Return what stands in for the applicant's signature, or asks for it."""
    row = story.row
    if row.parent_id is not None:
        return "Đơn vị khác gửi đến, cho người nộp hồ sơ ở đó"
    if not row.helper:
        return "Nộp trực tuyến, người nộp đã đăng nhập bằng tài khoản định danh"
    if row.channel == "post":
        return "Hồ sơ gửi qua bưu chính"
    if row.channel == "counter":
        return "Ký, ghi rõ họ tên"
    signed = story.filed.confirmed_by == "slip"
    how = "đã ký phiếu xác nhận" if signed else "đã xác nhận bằng mã gửi riêng"
    return f"Nộp trực tuyến có người giúp, người nộp {how}"


def _return_place(story: CaseStory) -> Label:
    if story.row.parent_id is not None:
        return Label(vi="Gửi về đơn vị đã gửi hồ sơ", en="Back to the unit that sent it")
    unit = story.row.return_unit or story.seat.intake
    return {
        "portal": Label(vi="Bản điện tử trên cổng", en="Online, on this portal"),
        "counter": Label(vi=story.directory.name(unit), en=story.directory.name(unit, "en")),
        "post": Label(vi="Qua bưu điện", en="By post"),
    }[story.row.return_by]


def _components(
    definition: ProcedureDefinition, answers: Mapping[str, Any], files: Sequence[Row[Any]], day: date
) -> tuple[SlipComponent, ...]:
    listed = [SlipComponent("Tờ khai điện tử", 1, "Biểu mẫu điện tử", "Application form", "Electronic form")]
    for component in given.components(definition, answers, day):
        sent = sum(1 for file in files if file.component == component.id)
        if sent:
            name = component.name
            listed.append(SlipComponent(name.vi, sent, "Bản điện tử", name.en, "Electronic copy"))
    return tuple(listed)
