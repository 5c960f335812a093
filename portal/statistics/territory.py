"""Whose figures a unit answers for, with the tree of a day: a unit that is over counts for the one that carries it on.

A unit that was split counts for nobody else: its cases stay under its own name.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from portal.people.principal import Principal
from portal.people.roles import Role
from portal.units.directory import UnitDirectory
from portal.units.oversight import below


def supervised(principal: Principal, directory: UnitDirectory) -> frozenset[str]:
    """Return all units whose figures this principal may see: those supervised, what lies in them or was taken over."""
    roots = principal.units_as(Role.SUPERVISOR)
    return frozenset(code for unit in roots for code in below(directory, unit))


@lru_cache(maxsize=20_000)
def counts_for(directory: UnitDirectory, code: str, day: date) -> str:
    """Return the unit that a unit's cases are counted for on a day: itself, or the only heir of its own level."""
    heirs = directory.successors(code, day)
    return heirs[0] if len(heirs) == 1 and directory.level(heirs[0]) == directory.level(code) else code


@lru_cache(maxsize=2_000)
def territory(directory: UnitDirectory, code: str, day: date) -> frozenset[str]:
    """Return the unit, all that lies in it, and all that these carry on alone on that day."""
    found = {code}
    ahead = [code]
    while ahead:
        at = ahead.pop()
        for near in _around(directory, at, day):
            if near not in found:
                found.add(near)
                ahead.append(near)
    return frozenset(found)


def units_on(directory: UnitDirectory, units: Iterable[str], day: date) -> list[str]:
    """Return those of some units that exist on a day, by name: communes and the like, and the offices of the top."""
    alive = [unit for unit in map(directory.get, units) if unit.alive_on(day)]
    offered = [u for u in alive if not u.is_office or u.parent is None or directory.get(u.parent).parent is None]
    return [unit.code for unit in sorted(offered, key=lambda unit: (unit.is_office, directory.full_name(unit.code)))]


def _around(directory: UnitDirectory, at: str, day: date) -> Iterable[str]:
    yield from directory.children(at)
    yield from directory.offices(at)
    heir = counts_for(directory, at, day)
    yield from (past for past in directory.was_taken_over(at) if counts_for(directory, past, day) == heir)
