"""Databases of many synthetic cases: 300 units, the largest with 3.3 % of them; the newest 6 % open; two years of them.

Rows go in by bulk, beside one case that really was submitted and lends them what they do not say themselves; they have
no events. A database is built once and kept under `PORTAL_HOME/bench`, until the tables or `case_rows` change; that of
PostgreSQL under `/var/tmp/mot-cua-bench`, where its account cannot come into that folder.
"""

import hashlib
import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Table, create_engine, select, text
from sqlalchemy.schema import CreateTable

from benchmarks import case_rows
from benchmarks.case_rows import UNITS, Rows, Templates, blocks
from benchmarks.report import Report, parser_for
from benchmarks.stage import Engine, bench_folder, scratch
from portal.cases.models import Case, CaseUnit, CaseWord, Task
from portal.db import Base
from portal.schema import import_models
from tests.postgres import postgresql, reaches
from tests.stories import file_case
from tests.world import COMMUNE, World, prepare, world_at

TABLES = tuple(cast("Table", model.__table__) for model in (Case, Task, CaseUnit, CaseWord))
SERVER = {
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
    "effective_cache_size": "8GB",
}
BLOCK = 10_000
SIZES = (10_000, 100_000, 1_000_000)
OPEN_FOLDER = Path("/var/tmp/mot-cua-bench")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A database of so many cases; its world's clock stands where the newest of them was submitted."""

    engine: Engine
    cases: int
    world: World

    @property
    def smallest_unit(self) -> str:
        """The unit with the fewest cases, 0.1 % of all."""
        return _units(self.world)[-1]


def report_and_sizes(arguments: Sequence[str] | None, description: str) -> tuple[Report, list[int]]:
    """Return the report that a benchmark's command line asks for, and how many cases it is to measure with."""
    parser = parser_for(description)
    parser.add_argument("--cases", type=int, default=SIZES[-1], help="the largest number of cases (default: a million)")
    chosen = parser.parse_args(arguments)
    return Report(as_json=chosen.json), [size for size in SIZES if size <= chosen.cases] or [chosen.cases]


@contextmanager
def datasets(engine: Engine, sizes: Sequence[int]) -> Iterator[list[Dataset]]:
    """Yield a database of each size, built where it is not there yet."""
    import_models()
    with ExitStack() as stack:
        if engine == "sqlite":
            folder = _kept_folder(bench_folder())
            urls = [_kept_sqlite(folder, size) for size in sizes]
        else:
            cluster = _kept_folder(_open_folder()) / "postgresql"
            server = stack.enter_context(postgresql(durable=True, kept=cluster, settings=SERVER))
            urls = [_kept_postgresql(server, size) for size in sizes]
        home = stack.enter_context(scratch())
        yield [
            Dataset(engine, size, stack.enter_context(world_at(url, home)))
            for size, url in zip(sizes, urls, strict=True)
        ]


def _open_folder() -> Path:
    """Return a folder for the data of PostgreSQL, which does not run as root and so may not come as far as ours."""
    own = bench_folder()
    return own if reaches(own / "datasets") else OPEN_FOLDER / hashlib.sha256(bytes(own)).hexdigest()[:12]


def _kept_folder(home: Path) -> Path:
    """Return the folder of what was built for the tables as they are now; what was built for others goes."""
    every = Base.metadata.sorted_tables
    made_of = "".join(str(CreateTable(table)) + repr(sorted(map(str, table.indexes))) for table in every)
    made_of += Path(case_rows.__file__).read_text(encoding="utf-8")
    key = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    kept = home / "datasets"
    for other in kept.glob("*"):
        if other.name != key:
            shutil.rmtree(other)
    folder = kept / key
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept_sqlite(folder: Path, size: int) -> str:
    file, part = folder / f"{size}.db", folder / "part.db"
    if not file.exists():
        part.unlink(missing_ok=True)
        with _told("sqlite", size, lambda: part.stat().st_size):
            url = f"sqlite:///{part}"
            templates = _begin(url)
            _fill_sqlite(part, blocks(templates, size, BLOCK))
        part.rename(file)
        part.with_name(f"{part.name}.writer").unlink(missing_ok=True)
    return f"sqlite:///{file}"


