"""When the office works, as the workflow asks for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portal.worktime import Calendar, add_hours


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of one calendar."""

    calendar: Calendar

    def works_at(self, moment: datetime) -> bool:
        """Say whether somebody is there at a moment; on a day that the calendar does not know, nobody is."""
        local = moment.astimezone(self.calendar.zone)
        day, minute = local.date(), local.hour * 60 + local.minute
        if not self.calendar.first <= day <= self.calendar.last:
            return False
        return any(begin <= minute < end for begin, end in self.calendar.hours_on(day))

    def after(self, moment: datetime, hours: Decimal) -> datetime:
        """Return when so many working hours since a moment have passed. Raises `OutsideCalendar`."""
        return add_hours(self.calendar, moment, hours)
