"""What is written about an appointment beside a case, as commands: fixed or moved, cancelled, missed."""

import re
from datetime import datetime, time
from typing import Any

from portal.catalogue.fields import parse_day
from portal.clock import VIETNAM
from portal.text import clean
from portal.workflow import commands
from portal.workflow.errors import InputMissing

_TIME = re.compile(r"(\d{1,2})\s*(?:[:.h]|giờ)?\s*(\d{2})?\s*(?:phút)?\Z")


def parse_time(text: str) -> time | None:
    """Return the time of day of "8:30", "8h30", "14 giờ"; None for anything else."""
    match = _TIME.match(clean(text).lower())
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def appoint(form: Any, at: dict[str, Any]) -> commands.FixAppointment:
    """Return the command that fixes an appointment, or moves it. Raises `InputMissing`."""
    day, hour = parse_day(clean(form.day.data or "")), parse_time(form.time.data or "")
    if day is None:
        raise InputMissing("day")
    if hour is None:
        raise InputMissing("time")
    said = {name: form.said(name) for name in ("place", "asked", "bring", "reason")}
    return commands.FixAppointment(**at, meets_at=datetime.combine(day, hour, VIETNAM), **said)


def cancel(form: Any, at: dict[str, Any]) -> commands.CancelAppointment:
    return commands.CancelAppointment(**at, reason=form.said("reason"))


def missed(form: Any, at: dict[str, Any]) -> commands.MissAppointment:
    return commands.MissAppointment(**at, appointment=form.appointment.data or 0, reason=form.said("reason"))
