"""What is asked for: whose cases, which period, as of when, and narrower where wanted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.catalogue.versions import Versions
from portal.clock import local
from portal.people.principal import Principal
from portal.statistics.indicators import Period
from portal.statistics.territory import counts_for, supervised, territory
from portal.units.directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class Books:
    """What figures are looked up in, besides the database."""

    directory: UnitDirectory
    versions: Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One question. `unit` takes in all that lies in it, `line` is one line of the table by unit and no more."""

    principal: Principal
    period: Period
    as_of: datetime
    unit: str | None = None
    line: str | None = None
    level: str | None = None
    procedure: str | None = None

    @property
    def known(self) -> Period:
        """The part of the period that has passed at the moment of looking."""
        return self.period.known_at(self.as_of)

    @property
    def day(self) -> date:
        """The day whose organisation tree is used: the last one that lies wholly or partly before the moment."""
        return local(self.as_of - timedelta(microseconds=1)).date()

    def units(self, directory: UnitDirectory) -> frozenset[str]:
        """Return the competent units of the cases that are asked for; never more than the principal supervises."""
        found = supervised(self.principal, directory)
        if self.unit is not None:
            found &= territory(directory, self.unit, self.day)
        if self.line is not None:
            found = frozenset(code for code in found if counts_for(directory, code, self.day) == self.line)
        return found
