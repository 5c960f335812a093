"""When the office works: what the workflow asks of a calendar, and an office that never closes where none is given."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol


class Office(Protocol):
    """When the office works."""

    def works_at(self, moment: datetime) -> bool:
        """Say whether somebody is there at a moment."""

    def after(self, moment: datetime, hours: Decimal) -> datetime:
        """Return when so many working hours since a moment have passed."""

    def end_of_days(self, moment: datetime, days: int) -> datetime:
        """Return the last second of a period of so many days from a moment."""


class NeverCloses:
    """An office where every hour is a working hour."""

    def works_at(self, moment: datetime) -> bool:
        return True

    def after(self, moment: datetime, hours: Decimal) -> datetime:
        return moment + timedelta(hours=float(hours))

    def end_of_days(self, moment: datetime, days: int) -> datetime:
        return moment + timedelta(days=days)


NEVER_CLOSES = NeverCloses()