def _fill_sqlite(file: Path, rows: Iterator[Rows]) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF"):
        connection.execute(f"pragma {pragma}")
    indexes = connection.execute(
        f"select name, sql from sqlite_master where type = 'index' and sql is not null"
        f" and tbl_name in ({', '.join('?' * len(TABLES))})",
        [table.name for table in TABLES],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"drop index {name}")
    connection.execute("begin")
    for block in rows:
        block["case_units"].sort()  # these two lie by their keys: rows in their order go in three times as fast
        block["case_words"].sort()
        for table in TABLES:
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"insert into {table.name} values ({marks})", block[table.name])
    for _, create in indexes:
        connection.execute(create)
    connection.execute("commit")
    connection.execute("analyze")
    connection.execute("pragma journal_mode=WAL")
    connection.close()


def _kept_postgresql(server: str, size: int) -> str:
    name = f"cases{size}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        found = connection.execute(text("select 1 from pg_database where datname = :name"), {"name": name}).scalar()
        if not found:
            connection.execute(text("drop database if exists part"))
            connection.execute(text("create database part"))
            measured = text("select pg_database_size('part')")
            with _told("postgresql", size, lambda: connection.execute(measured).scalar_one()):
                url = server.replace("/postgres?", "/part?")
                templates = _begin(url)
                _fill_postgresql(url, blocks(templates, size, BLOCK))
            connection.execute(text(f"alter database part rename to {name}"))
    admin.dispose()
    return server.replace("/postgres?", f"/{name}?")


def _fill_postgresql(url: str, rows: Iterator[Rows]) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("set synchronous_commit = off"))
        indexes = [index for table in TABLES for index in table.indexes]
        constraints = _constraints(connection)
        for index in indexes:
            index.drop(connection)
        for of, name, _ in reversed(constraints):
            connection.execute(text(f"alter table {of} drop constraint {name}"))
        driver: Any = connection.connection.driver_connection
        for block in rows:
            for table in TABLES:
                with driver.cursor().copy(f"copy {table.name} from stdin") as copy:
                    copy.write("".join(map(_copied, block[table.name])))
        for of, name, definition in constraints:
            connection.execute(text(f"alter table {of} add constraint {name} {definition}"))
        for index in indexes:
            index.create(connection)
        connection.execute(text("vacuum analyze"))
        connection.execute(text("checkpoint"))
    engine.dispose()


def _constraints(connection: Connection) -> list[tuple[str, str, str]]:
    """Return table, name and definition of what the tables hold to: own keys first, then keys into others."""
    found = connection.execute(
        text(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
            " where contype in ('p', 'u', 'f') and (conrelid::regclass::text = any(:tables)"
            " or confrelid::regclass::text = any(:tables)) order by contype = 'f'"
        ),
        {"tables": [table.name for table in TABLES]},
    )
    return [(row[0], row[1], row[2]) for row in found]


def _copied(row: Sequence[Any]) -> str:
    """Return a row as COPY reads it; the values have no backslash, tab or line break in them."""
    return "\t".join("\\N" if value is None else str(value) for value in row) + "\n"


def _begin(url: str) -> Templates:
    """Prepare a world, submit one case in it, and return that case as it is stored."""
    prepare(url)
    with scratch() as home, world_at(url, home) as world:
        case = file_case(world)
        with world.house.database.read() as look:
            case_row = look.execute(select(Case.__table__).where(Case.id == case.case_id)).one()
            task_row = look.execute(select(Task.__table__).where(Task.case_id == case.case_id)).one()
        return Templates(
            case={name: _stored(value) for name, value in case_row._mapping.items()},
            task={name: _stored(value) for name, value in task_row._mapping.items()},
            units=_units(world),
            citizen=world.citizen().id,
            officers=(world.officer("reception").id, world.officer("stranger").id),
            newest=world.clock().replace(tzinfo=None),
        )


def _units(world: World) -> tuple[str, ...]:
    """Return the commune whose officers are known, the others of today, then those that were merged into them."""
    communes = world.house.directory.communes(world.clock().date())
    former = (unit.code for unit in world.house.directory.units() if not unit.is_office)
    return tuple(dict.fromkeys((COMMUNE, *communes, *former)))[:UNITS]


def _stored(value: Any) -> Any:
    """Return a value as it lies in SQLite, and as PostgreSQL reads it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value


@contextmanager
def _told(engine: Engine, size: int, bytes_now: Callable[[], int]) -> Iterator[None]:
    """Say on stderr how long the building took, and how large it became."""
    begin = time.perf_counter()
    yield
    took, megabytes = time.perf_counter() - begin, bytes_now() / 1_000_000
    print(f"{took:6.1f} s  {engine}: {size:,} cases, {megabytes:,.0f} MB, kept", file=sys.stderr)
