"""When the office works, as the workflow asks for it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from portal.worktime import Calendar, add_hours

LAST_SECOND = time(23, 59, 59)  # events keep whole seconds


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

    def end_of_days(self, moment: datetime, days: int) -> datetime:
        """Return the last second of a period of so many days from a moment (Civil Code 2015, articles 147 and 148).

        The first day is not counted, the last one counts to midnight, and a last day off moves to the next working day.
        What the calendar does not know yet moves nothing.
        """
        last = moment.astimezone(self.calendar.zone).date() + timedelta(days=days)
        while self.calendar.first <= last <= self.calendar.last and not self.calendar.hours_on(last):
            last += timedelta(days=1)
        return datetime.combine(last, LAST_SECOND, self.calendar.zone)
