"""The database: one engine, typed columns that mean the same on SQLite and PostgreSQL, and the two ways to use it.

`Database.read()` gives a short read transaction; `Database.transaction()` is the only way to write.
"""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Text,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.functions import GenericFunction

# Named constraints from the first day: SQLite's batch migrations cannot drop what has no name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Where a connection is told how to begin its next transaction.
_BEGIN = "begin"

# How long a writer waits for its turn before the request answers 503 with Retry-After.
WRITE_WAIT_SECONDS = 5.0


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused where it is written, not where it is read.

    SQLite keeps text, `2026-11-24 07:30:00.000000`, which sorts as the moments do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None).isoformat(" ", "microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Json(TypeDecorator[Any]):
    """JSON: `jsonb` on PostgreSQL, canonical text (sorted keys, no spaces) on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(JSONB(none_as_null=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return _CANONICAL.encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return json.loads(value)


# STRICT tables know five storage classes only; these say which one each of our types uses.
@compiles(DateTime, "sqlite")
@compiles(Date, "sqlite")
def _text(element: Any, compiler: Any, **options: Any) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _integer(element: Any, compiler: Any, **options: Any) -> str:
    return "INTEGER"


class joined_by_space(GenericFunction[str]):  # noqa: N801  spelled as it is called in SQL
    """The values of a group in one text, in no order; SQLAlchemy's own needs a separator bound at each execution."""

    type = Text()
    name = "joined_by_space"
    inherit_cache = True


@compiles(joined_by_space, "sqlite")
def _group_concat(element: Any, compiler: Any, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)}, ' ')"


@compiles(joined_by_space, "postgresql")
def _string_agg(element: Any, compiler: Any, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, ' ')"


class id_within(GenericFunction[str]):  # noqa: N801  spelled as it is called in SQL
    """The `id` in an object of JSON: each database has an operator of its own for it."""

    type = Text()
    name = "id_within"
    inherit_cache = True


@compiles(id_within, "sqlite")
def _json_extract(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_extract({compiler.process(element.clauses, **options)}, '$.id')"


@compiles(id_within, "postgresql")
def _json_operator(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} ->> 'id')"


class Base(DeclarativeBase):
    """Parent of every table. Strings are TEXT, moments are UTC, ids are random UUIDs in text."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own spelling
        str: Text,
        datetime: Moment,
        dict[str, Any]: Json,
        list[Any]: Json,
    }

    def __init_subclass__(cls, **options: Any) -> None:
        arguments = cls.__dict__.get("__table_args__", ())
        if isinstance(arguments, dict):
            arguments = (arguments,)
        keywords = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
        constraints = tuple(a for a in arguments if not isinstance(a, dict))
        cls.__table_args__ = (*constraints, {"sqlite_strict": True, **keywords})
        super().__init_subclass__(**options)


class DatabaseBusy(Exception):
    """Another writer held the database for longer than `WRITE_WAIT_SECONDS`. Nothing was written; try again."""


class Database:
    """One engine and the rules by which it is used (R-TX-4)."""

    def __init__(self, url: str, *, pool_size: int = 5, synchronous: str = "FULL") -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url, synchronous) if self.is_sqlite else _postgresql_engine(url, pool_size)
        self._reading = self.engine if self.is_sqlite else _postgresql_engine(url, pool_size, reads_only=True)
        self._turn = _WriterTurn(Path(self.engine.url.database or "memory")) if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for reading. A write is rolled back on SQLite, and refused by PostgreSQL."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection whose work is committed as a whole at the end, or not at all.

        Raises `DatabaseBusy` when no turn to write came in time.
        """
        if self._turn is None:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._turn, self.engine.connect() as connection:
            connection.connection.info[_BEGIN] = "BEGIN IMMEDIATE"
            with connection.begin():
                yield connection

    def dispose(self) -> None:
        self.engine.dispose()
        self._reading.dispose()


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection, for statements that Core has nothing to add to."""
    return connection.connection.driver_connection


@contextmanager
def errors_of_core(dialect: Any) -> Iterator[None]:
    """Raise what the driver raises as Core would."""
    try:
        yield
    except dialect.dbapi.Error as error:
        raise DBAPIError.instance(
            "statement of the driver", None, error, dialect.dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error


def _sqlite_engine(url: str, synchronous: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WRITE_WAIT_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",  # NORMAL loses acknowledged commits on a power cut
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-16000",
            "mmap_size=268435456",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute(dbapi_connection.info.pop(_BEGIN, "BEGIN"))

    # By the dialect: a listener would cost every connection more than the rest of a short read.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign]
    return engine


def _postgresql_engine(url: str, pool_size: int, *, reads_only: bool = False) -> Engine:
    """Reading needs no transaction: each statement sees what is committed, and two round trips are saved."""
    options = "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s"
    if reads_only:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT" if reads_only else None,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=False,
        connect_args={"options": options},
    )


class _WriterTurn:
    """A queue in front of SQLite's single writer, across threads and processes.

    SQLite's own busy handler sleeps and is unfair: under load one process may wait for seconds. A file lock in front of
    `BEGIN IMMEDIATE` hands the turn over at once.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".writer")
        self._threads = threading.Lock()
        self._file: int | None = None

    def __enter__(self) -> None:
        if not self._threads.acquire(timeout=WRITE_WAIT_SECONDS):
            raise DatabaseBusy
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)  # the kernel's queue is fair, which a wait with an end is not
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *reason: object) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()
