"""The documents that the portal makes for a case, from its events: the same events, the same bytes."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select

from portal.cases import deadlines, queries
from portal.cases.models import CaseDocument
from portal.cases.secrets import tracking_secret
from portal.catalogue import answers as given
from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.versions import Published, Versions
from portal.clock import local
from portal.crypto import Sealer
from portal.documents.render import Renderer
from portal.documents.results import Approval, ResultDocument
from portal.documents.slips import Slip01, SlipComponent
from portal.documents.spelling import amount_in_words, limit_in_words
from portal.people.accounts import load_person
from portal.people.officers import officer_names
from portal.storage import FolderStorage
from portal.units.directory import UnitDirectory
from portal.workflow import events
from portal.workflow.codec import case_from_json
from portal.worktime import Calendar

LARGEST_DOCUMENT = 10 * 1024 * 1024


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

    def result(self, look: Connection, row: Row[Any]) -> bytes:
        """Return the document that answers the application, as PDF."""
        return self.renderer.render(self._result(look, row))

    def _slip_01(self, look: Connection, row: Row[Any]) -> Slip01:
        published = self.versions.get(look, row.version_id)
        definition = published.definition
        person = load_person(look, self.sealer, row.applicant_id)
        answers = queries.answers_of(look, row.id, self.sealer)
        state = case_from_json(row.snapshot)
        history = queries.history(look, row.id, self.sealer)
        accepted = next((e for e in history if isinstance(e.event, events.ClockStarted)), None)
        names = officer_names(look, [accepted.actor["id"]] if accepted else [])
        paid = next((e.event for e in history if isinstance(e.event, events.PaymentRecorded)), None)
        limit = deadlines.time_limit(definition, row.variant)
        files = queries.files_of(look, row.id)
        home = self.directory.full_name(person.residence_unit) if person.residence_unit else ""
        return Slip01(
            authority=self._authority(row.competent),
            office=self.directory.full_name(row.intake),
            place=self._place(row.competent),
            number=row.code.rsplit("-", 1)[-1] + "/TNHS",
            issued_at=state.clock_started_at or row.submitted_at,
            case_code=row.code,
            applicant=row.applicant_name,
            identifier=person.personal_id,
            address=", ".join(part for part in (person.residence_line, home) if part),
            phone=person.phone,
            email=person.email,
            procedure_name=definition.name.vi,
            procedure_code=definition.code,
            filed_by={"online": "Trực tuyến", "counter": "Tại quầy", "post": "Bưu chính"}[row.channel],
            competent=self.directory.full_name(row.competent),
            components=_components(definition, answers, files, local(row.submitted_at).date()),
            time_limit=limit_in_words(limit.value(row.channel), limit.unit),
            received_at=row.submitted_at,
            due_at=row.original_due_at,
            counting=None if row.original_due_at else "Hạn tính từ khi hồ sơ được tiếp nhận.",
            return_place={
                "portal": "Bản điện tử trên cổng",
                "counter": self.directory.full_name(row.intake),
                "post": "Qua bưu điện",
            }[row.return_by],
            fee=row.fee,
            fee_in_words=amount_in_words(row.fee),
            fee_paid=row.paid,
            receipt_number=paid.receipt if paid is not None else None,
            register=row.code,
            lookup_address=f"{self.base_url}/track",
            lookup_secret=tracking_secret(self.sealer, row.id),
            verify_url=self.tracking_address(row.code),
            applicant_proof="Nộp trực tuyến, người nộp đã đăng nhập bằng tài khoản định danh",
            received_by=names.get(accepted.actor["id"]) if accepted else None,
            language=row.language,
        )

    def _result(self, look: Connection, row: Row[Any]) -> ResultDocument:
        published = self.versions.get(look, row.version_id)
        answers = queries.answers_of(look, row.id, self.sealer)
        history = queries.history(look, row.id, self.sealer)
        issued = next(e for e in reversed(history) if isinstance(e.event, events.ResultIssued))
        event = issued.event
        if not isinstance(event, events.ResultIssued):
            raise TypeError(event)
        proposed = next(e.event for e in reversed(history) if isinstance(e.event, events.Proposed))
        approved = self._approval(history, published, row, event)
        name = officer_names(look, [event.approved_by] if event.approved_by else []).get(event.approved_by or "", "")
        result = published.definition.result
        refused = event.outcome == "refused"
        return ResultDocument(
            template="result" if refused else result.template,
            authority=self._authority(row.competent),
            place=self._place(row.competent),
            number=f"{event.number:02d}/{event.register}",
            issued_at=issued.at,
            case_code=row.code,
            title="Thông báo từ chối giải quyết" if refused else result.name.vi,
            subject=f"Về việc: {published.definition.name.vi}",
            opening=self._opening(row, refused=refused),
            facts=result_facts(published.definition, answers, self.directory),
            closing=tuple(part for part in (proposed.draft, *proposed.reasons) if part),
            recipients=(row.applicant_name, "Lưu: hồ sơ"),
            approval=Approval(capacity=("TM. ỦY BAN NHÂN DÂN", "NGƯỜI DUYỆT"), name=name, at=approved),
            verify_url=self.tracking_address(row.code),
        )

    def _opening(self, row: Row[Any], *, refused: bool) -> tuple[str, ...]:
        what = "không giải quyết được hồ sơ với lý do dưới đây" if refused else "giải quyết như sau"
        return (f"Xét hồ sơ {row.code} của {row.applicant_name}, {self._authority(row.competent)} {what}:",)

    def _approval(
        self, history: list[queries.HistoryEntry], published: Published, row: Row[Any], event: events.ResultIssued
    ) -> datetime:
        workflow = published.workflows[row.variant]
        for entry in reversed(history):
            done = entry.event
            if isinstance(done, events.ActionDone) and workflow.steps[done.step].role == "leader":
                return entry.at
        return event.at

    def _authority(self, unit: str) -> str:
        return self.directory.full_name(unit)

    def _place(self, unit: str) -> str:
        """Return the name of the commune or province where the document is made."""
        chain = (unit, *self.directory.ancestors(unit))
        place = next((code for code in chain if "/" not in code), unit)
        return self.directory.name(place).removeprefix("Tỉnh ").removeprefix("Xã ").removeprefix("Phường ")

    def tracking_address(self, code: str) -> str:
        return tracking_address(self.base_url, code)


def tracking_address(base_url: str, code: str) -> str:
    """Return the address that a receipt's QR opens: it names the case, and asks for the secret."""
    return f"{base_url}/track?code={code}"


def keep_document(
    work: Connection, storage: FolderStorage, *, case_id: str, kind: str, number: str, content: bytes, now: datetime
) -> None:
    """Note a document whose bytes are stored; made again, it is the same, so it is noted once."""
    stored = storage.put(BytesIO(content), limit=LARGEST_DOCUMENT)
    held = work.execute(
        select(CaseDocument.id).where(CaseDocument.case_id == case_id, CaseDocument.kind == kind)
    ).scalar()
    if held is None:
        work.execute(
            insert(CaseDocument).values(
                id=str(uuid4()),
                case_id=case_id,
                kind=kind,
                number=number,
                sha256=stored.sha256,
                size=stored.size,
                made_at=now,
            )
        )


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


def _components(definition: ProcedureDefinition, answers: Any, files: Any, day: Any) -> tuple[SlipComponent, ...]:
    listed = [SlipComponent("Tờ khai điện tử", 1, "Biểu mẫu điện tử")]
    for component in given.components(definition, answers, day):
        sent = sum(1 for file in files if file.component == component.id)
        if sent:
            listed.append(SlipComponent(component.name.vi, sent, "Bản điện tử"))
    return tuple(listed)
