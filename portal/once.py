"""Rows that are written once, however many write them in the same moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.dialects import postgresql, sqlite

from portal.db import Base

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_new(work: Connection, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """Insert the rows that no other has the unique columns of; return the primary keys of those.

    Whoever looked first and writes then may be too late: a row that another transaction is writing is waited for, and
    if that is kept, ours is left out. So only what this returns is ours to act on. Several workers give their rows in
    the same order, or they wait for each other.
    """
    if not rows:
        return ()
    table: Any = model.__table__
    new = _INSERT[work.dialect.name](table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return work.execute(new, [dict(row) for row in rows]).all()
