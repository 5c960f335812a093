"""Statements of the hottest path: compiled once, run by the driver, and the writes on PostgreSQL in one round trip.

Core compiles, binds and wraps anew at each execution, which costs more than the work of the database, and waits for
each answer. What is used a few times a second is better off with Core.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


class LostUpdate(Exception):
    """An update found no row, or more than one: what it was decided on is not there any more. Nothing may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A statement in the words of one driver, and how values become the driver's and come back."""

    sql: str
    names: tuple[str, ...]
    is_positional: bool
    bound: Mapping[str, Convert]
    constants: Mapping[str, Any]
    read: tuple[tuple[int, Convert], ...]

    def bind(self, values: Values) -> Any:
        bound = self.bound
        if self.constants:
            values = {**self.constants, **values}
        if self.is_positional:
            return [bound[name](values[name]) if name in bound else values[name] for name in self.names]
        return {name: bound[name](values[name]) if name in bound else values[name] for name in self.names}


class _Statement:
    """A statement with a named parameter for every value that is not a constant, in the words of each driver."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._prepared: dict[str, _Prepared] = {}

    def prepare(self, dialect: Dialect) -> _Prepared:
        found = self._prepared.get(dialect.name)
        if found is None:
            compiled: Any = self.statement.compile(dialect=dialect)
            found = _Prepared(
                sql=compiled.string,
                names=tuple(compiled.positiontup or compiled.bind_names.values()),
                is_positional=bool(compiled.positional),
                bound=dict(compiled._bind_processors),
                constants={name: value.value for value, name in compiled.bind_names.items() if value.value is not None},
                read=tuple(self._read(dialect)),
            )
            self._prepared[dialect.name] = found
        return found

    def _read(self, dialect: Dialect) -> Iterator[tuple[int, Convert]]:
        if isinstance(self.statement, Select):
            for place, column in enumerate(self.statement.selected_columns):
                convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
                if convert is not None:
                    yield place, convert


class Read(_Statement):
    """A select of one row at the most."""

    def __init__(self, statement: Any) -> None:
        super().__init__(statement)
        row: Any = namedtuple("Row", [column.key for column in statement.selected_columns])  # type: ignore[misc]
        self._row = row

    def first(self, connection: Connection, values: Values) -> Any | None:
        """Return the row that was found, with a name for each column; None when there is none."""
        prepared = self.prepare(connection.dialect)
        with _errors_of_core(connection.dialect):
            found = _driver(connection).execute(prepared.sql, prepared.bind(values)).fetchone()
        if found is None:
            return None
        row = list(found)
        for place, convert in prepared.read:
            row[place] = convert(row[place])
        return self._row(*row)


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
        """Add a write for each row."""
        prepared = write.prepare(self._connection.dialect)
        self._writes.extend((write, prepared.sql, prepared.bind(row)) for row in rows)

    def send(self) -> None:
        """Write everything. Raises what Core raises, and `LostUpdate`."""
        writes, self._writes = self._writes, []
        driver = _driver(self._connection)
        with _errors_of_core(self._connection.dialect):
            if self._connection.dialect.name == "sqlite":
                cursors = [driver.execute(sql, values) for _, sql, values in writes]
            else:
                with driver.pipeline():
                    cursors = [driver.execute(sql, values) for _, sql, values in writes]
        for (write, sql, _), cursor in zip(writes, cursors, strict=True):
            if write.is_update and cursor.rowcount != 1:
                raise LostUpdate(sql)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def _errors_of_core(dialect: Any) -> Iterator[None]:
    try:
        yield
    except dialect.dbapi.Error as error:
        raise DBAPIError.instance(
            "statement of the driver", None, error, dialect.dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error
