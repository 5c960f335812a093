"""From a place of a workflow to the unit it means, for one case on one day."""

import re
from datetime import date

from portal.units.directory import UnitDirectory
from portal.units.errors import NoSuchPlace

_WITH_ARGUMENT = re.compile(r"(parent|department|unit)\(([A-Za-z0-9./-]+)\)")


def resolve_place(directory: UnitDirectory, place: str, *, competent: str, intake: str, day: date) -> str:
    """Return the code of the unit that a workflow's place means.

    `competent`, `intake` and `return` (where it was taken in) are the case's own units; `parent(level)` is the unit of
    a level that the competent one is or lies in; `department(KIND)` its office of that kind, else that of the nearest
    unit above; `unit(code)` is itself. Where the unit is over by `day`, its successor stands for it: of several, the
    one in which the dossier was taken in.

    Raises `NoSuchPlace` where that leads nowhere, and `NoSuchUnit` for codes that never were.
    """
    last = directory.get(competent).valid_to
    then = day if last is None else min(day, last)
    unit, looked_for = _in_its_time(directory, place, (competent, intake), then)
    if unit is None:
        raise NoSuchPlace(place, competent, looked_for)
    return _today(directory, place, unit, intake, day)


def place_carried_on(directory: UnitDirectory, place: str, *, competent: str, intake: str, day: date) -> str:
    """Return what `resolve_place` does; and what the units before the competent one meant by it, where it has no such.

    A case that a reorganisation moved goes on under the workflow that it began with, and that may name offices of a
    level which is no more: what they became near the competent unit stands for them. Raises as `resolve_place` does.
    """
    try:
        return resolve_place(directory, place, competent=competent, intake=intake, day=day)
    except NoSuchPlace:
        home = _place_of(directory, competent)
        for before in directory.predecessors(home):
            last = directory.get(before).valid_to
            unit, _ = _in_its_time(directory, place, (before, intake), last or day)
            near = [] if unit is None else _nearest(directory, directory.successors(unit, day), home)
            if len(near) == 1:
                return near[0]
        raise


def _nearest(directory: UnitDirectory, units: tuple[str, ...], home: str) -> list[str]:
    """Return those of some units that are of the home unit; else those above it, or all if there is but one."""
    own = [unit for unit in units if _place_of(directory, unit) == home]
    return own or [u for u in units if len(units) == 1 or _place_of(directory, u) in directory.ancestors(home)]


def _in_its_time(
    directory: UnitDirectory, place: str, units: tuple[str, str], day: date
) -> tuple[str | None, tuple[str, ...]]:
    """Return the unit meant while the competent unit lived, and where it was looked for."""
    competent, intake = units
    if place == "competent":
        return competent, (competent,)
    if place in ("intake", "return"):
        return intake, (intake,)
    match = _WITH_ARGUMENT.fullmatch(place)
    if match is None:
        return None, ()
    word, argument = match.groups()
    if word == "unit":
        return (argument if directory.find(argument) is not None else None), (argument,)
    chain = (competent, *directory.ancestors(competent))
    if word == "parent":
        return directory.parent_at(competent, argument), chain
    offices = (directory.office(above, argument, day) for above in chain)
    return next((office for office in offices if office is not None), None), tuple(f"{c}/{argument}" for c in chain)


def _today(directory: UnitDirectory, place: str, unit: str, intake: str, day: date) -> str:
    heirs = directory.successors(unit, day)
    fitting = heirs
    if len(heirs) > 1:
        near = {_place_of(directory, heir) for heir in directory.successors(intake, day)}
        fitting = tuple(heir for heir in heirs if _place_of(directory, heir) in near)
    if len(fitting) != 1:
        raise NoSuchPlace(place, unit, heirs or (unit,))
    return fitting[0]


def _place_of(directory: UnitDirectory, code: str) -> str:
    """Return the unit that an office belongs to, or the unit itself."""
    unit = directory.get(code)
    return unit.parent if unit.is_office and unit.parent is not None else code
