"""The two papers of a meeting with an applicant: the invitation, and the minutes with photos. Data only."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.documents.slips_sent import SentSlip


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(SentSlip):
    """Giấy mời: when, where and with what the applicant is met, and how to ask for another day."""

    template: ClassVar[str] = "invitation"

    subject: str
    subject_en: str
    meets_at: datetime
    where: str
    asked: str
    bring: tuple[str, ...]
    bring_en: tuple[str, ...]
    moved: str | None  # why it was moved, where it was
    contact: str
    reply_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(SentSlip):
    """Biên bản: who was there, what was seen, what came of it. Photos are drawings that hold a picture."""

    template: ClassVar[str] = "minutes"

    subject: str
    subject_en: str
    met_at: datetime
    where: str
    attended: tuple[tuple[str, str], ...]  # name, part
    result: str
    result_en: str
    minutes: str
    photos: tuple[tuple[str, str], ...]  # what it is, the picture
    sheets: tuple[tuple[str, str], ...]  # what the scanned sheets with signatures are called, their hashes
    recorder: str


def framed(jpeg: bytes, width: int, height: int) -> str:
    """Return a picture as a drawing: templates get their data as text, and read no file."""
    link = f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"
    size = f'width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{link}"/></svg>'
