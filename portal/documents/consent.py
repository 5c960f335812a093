"""The sheet by which a person confirms what somebody wrote with them: read out, signed, scanned."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from portal.documents.slips import wall_clock


@dataclass(frozen=True, slots=True)
class ConsentPart:
    """One page of the form in plain words: its title, and each question with its answer."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSheet:
    """What is sent, who wrote it, and the place for the signature. Not a slip of the law: it has no number."""

    template: ClassVar[str] = "consent"

    authority: str
    office: str
    place: str
    issued_at: datetime
    applicant: str
    procedure_name: str
    procedure_code: str
    competent: str
    parts: tuple[ConsentPart, ...]
    papers: tuple[str, ...]
    fee: str
    return_way: str
    helper: str
    sheet_code: str  # in short, to be typed when the scan is handed in
    digest: str

    def to_json(self) -> dict[str, Any]:
        """Return the data of the template."""
        own = {name: getattr(self, name) for name in self.__slots__}
        parts = [{"title": part.title, "rows": [list(row) for row in part.rows]} for part in self.parts]
        return {**own, "issued_at": wall_clock(self.issued_at), "parts": parts, "papers": list(self.papers)}
