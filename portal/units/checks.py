"""What has to hold between the entries of a file of units. Each check yields one sentence for each error."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from portal.units.file import LevelEntry, TreeFile, UnitEntry
from portal.units.tree import UnitRecord

_AGENCY_CODE = re.compile(r"H\d{2}(\.\d{1,3}){0,3}")


def errors_between(file: TreeFile, offices: Sequence[UnitRecord]) -> Iterator[str]:
    """Yield every error that no entry shows by itself."""
    levels = {level.code: level for _, level in file.levels}
    units = {unit.code: unit for _, unit in file.units}
    yield from _levels(file)
    yield from _duplicates("units", [unit.code for _, unit in file.units])
    for where, unit in file.units:
        yield from _life(where, unit, levels, file.unread)
        yield from _parent(where, unit, units, levels, file.unread)
        yield from _successors(where, unit, units, file.unread)
    yield from _cycles(units)
    yield from _office_types(file, levels, units)
    yield from _duplicates("offices", [office.code for office in offices])
    yield from _office_agency_codes(file, offices)
    yield from _agency_codes(file, offices)


def _levels(file: TreeFile) -> Iterator[str]:
    yield from _duplicates("levels", [level.code for _, level in file.levels])
    ranks = Counter(level.rank for _, level in file.levels)
    yield from (f"levels: rank {rank} is given {count} times" for rank, count in ranks.items() if count > 1)
    if not any(unit.parent is None for _, unit in file.units) and not file.unread:
        yield "units: none stands at the top, without a parent"


def _duplicates(name: str, codes: Sequence[str]) -> Iterator[str]:
    yield from (
        f"{name}: the code {code} is given {count} times" for code, count in Counter(codes).items() if count > 1
    )


def _life(where: str, unit: UnitEntry, levels: dict[str, LevelEntry], unread: frozenset[str]) -> Iterator[str]:
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        yield f"{where}: ends on {unit.valid_to}, before it begins on {unit.valid_from}"
    level = levels.get(unit.level)
    if level is None:
        if unit.level not in unread:
            yield f"{where}: unknown level {unit.level}"
    elif level.closed_on is not None and (unit.valid_to is None or unit.valid_to > level.closed_on):
        yield f"{where}: outlives its level {level.code}, which closed on {level.closed_on}"


def _parent(
    where: str, unit: UnitEntry, units: dict[str, UnitEntry], levels: dict[str, LevelEntry], unread: frozenset[str]
) -> Iterator[str]:
    if unit.parent is None:
        return
    parent = units.get(unit.parent)
    if parent is None:
        if unit.parent not in unread:
            yield f"{where}: unknown parent {unit.parent}"
        return
    if unit.valid_from < parent.valid_from:
        yield f"{where}: begins on {unit.valid_from}, before its parent {parent.code} begins on {parent.valid_from}"
    if parent.valid_to is not None and (unit.valid_to is None or unit.valid_to > parent.valid_to):
        yield f"{where}: goes on after its parent {parent.code} ended on {parent.valid_to}"
    own, above = levels.get(unit.level), levels.get(parent.level)
    if own is not None and above is not None and own.rank <= above.rank and unit.code != parent.code:
        yield f"{where}: its level {own.code} does not lie below the level {above.code} of its parent {parent.code}"


def _successors(where: str, unit: UnitEntry, units: dict[str, UnitEntry], unread: frozenset[str]) -> Iterator[str]:
    if unit.successors and unit.valid_to is None:
        yield f"{where}: has successors but no last day (valid_to)"
        return
    for code in unit.successors:
        successor = units.get(code)
        if successor is None:
            if code not in unread:
                yield f"{where}: unknown successor {code}"
            continue
        day_after = unit.valid_to + timedelta(days=1) if unit.valid_to is not None else unit.valid_from
        if successor.valid_from > day_after:
            yield f"{where}: its successor {code} begins on {successor.valid_from}, a gap after {unit.valid_to}"
        elif successor.valid_to is not None and successor.valid_to < day_after:
            yield f"{where}: its successor {code} ended on {successor.valid_to}, no later than the unit itself"


def _cycles(units: dict[str, UnitEntry]) -> Iterator[str]:
    """Yield each cycle of parents once, from the first of its codes."""
    for code, unit in units.items():
        path, parent = [code], unit.parent
        while parent is not None and parent in units and parent not in path:
            path.append(parent)
            parent = units[parent].parent
        if parent == code and code == min(path):
            yield f"units: a cycle of parents, {' -> '.join([*path, code])}"


def _office_types(file: TreeFile, levels: dict[str, LevelEntry], units: dict[str, UnitEntry]) -> Iterator[str]:
    kinds = {kind.code for _, kind in file.office_types} | file.unread
    for where, kind in file.office_types:
        if kind.at not in levels and kind.at not in file.unread:
            yield f"{where}: unknown level {kind.at}"
        if kind.then is not None and kind.then not in kinds:
            yield f"{where}: unknown office type {kind.then}"
        yield from (
            f"{where}: unknown unit {code}" for code in kind.units if code not in units and code not in file.unread
        )


def _office_agency_codes(file: TreeFile, offices: Sequence[UnitRecord]) -> Iterator[str]:
    codes = {office.code for office in offices}
    for office, agency in file.office_agency_codes.items():
        parent, _, kind = office.rpartition("/")
        if office not in codes and parent not in file.unread and kind not in file.unread:
            yield f"office_agency_codes: unknown office {office}"
        if not _AGENCY_CODE.fullmatch(agency):
            yield f"office_agency_codes: {agency} of {office} is not an agency code, as H48.35.09"


def _agency_codes(file: TreeFile, offices: Sequence[UnitRecord]) -> Iterator[str]:
    """Yield agency codes that mean two agencies. An agency that is carried on by its successor keeps its code."""
    holders: dict[str, list[UnitEntry | UnitRecord]] = {}
    everyone: list[UnitEntry | UnitRecord] = [*(unit for _, unit in file.units), *offices]
    for unit in sorted(everyone, key=lambda unit: unit.valid_from):
        if unit.agency_code is not None:
            holders.setdefault(unit.agency_code, []).append(unit)
    for agency, units in holders.items():
        for earlier, later in pairwise(units):
            carried_on = isinstance(earlier, UnitEntry) and later.code in earlier.successors
            if not carried_on and earlier.code != later.code:
                yield f"units: the agency code {agency} is given to {earlier.code} and to {later.code}"
