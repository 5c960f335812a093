"""An office calendar: which days and hours count. Data with a version; a change is a new calendar."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from portal.worktime.errors import NaiveMoment, OutsideCalendar
from portal.worktime.index import DAY, Hours, Index, build

DayMode = Literal["close", "same_time"]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE_HOURS: Hours = ((7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60 + 30))
OFFICE_WEEK: tuple[Hours, ...] = (OFFICE_HOURS,) * 5 + ((), ())


class DayKind(StrEnum):
    """What a day is to the office, before any case looks at it."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"  # a weekday off, worked on a Saturday instead
    MAKEUP = "makeup"  # that Saturday
    CLOSED = "closed"  # this office alone is shut: storm, flood


@dataclass(frozen=True, slots=True)
class Closure:
    """A working day on which the office keeps other hours, or none; `name` says why."""

    name: str
    hours: Hours = ()


class Face(NamedTuple):
    """A day with its kind and name."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The office days from `first` to `last`. Intervals are minutes from midnight, in `zone`.

    `makeup` maps a Saturday worked to the day off it makes up for, and has that day's hours. `provisional` are years
    whose holidays nobody has announced yet. `day_mode` says when a period of working days ends (D11): at the close
    of its last day, or at the time of day it began, so many eight-hour days later.
    """

    version: str
    first: date
    last: date
    holidays: Mapping[date, str] = field(repr=False)
    makeup: Mapping[date, date] = field(default_factory=dict, repr=False)
    week: tuple[Hours, ...] = field(default=OFFICE_WEEK, repr=False)
    exceptions: Mapping[date, Closure] = field(default_factory=dict, repr=False)
    zone: ZoneInfo = VIETNAM
    provisional: frozenset[int] = frozenset()
    day_mode: DayMode = "close"

    def __post_init__(self) -> None:
        for name in ("holidays", "makeup", "exceptions"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @cached_property
    def swapped(self) -> frozenset[date]:
        """The days off that a make-up Saturday stands for."""
        return frozenset(self.makeup.values())

    @cached_property
    def index(self) -> Index:
        """The prefix sums over all days: built once, a few milliseconds."""
        return build((day.toordinal(), hours) for day in self.days() if (hours := self.hours_on(day)))

    def days(self) -> Iterator[date]:
        """Yield every day the calendar knows."""
        for number in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(number)

    def kind(self, day: date) -> DayKind:
        """Return what a day is; a holiday on a Sunday is a holiday."""
        if day in self.makeup:
            usual = DayKind.MAKEUP
        elif day in self.swapped:
            return DayKind.SWAPPED_OFF
        elif day in self.holidays:
            return DayKind.HOLIDAY
        elif self.week[day.weekday()]:
            usual = DayKind.WORKING
        else:
            return DayKind.WEEKEND
        shut = self.exceptions.get(day)
        return DayKind.CLOSED if shut is not None and not shut.hours else usual

    def name(self, day: date) -> str:
        """Return the name of a holiday, swap, make-up day or closure, in Vietnamese; empty for any other day."""
        if day in self.exceptions:
            return self.exceptions[day].name
        if day in self.makeup:
            return f"làm bù cho {self.makeup[day]:%d/%m/%Y}"
        return self.holidays.get(day, "")

    def hours_on(self, day: date) -> Hours:
        """Return the intervals the office works on a day, as minutes from midnight; none on a day off (D6)."""
        if self.kind(day) not in (DayKind.WORKING, DayKind.MAKEUP):
            return ()
        closure = self.exceptions.get(day)
        return closure.hours if closure is not None else self.week[self.makeup.get(day, day).weekday()]

    def is_provisional(self, day: date) -> bool:
        """Tell whether the holidays of the year of a day still wait for the official announcement."""
        return day.year in self.provisional

    def minute(self, moment: datetime) -> int:
        """Return an aware moment as a minute of the index; seconds are dropped.

        Raises `NaiveMoment`, and `OutsideCalendar` for a day the calendar does not know.
        """
        if moment.tzinfo is None:
            raise NaiveMoment(moment)
        local = moment.astimezone(self.zone)
        day = local.toordinal()
        if not self._first_number <= day <= self._last_number:
            raise OutsideCalendar(self.first, self.last)
        return day * DAY + local.hour * 60 + local.minute

    def moment(self, minute: int) -> datetime:
        """Return a minute of the index as a moment in UTC."""
        day, into = divmod(minute, DAY)
        return (self._year_one + timedelta(day - 1, into * 60)).astimezone(UTC)

    def close_of(self, day: date) -> datetime:
        """Return the moment in UTC at which a day closes; a day off with its last minute. Raises `OutsideCalendar`."""
        if not self._first_number <= day.toordinal() <= self._last_number:
            raise OutsideCalendar(self.first, self.last)
        return self.moment(self.index.close(day.toordinal()))

    def face(self, number: int) -> Face:
        """Return what a day, by its number, looks like: computed once, for the ledgers that show it again and again."""
        face = self._faces.get(number)
        if face is None:
            day = date.fromordinal(number)
            face = self._faces[number] = Face(day, self.kind(day), self.name(day))
        return face

    @cached_property
    def _faces(self) -> dict[int, Face]:
        return {}

    @cached_property
    def _year_one(self) -> datetime:
        return datetime(1, 1, 1, tzinfo=self.zone)

    @cached_property
    def _first_number(self) -> int:
        return self.first.toordinal()

    @cached_property
    def _last_number(self) -> int:
        return self.last.toordinal()
