"""The slips that tell an applicant what happened on the way: 02 to 05, and that a withdrawal is confirmed.

Data only. Words that are the same on every slip stand in the templates, in both languages; here are facts.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Literal

from portal.documents.qr import qr_svg
from portal.documents.results import Approval
from portal.documents.slips import wall_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSlip:
    """What stands on each of them. With `language` "en" the labels carry English second.

    `grounds` are the numbers of the laws that the procedure rests on; `approval` names who issued the slip.
    """

    authority: str
    authority_en: str
    office: str
    office_en: str
    place: str
    number: str
    issued_at: datetime
    case_code: str
    applicant: str
    procedure_name: str
    procedure_name_en: str = ""
    procedure_code: str
    grounds: tuple[str, ...]
    recipients: tuple[str, ...]
    approval: Approval
    verify_url: str
    language: str = "vi"

    def to_json(self) -> dict[str, Any]:
        """Return the data of the template: texts, whole numbers, moments on the clock of Vietnam."""
        own = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return {**own, "qr": qr_svg(self.verify_url)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """One thing that is missing or wrong, and how to mend it."""

    name: str
    name_en: str
    wrong: str  # missing | invalid | unclear
    mend: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "name_en": self.name_en, "wrong": self.wrong, "mend": self.mend}


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """One paper or answer for the sake of which an application is not accepted, and what to do about it."""

    name: str
    name_en: str
    why: str
    then: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "name_en": self.name_en, "why": self.why, "then": self.then}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip02(SentSlip):
    """Mẫu số 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: the one notice that lists everything (R2.3)."""

    template: ClassVar[str] = "slip-02"

    items: tuple[MissingLine, ...]
    reason: str
    reply_by: datetime
    reply_address: str
    contact: str
    clock: Literal["not_started", "paused", "runs"]
    after: Literal["refused", "stopped"]  # what may follow when nothing is answered in time (R2.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip03(SentSlip):
    """Mẫu số 03, Phiếu từ chối tiếp nhận, giải quyết hồ sơ: reasons, grounds, and what to do next (R2.9)."""

    template: ClassVar[str] = "slip-03"

    reasons: tuple[str, ...]  # of the application as a whole
    items: tuple[RefusedLine, ...] = ()
    complaint_days: int
    elsewhere: str | None  # the competent authority, where it is not the one that the office belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip04(SentSlip):
    """Mẫu số 04, Văn bản xin lỗi và đề nghị gia hạn: why it is late, who is answerable, the new date (R2.12)."""

    template: ClassVar[str] = "slip-04"

    received_at: datetime
    promised: datetime
    new_due: datetime
    cause: str
    cause_en: str
    explanation: str
    answerable: str
    answerable_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip05(SentSlip):
    """Mẫu số 05, Thông báo dừng giải quyết hồ sơ: who asked and when, fees, papers returned (R2.10)."""

    template: ClassVar[str] = "slip-05"

    reasons: tuple[str, ...]
    stage: str
    stage_en: str
    proposed_by: str | None
    proposed_at: datetime | None
    fee: int
    fee_paid: int
    receipt_number: str | None
    papers_at: str | None  # where papers are given back; none when there are only electronic ones
    complaint_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalNote(SentSlip):
    """Xác nhận rút hồ sơ: none of the seven forms, so it has no number and stands in no register (R2.11)."""

    template: ClassVar[str] = "withdrawal"

    received_at: datetime
    reason: str
    fee: int
    fee_paid: int
    receipt_number: str | None
    papers_at: str | None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return wall_clock(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.to_json() if isinstance(value, Approval | MissingLine | RefusedLine) else value
