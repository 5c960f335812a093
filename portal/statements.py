"""Statements of the hottest path: compiled once, run by the driver, and the writes on PostgreSQL in one round trip.

Core compiles, binds and wraps anew at each execution, which costs more than the work of the database, and waits for
each answer. What is used a few times a second is better off with Core.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update

from portal.db import driver_of, errors_of_core

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


class LostUpdate(Exception):
    """An update found no row, or more than one: what it was decided on is not there any more. Nothing may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A statement in the words of one driver, and how values become the driver's and come back."""

    sql: str
    names: tuple[str, ...]
    bound: Mapping[str, Convert]
    constants: Mapping[str, Any]
    read: tuple[tuple[int, Convert], ...]

    def bind(self, values: Values) -> list[Any]:
        bound = self.bound
        if self.constants:
            values = {**self.constants, **values}
        return [bound[name](values[name]) if name in bound else values[name] for name in self.names]

    def convert(self, found: Sequence[Any]) -> Sequence[Any]:
        """Return the values of a row that was read."""
        row = list(found)
        for place, convert in self.read:
            row[place] = convert(row[place])
        return row

    def sql_for(self, rows: int) -> str:
        """Return the insert for several rows."""
        row = self.sql.rpartition(" VALUES ")[2]
        return self.sql + f", {row}" * (rows - 1)


class _Statement:
    """A statement with a named parameter for every value that is not a constant, in the words of each driver."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._prepared: dict[str, _Prepared] = {}

    def prepare(self, dialect: Dialect) -> _Prepared:
        found = self._prepared.get(dialect.name)
        if found is None:
            found = self._prepared[dialect.name] = self._prepare(_by_place(dialect))
        return found

    def _prepare(self, dialect: Dialect) -> _Prepared:
        compiled: Any = self.statement.compile(dialect=dialect)
        return _Prepared(
            sql=compiled.string,
            names=tuple(compiled.positiontup),
            bound=dict(compiled._bind_processors),
            constants={name: value.value for value, name in compiled.bind_names.items() if value.value is not None},
            read=tuple(self._read(dialect)),
        )

    def _read(self, dialect: Dialect) -> Iterator[tuple[int, Convert]]:
        if isinstance(self.statement, Select):
            for place, column in enumerate(self.statement.selected_columns):
                convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
                if convert is not None:
                    yield place, convert


class Read(_Statement):
    """A select, or a text that returns columns; its rows have a name for each."""

    def __init__(self, statement: Any) -> None:
        super().__init__(statement)
        row: Any = namedtuple("Row", [column.key for column in statement.selected_columns])  # type: ignore[misc]
        self._row = row

    def first(self, connection: Connection, values: Values) -> Any | None:
        """Return the one row that was found; None when there is none."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def all(self, connection: Connection, values: Values) -> list[Any]:
        """Return the rows that were found. Raises what Core raises."""
        prepared = self.prepare(connection.dialect)
        with errors_of_core(connection.dialect):
            found = driver_of(connection).execute(prepared.sql, prepared.bind(values)).fetchall()
        return [self._row._make(prepared.convert(row)) for row in found]


class Write(_Statement):
    """An insert, or an update that has to find exactly one row."""

    def __init__(self, statement: Insert | Update) -> None:
        super().__init__(statement.inline())
        self.is_update = isinstance(statement, Update)


class Batch:
    """Collects the writes of a transaction, and sends them in the order in which they were added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._writes: list[tuple[Write, str, Any]] = []

    def add(self, write: Write, *rows: Values) -> None:
        """Add an update, or an insert of some rows."""
        if not rows:
            return
        prepared = write.prepare(self._connection.dialect)
        if len(rows) == 1:
            self._writes.append((write, prepared.sql, prepared.bind(rows[0])))
        else:
            values = [value for row in rows for value in prepared.bind(row)]
            self._writes.append((write, prepared.sql_for(len(rows)), values))

    def send(self) -> None:
        """Write everything. Raises what Core raises, and `LostUpdate`."""
        writes, self._writes = self._writes, []
        driver = driver_of(self._connection)
        with errors_of_core(self._connection.dialect):
            if self._connection.dialect.name == "sqlite":
                cursors = [driver.execute(sql, values) for _, sql, values in writes]
            else:
                with driver.pipeline():
                    cursors = [driver.execute(sql, values) for _, sql, values in writes]
        for (write, sql, _), cursor in zip(writes, cursors, strict=True):
            if write.is_update and cursor.rowcount != 1:
                raise LostUpdate(sql)


def _by_place(dialect: Any) -> Dialect:
    """Return the dialect as it writes parameters without names: psycopg would have to look each of them up."""
    positional: Dialect = dialect if dialect.positional else type(dialect)(paramstyle="format")
    return positional
