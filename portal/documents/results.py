"""A result as data: the decision in words, the facts it states, who approved it and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.documents.qr import qr_svg
from portal.documents.slips import wall_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved, in which capacity ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), when. It is not a digital signature."""

    capacity: tuple[str, ...]
    name: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {"capacity": self.capacity, "name": self.name, "at": wall_clock(self.at)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDocument:
    """The document that answers an application. `facts` are pairs of label and value, in their order."""

    template: str
    authority: str
    place: str
    number: str
    issued_at: datetime
    case_code: str
    title: str
    subject: str | None = None
    opening: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    closing: tuple[str, ...] = ()
    in_english: tuple[str, ...] = ()  # what an applicant who asked for English has to know besides
    recipients: tuple[str, ...] = ()
    approval: Approval
    verify_url: str

    def to_json(self) -> dict[str, Any]:
        """Return the data of the template: texts, moments on the clock of Vietnam."""
        own = {name: getattr(self, name) for name in self.__slots__}
        return {
            **own,
            "issued_at": wall_clock(self.issued_at),
            "approval": self.approval.to_json(),
            "qr": qr_svg(self.verify_url),
        }
