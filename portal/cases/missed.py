"""Appointments of which nobody wrote anything down in time: the worker closes each of them, once."""

from datetime import datetime

from portal.cases.appointments import over
from portal.cases.by_itself import carried_out
from portal.cases.door import Door
from portal.workflow.commands import MissAppointment

UNRECORDED = "Đã qua cuộc hẹn mà không có biên bản."  # stands on documents, which are Vietnamese


def miss_appointments(door: Door, now: datetime) -> int:
    """Close every appointment whose time to be recorded is over; return how many. Nothing is decided by it."""
    with door.tools.database.read() as look:
        found = look.execute(over(now)).all()
    done = 0
    for row in found:
        command = MissAppointment(
            case_id=row.case_id,
            seen_version=row.version,
            key=f"missed-{row.case_id}-{row.number}-{row.version}",
            appointment=row.number,
            reason=UNRECORDED,
            by_time=True,
        )
        done += carried_out(door, command)
    return done
