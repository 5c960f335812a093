"""The documents that the portal makes for a case, from its events: the same events, the same bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row

from portal.cases import queries
from portal.cases.complaints import way_to_complain
from portal.cases.consultations import consultations
from portal.cases.control import slip_06
from portal.cases.meeting_papers import invitation, minutes
from portal.cases.models import CaseDocument
from portal.cases.numbers import document_number
from portal.cases.receipt import Received, slip_01
from portal.cases.register import Register
from portal.cases.secrets import tracking_secret
from portal.cases.slips import (
    WITHDRAWAL,
    kind_of,
    slip_02,
    slip_03,
    slip_04,
    slip_05,
    slip_of,
    tracking_address,
    withdrawal_note,
)
from portal.cases.story import CaseStory, read_story
from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.versions import Versions
from portal.crypto import Sealer
from portal.documents.render import Document, Renderer
from portal.documents.results import Approval, ResultDocument
from portal.documents.slips import Slip01
from portal.once import insert_new
from portal.people.accounts import load_person
from portal.storage import FolderStorage
from portal.units.directory import UnitDirectory
from portal.workflow import events
from portal.worktime import Calendar

LARGEST_DOCUMENT = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MadeSlip:
    """A slip as it is kept: under which kind, with which number, and its bytes."""

    kind: str
    number: str
    content: bytes


_TOLD_BY: Mapping[str | None, Callable[[CaseStory, int, str], Document]] = {
    "02": slip_02,
    "03": slip_03,
    "04": slip_04,
    "05": slip_05,
    "invitation": invitation,
    WITHDRAWAL: withdrawal_note,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMill:
    """What making documents needs. Rendering happens outside of any transaction."""

    sealer: Sealer
    versions: Versions
    directory: UnitDirectory
    calendar: Calendar
    renderer: Renderer
    storage: FolderStorage
    base_url: str

    def slip_01(self, look: Connection, row: Row[Any]) -> bytes:
        """Return slip 01 as PDF: what was received, and by when it is answered."""
        return self.renderer.render(self._slip_01(look, row))

    def slip(self, look: Connection, row: Row[Any], seq: int) -> MadeSlip:
        """Return the numbered slip that an event is told on. Raises `ValueError` for an event that has none."""
        story = self.story(look, row).as_of(seq)
        document = self.document(look, row, story, seq)
        return MadeSlip(kind_of(story, seq), document.to_json()["number"], self.renderer.render(document))

    def document(self, look: Connection, row: Row[Any], story: CaseStory, seq: int) -> Document:
        """Return what the slip of an event says. Raises `ValueError` for an event that has none."""
        slip = slip_of(story.entry(seq).event)
        if slip == "01":
            return self._slip_01(look, row)
        if slip == "minutes":
            return minutes(story, seq, self.base_url, self.storage)
        if slip not in _TOLD_BY:
            raise ValueError(f"no slip tells event {seq} of case {row.id}")
        return _TOLD_BY[slip](story, seq, self.base_url)

    def slip_06(self, look: Connection, row: Row[Any], now: datetime) -> bytes:
        """Return the process control of a case as PDF, as of a moment."""
        story = self.story(look, row)
        questions = consultations(story, self.calendar, now)
        return self.renderer.render(slip_06(story, self.calendar, self.base_url, now, questions))

    def slip_07(self, register: Register, now: datetime) -> bytes:
        """Return a unit's register as PDF."""
        return self.renderer.render(register.slip(self.directory, now))

    def result(self, look: Connection, row: Row[Any]) -> bytes:
        """Return the document that answers the application, as PDF."""
        return self.renderer.render(self._result(look, row))

    def story(self, look: Connection, row: Row[Any]) -> CaseStory:
        return read_story(look, row, sealer=self.sealer, versions=self.versions, directory=self.directory)

    def _slip_01(self, look: Connection, row: Row[Any]) -> Slip01:
        received = Received(
            person=load_person(look, self.sealer, row.applicant_id),
            answers=queries.answers_of(look, row.id, self.sealer),
            files=queries.files_of(look, row.id),
            secret=tracking_secret(self.sealer, row.id),
            base_url=self.base_url,
            calendar=self.calendar,
        )
        return slip_01(self.story(look, row), received)

    def _result(self, look: Connection, row: Row[Any]) -> ResultDocument:
        story, answers = self.story(look, row), queries.answers_of(look, row.id, self.sealer)
        issued, event = next(story.until(row.last_seq, events.ResultIssued))
        story = story.as_of(issued.seq)
        _, proposed = next(story.until(row.last_seq, events.Proposed))
        result, refused = story.definition.result, event.outcome == "refused"
        return ResultDocument(
            template="result" if refused else result.template,
            authority=story.authority,
            place=story.place,
            number=document_number(event.number, event.register),
            issued_at=issued.at,
            case_code=row.code,
            title="Thông báo từ chối giải quyết" if refused else result.name.vi,
            subject=f"Về việc: {story.definition.name.vi}",
            opening=_opening(story, refused=refused),
            facts=result_facts(story.definition, answers, self.directory),
            closing=_closing(story, proposed, refused=refused),
            in_english=(way_to_complain(story.authority_en, "en"),) if refused and row.language == "en" else (),
            recipients=(row.applicant_name, "Lưu: hồ sơ"),
            approval=_approval(story, issued.seq, event),
            verify_url=tracking_address(self.base_url, story.filed.parent_code or row.code),
        )


