"""What an office keeps of its own work: 06, the hand-overs of one case, and 07, the register of many. Data only."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Literal

from portal.documents.qr import qr_svg
from portal.documents.slips import wall_clock

# Before the day it was due, on that day but in time, after the moment it was due; still at work; not measured.
Verdict = Literal["early", "on_time", "late", "open", "unmeasured"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One passing from hand to hand: who gave the case to whom, for what, how long they have, and how they did."""

    giver: str
    receiver: str
    at: datetime
    work: str
    allowed: str
    due: datetime | None
    left: datetime | None
    verdict: Verdict
    used: str = ""  # the working hours it took so far
    stood: str = ""  # those of them in which the clock of the law stood


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip06:
    """Mẫu số 06, Phiếu kiểm soát quá trình giải quyết hồ sơ: made from the events, never typed, never stored."""

    template: ClassVar[str] = "slip-06"

    authority: str
    office: str
    place: str
    issued_at: datetime
    case_code: str
    applicant: str
    procedure_name: str
    procedure_code: str
    received_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    verdict: Verdict
    rows: tuple[HandOver, ...]
    verify_url: str

    def to_json(self) -> dict[str, Any]:
        return {**_flat(self), "qr": qr_svg(self.verify_url)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One case in the register."""

    code: str
    procedure: str
    sets: int
    applicant: str
    contact: str
    competent: str  # as of the day it was filed
    competent_now: str = ""  # who decides now, where a reorganisation made it another
    received_at: datetime
    due_at: datetime | None
    returned_at: datetime | None
    return_by: str  # portal | counter | post
    state: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip07:
    """Mẫu số 07, Sổ theo dõi hồ sơ: the cases of a unit that were received from one day to another, both included."""

    template: ClassVar[str] = "slip-07"

    authority: str
    place: str
    issued_at: datetime
    first: datetime
    last: datetime
    rows: tuple[RegisterRow, ...]

    def to_json(self) -> dict[str, Any]:
        return _flat(self)


def _flat(slip: Slip06 | Slip07) -> dict[str, Any]:
    own = {field.name: getattr(slip, field.name) for field in fields(slip) if field.name != "rows"}
    rows = [{name: _told(value) for name, value in asdict(row).items()} for row in slip.rows]
    return {**{name: _told(value) for name, value in own.items()}, "rows": rows}


def _told(value: Any) -> Any:
    return wall_clock(value) if isinstance(value, datetime) else value
