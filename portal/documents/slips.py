"""The slips that the law names, as data: what stands on them, not how they look."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from portal.clock import local
from portal.documents.qr import qr_svg


@dataclass(frozen=True, slots=True)
class SlipComponent:
    """One paper of the dossier: how many, and in which form it was handed in (or why it need not be)."""

    name: str
    count: int
    form: str
    name_en: str = ""
    form_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip01:
    """Mẫu số 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (fields of Circular 03/2025).

    With `language` "en" the labels carry English second; the Vietnamese stays, it is the one that counts.
    """

    template: ClassVar[str] = "slip-01"

    authority: str
    authority_en: str
    office: str
    office_en: str
    place: str
    number: str
    issued_at: datetime
    case_code: str
    applicant: str
    identifier: str | None
    address: str
    phone: str | None
    email: str | None
    procedure_name: str
    procedure_name_en: str = ""
    procedure_code: str
    filed_by: str
    filed_by_en: str = ""
    competent: str
    components: tuple[SlipComponent, ...]
    sets: int = 1
    time_limit: str
    time_limit_en: str = ""
    received_at: datetime
    due_at: datetime | None  # none while the clock has not started
    counting: str | None
    counting_en: str = ""
    return_place: str
    return_place_en: str = ""
    fee: int
    fee_in_words: str
    fee_paid: int = 0
    receipt_number: str | None = None
    register: str
    lookup_address: str
    lookup_secret: str | None
    verify_url: str
    applicant_proof: str
    received_by: str | None  # none when the portal took it in by itself
    language: str = "vi"

    def to_json(self) -> dict[str, Any]:
        """Return the data of the template: texts, whole numbers, moments on the clock of Vietnam."""
        own = {name: getattr(self, name) for name in self.__slots__}
        return {
            **own,
            "issued_at": wall_clock(self.issued_at),
            "received_at": wall_clock(self.received_at),
            "due_at": None if self.due_at is None else wall_clock(self.due_at),
            "components": [asdict(component) for component in self.components],
            "qr": qr_svg(self.verify_url),
        }


def wall_clock(moment: datetime) -> str:
    """Return a moment as templates read it: "2026-11-27T17:30", on the clock of Vietnam."""
    return f"{local(moment):%Y-%m-%dT%H:%M}"
