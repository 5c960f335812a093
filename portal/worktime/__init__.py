"""Time is law: office calendars, due moments, and the ledger that proves them. Pure; knows no case and no database."""

from portal.worktime.calendar import Calendar, Closure, DayKind
from portal.worktime.calendar_data import load_calendar, national_calendar
from portal.worktime.clock import Clock, Pause
from portal.worktime.due import add_hours, due, due_after_change, due_if_resumed, original_due, worked_minutes
from portal.worktime.errors import (
    CalendarError,
    ClockError,
    LimitError,
    NaiveMoment,
    OutsideCalendar,
    WorktimeError,
)
from portal.worktime.ledger import Ledger, LedgerDay, ledger
from portal.worktime.limit import Limit, Unit
from portal.worktime.paper import is_late_paper, paper_moves_later
from portal.worktime.reading import LedgerKind

__all__ = [
    "Calendar",
    "CalendarError",
    "Clock",
    "ClockError",
    "Closure",
    "DayKind",
    "Ledger",
    "LedgerDay",
    "LedgerKind",
    "Limit",
    "LimitError",
    "NaiveMoment",
    "OutsideCalendar",
    "Pause",
    "Unit",
    "WorktimeError",
    "add_hours",
    "due",
    "due_after_change",
    "due_if_resumed",
    "is_late_paper",
    "ledger",
    "load_calendar",
    "national_calendar",
    "original_due",
    "paper_moves_later",
    "worked_minutes",
]
