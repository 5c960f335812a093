"""Reads a calendar from data, and refuses it whole with every problem listed."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from portal.worktime.calendar import VIETNAM, Calendar, Closure, DayMode
from portal.worktime.errors import CalendarError
from portal.worktime.index import Hours

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
NATIONAL = Path(__file__).parent / "data" / "calendar-2023-2027.json"
INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@cache
def national_calendar() -> Calendar:
    """Return the calendar of the whole country, 2023 to 2027, with the usual office hours of the province."""
    return load_calendar(json.loads(NATIONAL.read_text(encoding="utf-8")))


def load_calendar(data: Mapping[str, Any]) -> Calendar:
    """Return the calendar that `data` describes (the shape of data/calendar-2023-2027.json).

    Raises `CalendarError` with every problem: a date that is no date, in the wrong year or on another weekday than
    stated, a make-up day without its day off, hours that overlap, a year whose working days do not add up.
    """
    reader = _Reader()
    calendar = reader.calendar(data)
    if calendar is None or reader.problems:
        raise CalendarError(tuple(reader.problems))
    return calendar


class _Reader:
    """Reads part by part and goes on after a problem; what it returns then is of no use but to find more."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def calendar(self, data: Mapping[str, Any]) -> Calendar | None:
        years = _list(data.get("years"))
        parts: dict[str, Any] = {
            "version": self.version(data.get("version")),
            "holidays": dict(day for year in years for day in self.holidays(year)),
            "makeup": dict(day for year in years for day in self.makeup(year)),
            "week": self.week(data.get("hours")),
            "exceptions": dict(self.exceptions(data.get("exceptions"))),
            "zone": self.zone(data.get("zone")),
            "provisional": frozenset(year.get("year") for year in years if year.get("provisional")),
            "day_mode": self.day_mode(data.get("day_mode")),
        }
        span = self.span([year.get("year") for year in years])
        if span is None:
            return None
        calendar = Calendar(first=date(span[0], 1, 1), last=date(span[-1], 12, 31), **parts)
        self.check_swaps(calendar)
        self.check_exceptions(calendar)
        self.check_sums(calendar, years)
        return calendar

    def span(self, numbers: list[Any]) -> range | None:
        if numbers and all(isinstance(number, int) and MINYEAR <= number <= MAXYEAR for number in numbers):
            span = range(numbers[0], numbers[0] + len(numbers))
            if numbers == list(span):
                return span
        self.problems.append(f"years: one after the other, without a gap, not {numbers}")
        return None

    def version(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            self.problems.append("version: give the calendar a version")
        return str(value)

    def zone(self, value: object) -> ZoneInfo:
        try:
            return ZoneInfo(str(value))
        except (OSError, ValueError, LookupError):
            self.problems.append(f"zone: {value!r} is no time zone")
            return VIETNAM

    def day_mode(self, value: Any) -> DayMode:
        if value in get_args(DayMode):
            mode: DayMode = value
            return mode
        self.problems.append(f"day_mode: close or same_time, not {value!r}")
        return "close"

    def week(self, hours: object) -> tuple[Hours, ...]:
        given = hours if isinstance(hours, Mapping) else {}
        for weekday in given.keys() - set(WEEKDAYS):
            self.problems.append(f"hours: {weekday!r} is no weekday, use {' '.join(WEEKDAYS)}")
        week = tuple(self.hours(given.get(weekday, []), f"hours: {weekday}") for weekday in WEEKDAYS)
        if not any(week):
            self.problems.append("hours: no weekday has office hours")
        return week

    def hours(self, texts: object, where: str) -> Hours:
        found = []
        for text in texts if isinstance(texts, list) else [texts]:
            match = INTERVAL.fullmatch(str(text))
            if match is None:
                self.problems.append(f"{where}: {text!r} is not like 07:30-11:30")
                continue
            a, b, c, d = map(int, match.groups())
            found.append((a * 60 + b, c * 60 + d))
        bounds = [minute for interval in found for minute in interval]
        if any(later <= earlier for earlier, later in pairwise(bounds)):
            self.problems.append(f"{where}: intervals end after they begin, and follow each other")
        return tuple(found)

    def holidays(self, year: Mapping[str, Any]) -> Iterator[tuple[date, str]]:
        seen, number = set(), year.get("year")
        for entry in _list(year.get("off")):
            day = self.day(entry.get("date"), f"{number}: off", number)
            if day is None:
                continue
            name, weekday = str(entry.get("name") or "").strip(), WEEKDAYS[day.weekday()]
            if day in seen:
                self.problems.append(f"{number}: off: {day} twice")
            if not name:
                self.problems.append(f"{number}: off: {day} has no name")
            if entry.get("weekday", weekday) != weekday:
                self.problems.append(f"{number}: off: {day} is {weekday}, not {entry['weekday']}")
            seen.add(day)
            yield day, name

    def makeup(self, year: Mapping[str, Any]) -> Iterator[tuple[date, date]]:
        number = year.get("year")
        for entry in _list(year.get("makeup_working")):
            day = self.day(entry.get("date"), f"{number}: makeup_working", number)
            partner = self.day(entry.get("makes_up_for"), f"{number}: makes_up_for", None)
            if day is not None and partner is not None:
                yield day, partner

    def exceptions(self, entries: object) -> Iterator[tuple[date, Closure]]:
        for entry in _list(entries):
            day = self.day(entry.get("date"), "exceptions", None)
            name = str(entry.get("name") or "").strip()
            if not name:
                self.problems.append(f"exceptions: {entry.get('date')} has no name")
            if day is not None:
                yield day, Closure(name, self.hours(entry.get("hours", []), f"exceptions: {day}"))

    def day(self, text: object, where: str, year: int | None) -> date | None:
        try:
            day = date.fromisoformat(str(text))
        except ValueError:
            self.problems.append(f"{where}: {text!r} is no date like 2026-08-22")
            return None
        if year is not None and day.year != year:
            self.problems.append(f"{where}: {day} is not in {year}")
        return day

    def check_swaps(self, calendar: Calendar) -> None:
        partners = list(calendar.makeup.values())
        for day, partner in calendar.makeup.items():
            if day in calendar.holidays or calendar.week[day.weekday()]:
                self.problems.append(f"makeup_working: {day} is no day off of an ordinary week")
            if partner not in calendar.holidays or not calendar.week[partner.weekday()]:
                self.problems.append(f"makeup_working: {day} makes up for {partner}, which is not off")
            if partners.count(partner) > 1:
                self.problems.append(f"makeup_working: {partner} is made up for twice")

    def check_exceptions(self, calendar: Calendar) -> None:
        for day in calendar.exceptions:
            ordinary = (day in calendar.makeup or calendar.week[day.weekday()]) and day not in calendar.holidays
            if not (ordinary and calendar.first <= day <= calendar.last):
                self.problems.append(f"exceptions: {day} is no working day of this calendar")

    def check_sums(self, calendar: Calendar, years: Sequence[Mapping[str, Any]]) -> None:
        for year in years:
            stated, counted = year.get("working_days_in_year"), _working_days(calendar, year["year"])
            if stated != counted:
                self.problems.append(f"{year['year']}: {counted} working days, not {stated}")


def _working_days(calendar: Calendar, year: int) -> int:
    """Count the working days of a year as the state does: a closure of one office does not change it."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return sum(
        day in calendar.makeup or (bool(calendar.week[day.weekday()]) and day not in calendar.holidays)
        for day in days
        if day.year == year
    )


def _list(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
