"""Moments and calendars as the tables of this folder write them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from portal.worktime import Calendar, Clock, Closure, Limit, Pause, Unit, national_calendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
UNITS: dict[str, Unit] = {"wd": "working_days", "d": "days", "h": "hours", "m": "months"}
NATIONAL = national_calendar()


def at(text: str) -> datetime:
    """Read "2026-03-09 09:00" as a wall clock in Vietnam shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def limit(text: str) -> Limit:
    """Read "3 wd", "20 d", "4 h", "1 m"."""
    value, unit = text.split()
    return Limit(Decimal(value), UNITS[unit])


def pauses(text: str) -> tuple[Pause, ...]:
    """Read "start > end; start >": an end that is missing is an open pause."""
    found = []
    for stretch in filter(None, (part.strip() for part in text.split(";"))):
        start, _, end = (part.strip() for part in stretch.partition(">"))
        found.append(Pause(at(start), at(end) if end else None, "supplement"))
    return tuple(found)


def clock(
    started: str,
    period: str,
    *,
    stood: str = "",
    received: str | None = None,
    stopped: str | None = None,
    same_day: bool = False,
) -> Clock:
    return Clock(
        received=at(received) if received else None,
        started=at(started),
        pauses=pauses(stood),
        stopped=at(stopped) if stopped else None,
        limit=limit(period),
        same_day=same_day,
    )


def shown(moment: datetime | None) -> str | None:
    """Write a moment the way `at` reads it."""
    return None if moment is None else f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"


def closed_on(day: str, *hours: tuple[int, int]) -> Calendar:
    """The national calendar, with one day on which the office keeps other hours."""
    return replace(NATIONAL, exceptions={date.fromisoformat(day): Closure("Đóng cửa do bão", hours)})
