"""How many working hours lie between two moments, as people say it: to a tenth of an hour."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from portal.worktime.calendar import Calendar
from portal.worktime.due import worked_minutes


def hours_used(calendar: Calendar, begin: datetime, end: datetime) -> Decimal:
    """Return the working hours from one moment to a later one; none where the later is not later."""
    minutes = worked_minutes(calendar, begin, max(begin, end))
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize()
