"""The time of each row of slip 06: the working hours it took, and those in which the clock of the law stood."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from portal.documents.slips_kept import HandOver
from portal.documents.spelling import limit_in_words
from portal.workflow.case import Pause
from portal.worktime import Calendar
from portal.worktime.used import hours_used


def timed(row: HandOver, pauses: Sequence[Pause], calendar: Calendar, now: datetime) -> HandOver:
    """Return a row with its time as of a moment; what has no limit is only told how long the clock stood."""
    end = row.left or now
    used = limit_in_words(hours_used(calendar, row.at, end), "hours") if row.allowed else ""
    stood = sum((_overlap(pause, row.at, end, calendar) for pause in pauses), Decimal(0))
    return replace(row, used=used, stood=limit_in_words(stood, "hours") if stood else "")


def _overlap(pause: Pause, begin: datetime, end: datetime, calendar: Calendar) -> Decimal:
    return hours_used(calendar, max(pause.start, begin), min(pause.end or end, end))