def _opening(story: CaseStory, *, refused: bool) -> tuple[str, ...]:
    what = "không giải quyết được hồ sơ có nội dung sau" if refused else "giải quyết như sau"
    return (f"Xét hồ sơ {story.row.code} của {story.row.applicant_name}, {story.authority} {what}:",)


def _closing(story: CaseStory, proposed: events.Proposed, *, refused: bool) -> tuple[str, ...]:
    if not refused:
        return tuple(part for part in (proposed.draft, *proposed.reasons) if part)
    reasons = [reason for reason in (proposed.draft, *proposed.reasons) if reason]
    numbered = (f"{number}. {reason}" for number, reason in enumerate(reasons, start=1))
    return "Lý do từ chối:", *numbered, way_to_complain(story.authority)


_CAPACITY = ("TM. ỦY BAN NHÂN DÂN", "NGƯỜI DUYỆT")


def _approval(story: CaseStory, seq: int, event: events.ResultIssued) -> Approval:
    """Return who approved a result, and when: the leader whose deed came before it was issued."""
    deeds = story.until(seq, events.ActionDone)
    signed = next((entry for entry, done in deeds if story.workflow.steps[done.step].role == "leader"), None)
    if signed is None:
        return Approval(capacity=_CAPACITY, name=story.names.get(event.approved_by or "", ""), at=event.at)
    return Approval(capacity=_CAPACITY, name=story.officer(signed, event.approved_by or ""), at=signed.at)


def keep_document(
    work: Connection, storage: FolderStorage, *, case_id: str, kind: str, number: str, content: bytes, now: datetime
) -> None:
    """Note a document whose bytes are stored; made again, it is the same, so it is noted once."""
    stored = storage.put(BytesIO(content), limit=LARGEST_DOCUMENT)
    bytes_ = {"sha256": stored.sha256, "size": stored.size}
    row = {"id": str(uuid4()), "case_id": case_id, "kind": kind, "number": number, **bytes_, "made_at": now}
    insert_new(work, CaseDocument, [row])


def result_facts(
    definition: ProcedureDefinition, answers: Any, directory: UnitDirectory
) -> tuple[tuple[str, str], ...]:
    """Return the answers that a result states, as pairs of label and value, in Vietnamese."""
    facts: list[tuple[str, str]] = []
    for name, field in definition.fields.items():
        value = answers.get(name)
        if value is None or field.type in ("declaration", "group", "long_text"):
            continue
        if field.type == "person":
            facts.append((field.label.vi, value.get("name") or ""))
            if value.get("birth_date"):
                facts.append(("Ngày sinh", "/".join(reversed(value["birth_date"].split("-")))))
            if value.get("identifier"):
                facts.append(("Số định danh cá nhân", value["identifier"]))
            if value.get("residence"):
                facts.append(("Nơi cư trú", _address(value["residence"], directory)))
        elif field.type == "address":
            facts.append((field.label.vi, _address(value, directory)))
        elif field.type == "choice":
            facts.append((field.label.vi, field.options[value].vi if value in field.options else str(value)))
        elif field.type in ("text", "number", "date"):
            facts.append(
                (field.label.vi, "/".join(reversed(str(value).split("-"))) if field.type == "date" else str(value))
            )
    return tuple(facts)


def _address(value: Any, directory: UnitDirectory) -> str:
    place = directory.full_name(value["unit"])
    return f"{value['line']}, {place}" if value.get("line") else place
