"""What can be wrong with a calendar, a limit or a clock. Words for people are chosen in portal/web."""

from datetime import date, datetime


class WorktimeError(ValueError):
    """Something about time that cannot be computed as it was asked."""


class CalendarError(WorktimeError):
    """Calendar data that contradict themselves; `problems` lists every one, each with its place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class OutsideCalendar(WorktimeError):
    """A moment falls before or after the days a calendar knows. Never guessed: holidays are decided every year."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"the calendar knows {first} to {last} only")
        self.first = first
        self.last = last


class NaiveMoment(WorktimeError):
    """A moment without a time zone."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(f"a moment needs a time zone: {moment!r}")
        self.moment = moment


class ClockError(WorktimeError):
    """What happened on a clock is in an impossible order."""

    def __init__(self, earlier: datetime, later: datetime) -> None:
        super().__init__(f"{later} cannot come before {earlier}")
        self.earlier = earlier
        self.later = later


class LimitError(WorktimeError):
    """A time limit that says nothing, or more than the law knows how to count (D10)."""

    def __init__(self, value: object, unit: str, problem: str) -> None:
        super().__init__(f"{value!r} {unit}: {problem}")
        self.value = value
        self.unit = unit
        self.problem = problem
