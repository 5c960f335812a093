"""Appointments with applicants as rows: kept in step with the events, listed for a unit, found when they are over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, insert, literal_column, select, update

from portal.cases.access import visible_to
from portal.cases.meeting_models import CaseAppointment, MeetingFile
from portal.cases.models import Case, CaseEvent
from portal.cases.store import read_events
from portal.crypto import Sealer
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES
from portal.statements import Batch, Write
from portal.units.directory import UnitDirectory
from portal.workflow.case import CaseState
from portal.workflow.events import (
    AnyEvent,
    AppointmentCancelled,
    AppointmentDeclined,
    AppointmentFixed,
    AppointmentMissed,
    CaseEnded,
    CaseRehomed,
    MeetingHeld,
)

MOST = 200  # appointments of a list: more lie ahead than anybody could keep

IS_OPEN = CaseAppointment.status == literal_column("'open'")
_THIS = and_(CaseAppointment.case_id == bindparam("b_id"), CaseAppointment.number == bindparam("b_number"))
_INSERT = Write(insert(CaseAppointment))
_INSERT_FILE = Write(insert(MeetingFile))
_MOVE = Write(
    update(CaseAppointment)
    .where(_THIS)
    .values({name: bindparam(name) for name in ("meets_at", "record_by", "fixed_by", "declined")})
)
_DECLINE = Write(update(CaseAppointment).where(_THIS).values(declined=bindparam("declined")))
_REHOME = Write(update(CaseAppointment).where(_THIS).values(unit=bindparam("unit")))
_SETTLE = Write(
    update(CaseAppointment).where(_THIS).values(status=bindparam("status"), settled_at=bindparam("settled_at"))
)
SETTLED: dict[type[Any], str] = {
    AppointmentCancelled: "cancelled",
    AppointmentMissed: "missed",
    MeetingHeld: "held",
    CaseEnded: "cancelled",  # of a case that ends with an appointment ahead: it was withdrawn
}
_STATUS = {kind.__name__: status for kind, status in SETTLED.items()}


def note_appointment(batch: Batch, case_id: str, before: CaseState, seq: int, event: AnyEvent) -> None:
    """Keep the rows in step with an event; `before` is the case before the command that led to it."""
    match event:
        case AppointmentFixed():
            _fix(batch, case_id, before.unit or "", seq, event)
        case AppointmentDeclined():
            batch.add(_DECLINE, {"b_id": case_id, "b_number": event.number, "declined": True})
        case MeetingHeld() | AppointmentMissed() | AppointmentCancelled():
            _settle(batch, case_id, event.number, event)
            files = event.files if isinstance(event, MeetingHeld) else ()
            batch.add(_INSERT_FILE, *(_file_row(case_id, event.number, place, file) for place, file in _placed(files)))
        case CaseEnded() if before.appointment is not None:
            _settle(batch, case_id, before.appointment.number, event)
        case CaseRehomed() if before.appointment is not None:
            batch.add(_REHOME, {"b_id": case_id, "b_number": before.appointment.number, "unit": event.unit})
        case _:
            pass


def _fix(batch: Batch, case_id: str, unit: str, seq: int, event: AppointmentFixed) -> None:
    when = {"meets_at": event.meets_at, "record_by": event.record_by, "fixed_by": seq, "declined": False}
    if event.moved:
        batch.add(_MOVE, {"b_id": case_id, "b_number": event.number, **when})
        return
    row = {"case_id": case_id, "number": event.number, "kind": event.kind, "unit": unit}
    batch.add(_INSERT, {**row, **when, "status": "open", "settled_at": None})


def _settle(batch: Batch, case_id: str, number: int, event: AnyEvent) -> None:
    status = SETTLED[type(event)]
    batch.add(_SETTLE, {"b_id": case_id, "b_number": number, "status": status, "settled_at": event.at})


def _placed(files: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    return enumerate(files, start=1)


def _file_row(case_id: str, number: int, place: int, file: Any) -> dict[str, Any]:
    what = {"kind": file.kind, "sha256": file.sha256, "size": file.size, "media_type": file.media_type}
    return {"case_id": case_id, "number": number, "place": place, **what}


@dataclass(frozen=True, slots=True)
class Ahead:
    """One appointment of a unit, with its case and what the applicant was told."""

    row: Row[Any]
    told: AppointmentFixed


def list_ahead(look: Connection, principal: Principal, directory: UnitDirectory, sealer: Sealer) -> list[Ahead]:
    """Return the open appointments of an officer's units, the next first; only of cases that they may see."""
    units = sorted(principal.units_as(*DESK_ROLES) | {unit for unit, _ in principal.scoped_units_as(*DESK_ROLES)})
    if not units:
        return []
    fixed = and_(CaseEvent.case_id == CaseAppointment.case_id, CaseEvent.seq == CaseAppointment.fixed_by)
    case = (Case.code, Case.applicant_name, Case.version_id, Case.procedure_code, Case.holder)
    statement = select(CaseAppointment.__table__, *case, CaseEvent.seq, CaseEvent.kind.label("event_kind"))
    statement = statement.add_columns(CaseEvent.at, CaseEvent.facts, CaseEvent.private)
    statement = statement.join(Case, Case.id == CaseAppointment.case_id).join(CaseEvent, fixed)
    mine = (IS_OPEN, CaseAppointment.unit.in_(units), visible_to(principal, directory))
    rows = look.execute(statement.where(*mine).order_by(CaseAppointment.meets_at).limit(MOST)).all()
    return [Ahead(row, told) for row in rows if isinstance(told := _event_of(row, sealer), AppointmentFixed)]


