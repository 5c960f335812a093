"""What time it is: asked in one place, handed on as an argument everywhere else."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment, aware, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def local(moment: datetime) -> datetime:
    """Return `moment` as a wall clock in Vietnam shows it (+07, no summer time)."""
    return moment.astimezone(VIETNAM)
