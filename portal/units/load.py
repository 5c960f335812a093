"""From a file to the database: read whole or refused whole, stored as often as you like."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, FromClause, Table, delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.units.checks import errors_between
from portal.units.errors import BadTree, ParentChanged
from portal.units.file import TreeFile, UnitEntry, read_file
from portal.units.models import Level, Succession, Unit, UnitClosure
from portal.units.offices import office_successions, offices
from portal.units.revision import count_revision
from portal.units.tree import LevelRecord, Tree, UnitRecord

QUANG_NGAI = Path(__file__).parent / "data" / "quang-ngai.json"

_BATCH = 400  # rows a statement; SQLite allows 32,766 values


@dataclass(frozen=True, slots=True)
class StoreReport:
    """How many levels and units were new, were changed, and stood there already."""

    added: int
    changed: int
    unchanged: int


def read_tree(path: Path) -> Tree:
    """Return the tree of a file. Raises `BadTree` with every error, and `OSError` when there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadTree([f"not a text in UTF-8: {error}"]) from error
    return build_tree(read_file(text))


def build_tree(file: TreeFile) -> Tree:
    """Return the tree that the entries make, offices included. Raises `BadTree` with every error."""
    entries = [unit for _, unit in file.units]
    types = [kind for _, kind in file.office_types]
    made = offices(entries, types, file.office_agency_codes)
    errors = (*file.errors, *errors_between(file, made))
    if errors:
        raise BadTree(errors)
    levels = tuple(LevelRecord(**level.model_dump()) for _, level in file.levels)
    rank = {level.code: level.rank for level in levels}
    own = sorted(map(_record, entries), key=lambda unit: (rank[unit.level], unit.code))
    between = [(unit.code, successor) for unit in entries for successor in unit.successors]
    return Tree(levels, (*own, *made), (*between, *office_successions(entries, types, made)))


def _record(entry: UnitEntry) -> UnitRecord:
    values = entry.model_dump(exclude={"successors"})
    return UnitRecord(**{**values, "name_en": entry.name_en or entry.name, "note": entry.note or ""})


def store_tree(connection: Connection, tree: Tree) -> StoreReport:
    """Bring the database to what the tree says; other trees there, and units it no longer names, stay.

    Loading the same tree again changes nothing. Raises `ParentChanged` before anything is written.
    """
    _refuse_moves(connection, tree)
    counts = [
        _store(connection, Level.__table__, [asdict(level) for level in tree.levels]),
        _store(connection, Unit.__table__, [asdict(unit) for unit in tree.units]),
    ]
    codes = {unit.code for unit in tree.units}
    _replace(connection, Succession.unit, codes, [{"unit": u, "successor": s} for u, s in tree.successions])
    _replace(connection, UnitClosure.descendant, codes, _closure(tree.units))
    if any(added or changed for added, changed, _ in counts):
        count_revision(connection)
    added, changed, unchanged = (sum(column) for column in zip(*counts, strict=True))
    return StoreReport(added, changed, unchanged)


def _refuse_moves(connection: Connection, tree: Tree) -> None:
    parents = {row.code: row.parent for row in connection.execute(select(Unit.code, Unit.parent))}
    moved = [unit.code for unit in tree.units if unit.code in parents and parents[unit.code] != unit.parent]
    if moved:
        raise ParentChanged(tuple(moved))


def _store(connection: Connection, table: FromClause, rows: Sequence[dict[str, Any]]) -> tuple[int, int, int]:
    """Insert what is new and update what differs; return how many were added, changed, and left alone."""
    held = {row.code: dict(row._mapping) for row in connection.execute(select(table))}
    new = [row for row in rows if row["code"] not in held]
    differing = [row for row in rows if row["code"] in held and held[row["code"]] != row]
    _insert(connection, table, new)
    for row in differing:
        connection.execute(update(cast("Table", table)).where(table.c.code == row["code"]).values(**row))
    return len(new), len(differing), len(rows) - len(new) - len(differing)


def _replace(
    connection: Connection, about: InstrumentedAttribute[str], codes: set[str], wanted: Iterable[dict[str, Any]]
) -> None:
    """Bring the rows that are `about` these units to what is wanted."""
    table = cast("Table", about.class_.__table__)
    names = [column.name for column in table.c]
    held = {tuple(row) for row in connection.execute(select(table)) if row._mapping[about.key] in codes}
    want = {tuple(row[name] for name in names): row for row in wanted}
    for gone in held - want.keys():
        connection.execute(
            delete(table).where(*(table.c[name] == value for name, value in zip(names, gone, strict=True)))
        )
    _insert(connection, table, [row for key, row in want.items() if key not in held])


def _insert(connection: Connection, table: FromClause, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _BATCH):
        connection.execute(insert(cast("Table", table)), rows[start : start + _BATCH])


def _closure(units: Sequence[UnitRecord]) -> list[dict[str, Any]]:
    parents = {unit.code: unit.parent for unit in units}
    rows = []
    for unit in units:
        above: str | None = unit.code
        depth = 0
        while above is not None:
            rows.append({"ancestor": above, "descendant": unit.code, "depth": depth})
            above, depth = parents[above], depth + 1
    return rows
