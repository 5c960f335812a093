"""Whom a unit may ask: those that the answers point to, those nearby, and any other of the province by its name."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.cases.assigning import address_units
from portal.text import fold
from portal.units.directory import UnitDirectory

MOST = 20  # of a search: whoever finds more writes another word


def may_be_asked(directory: UnitDirectory, unit: str, day: date) -> bool:
    """Say whether a unit is an office that works on a day."""
    found = directory.find(unit)
    return found is not None and found.is_office and found.alive_on(day)


def nearby(directory: UnitDirectory, competent: str, own: str | None, day: date) -> list[str]:
    """Return the offices beside the one that asks, and those of the units above it."""
    chain = (competent, *directory.ancestors(competent))
    offices = (office for above in chain for office in directory.offices(above, day=day))
    return [office for office in dict.fromkeys(offices) if office != own]


def named_like(directory: UnitDirectory, words: str, own: str | None, day: date) -> list[str]:
    """Return the offices of a day in whose full name all these words are, without diacritics; some of very many."""
    wanted = fold(words).split()
    if not wanted:
        return []
    offices = (unit.code for unit in directory.units(day) if unit.is_office and unit.code != own)
    found = (code for code in offices if _has_all(fold(directory.full_name(code)).split(), wanted))
    return sorted(found, key=directory.full_name)[:MOST]


def _has_all(name: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in name) for start in wanted)


def proposed(
    directory: UnitDirectory, consult: Sequence[str], answers: Mapping[str, Any], own: str, day: date
) -> list[str]:
    """Return the offices to ask about places in the answers: of the same kind as the asking one, as units are today."""
    kind, home = directory.get(own).kind, directory.get(own).parent
    places = dict.fromkeys(unit for path in consult for unit in address_units(_at(answers, path.split("."))))
    heirs = (heir for place in places if directory.find(place) for heir in directory.successors(place, day))
    offices = (directory.office(heir, kind, day) for heir in dict.fromkeys(heirs) if heir != home)
    return [office for office in offices if office is not None]


def _at(value: Any, path: Sequence[str]) -> Any:
    """Return the part of the answers that a path names, in each entry of a group."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_at(entry, path) for entry in value]
    if not path or not isinstance(value, Mapping):
        return value if not path else None
    return _at(value.get(path[0]), path[1:])
