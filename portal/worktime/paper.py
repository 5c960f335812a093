"""When paper that was taken at a counter goes on to whoever handles it (NĐ309 Đ.9). It moves no clock (R2.4)."""

from datetime import datetime

from portal.worktime.calendar import Calendar
from portal.worktime.due import LAST_SAME_DAY_MINUTE
from portal.worktime.index import DAY


def is_late_paper(taken: datetime, calendar: Calendar) -> bool:
    """Say whether paper was taken after 15:00, or on a day off: it does not go on the same day."""
    minute = calendar.minute(taken)
    closes = calendar.index.close_on.get(minute // DAY, 0)
    return minute % DAY > LAST_SAME_DAY_MINUTE or minute >= closes


def paper_moves_later(taken: datetime, calendar: Calendar) -> datetime | None:
    """Return the opening of the next working day, where such paper goes on then; None where it does the same day.

    Raises `OutsideCalendar`.
    """
    if not is_late_paper(taken, calendar):
        return None
    midnight = (calendar.minute(taken) // DAY + 1) * DAY
    index = calendar.index
    return calendar.moment(index.minute_when_worked(index.worked(midnight) + 1) - 1)
