"""Who leads a unit: its own leaders, else those of the office above. They are told what is late, and decide on it."""

from collections.abc import Iterator, Set
from datetime import date

from sqlalchemy import Connection

from portal.people.officers import OfficerRecord, active_holders
from portal.people.roles import Role
from portal.units.directory import UnitDirectory


def leading_offices(
    look: Connection, directory: UnitDirectory, unit: str, day: date
) -> dict[str, tuple[OfficerRecord, ...]]:
    """Return the office itself with its leaders; where it has none, those of the commune or district it belongs to.

    The province is not asked: it leads departments and communes, not the work of each. Then nobody is found.
    """
    for offices in _upwards(directory, unit, day):
        found = {office: held for office in offices if (held := active_holders(look, Role.LEADER, office, day))}
        if found:
            return found
    return {}


def deciding_office(look: Connection, directory: UnitDirectory, unit: str, day: date) -> str:
    """Return the office whose leader decides for a unit; the unit itself where nobody above leads it either."""
    return next(iter(leading_offices(look, directory, unit, day)), unit)


def planned_office(directory: UnitDirectory, unit: str, day: date, led: Set[str]) -> str:
    """Return which office would decide for a unit on a day to come, when those in `led` have a leader."""
    asked = (office for offices in _upwards(directory, unit, day) for office in offices)
    return next((office for office in asked if office in led), unit)


def _upwards(directory: UnitDirectory, unit: str, day: date) -> Iterator[tuple[str, ...]]:
    """Yield the unit, then each that it lies in with its offices, up to the province and without it."""
    yield (unit,)
    province = directory.province(day)
    for above in directory.ancestors(unit):
        if above == province:
            return
        yield (above, *directory.offices(above, day=day))