def _event_of(row: Row[Any], sealer: Sealer) -> AnyEvent:
    return read_events([_AsEvent(row)], sealer)[0]  # type: ignore[list-item]  # it has what is read of a row


class _AsEvent:
    """The columns of an event in a row that has others beside them."""

    def __init__(self, row: Row[Any]) -> None:
        self.case_id, self.seq, self.kind = row.case_id, row.seq, row.event_kind
        self.at, self.facts, self.private = row.at, row.facts, row.private


def over(now: datetime) -> Any:
    """Return the statement that finds appointments whose time to be recorded has passed, the longest over first."""
    found = select(CaseAppointment.record_by, CaseAppointment.case_id, CaseAppointment.number, Case.version)
    found = found.join(Case, Case.id == CaseAppointment.case_id).where(IS_OPEN, CaseAppointment.record_by < now)
    return found.order_by(CaseAppointment.record_by)


def appointment_differences(look: Connection, case_id: str, stored: Sequence[Any]) -> Iterator[str]:
    """Yield what of the rows does not follow from the stored events of a case."""
    columns = (CaseAppointment.number, CaseAppointment.meets_at, CaseAppointment.fixed_by, CaseAppointment.status)
    listed = select(*columns).where(CaseAppointment.case_id == case_id).order_by(CaseAppointment.number)
    expected: dict[int, tuple[int, datetime, int, str]] = {}
    for event in stored:
        number = event.facts.get("number", 0)
        if event.kind == AppointmentFixed.__name__:
            expected[number] = (number, datetime.fromisoformat(event.facts["meets_at"]), event.seq, "open")
        elif event.kind == CaseEnded.__name__:
            expected = {n: (*row[:3], "cancelled" if row[3] == "open" else row[3]) for n, row in expected.items()}
        elif event.kind in _STATUS:
            expected[number] = (*expected[number][:3], _STATUS[event.kind])
    found = [tuple(row) for row in look.execute(listed)]
    if found != list(expected.values()):
        yield f"appointments are {found}, but {list(expected.values())} follow from the events"
    files = select(MeetingFile.sha256).where(MeetingFile.case_id == case_id)
    kept = look.execute(files.order_by(MeetingFile.number, MeetingFile.place)).scalars().all()
    named = [file["sha256"] for event in stored if event.kind == "MeetingHeld" for file in event.facts["files"]]
    if list(kept) != named:
        yield "the files of the minutes were altered"
