"""Migrations on an empty database: up, down, up, and then nothing differs from the models.

`python -m tools.migrations sqlite` or `postgresql` (a real one, started for this).
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, inspect

from portal import schema
from tests.postgres import postgresql


def problems(url: str, folder: Path = schema.MIGRATIONS) -> Iterator[str]:
    """Yield what is wrong with the migrations of a folder on the empty database at `url`."""
    if schema.head(folder) is None:
        yield "there is no migration: alembic revision --autogenerate"
        return
    schema.upgrade(url, folder=folder)
    schema.downgrade(url, folder=folder)
    if left := _tables(url) - {"alembic_version"}:
        yield f"left behind on the way down: {', '.join(sorted(left))}"
    schema.upgrade(url, folder=folder)
    if differences := schema.differences(url, folder=folder):
        yield differences
    if url.startswith("sqlite"):
        yield from (f"not STRICT: {name}" for name in _loose_tables(url))


def _tables(url: str) -> set[str]:
    engine = create_engine(url, poolclass=NullPool)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def _loose_tables(url: str) -> list[str]:
    """Full-text tables and what SQLite keeps for them have a form of their own."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select name from pragma_table_list where schema = 'main' and type = 'table' and not strict"
            " and name not in ('alembic_version', 'sqlite_schema', 'sqlite_sequence')"
        )
        names = sorted(row[0] for row in rows)
    engine.dispose()
    return names


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """Yield the address of an empty database, gone afterwards."""
    if kind == "postgresql":
        with postgresql() as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/portal.db"


def main() -> int:
    kind = sys.argv[1]
    with empty_database(kind) as url:
        found = list(problems(url))
    print("\n".join(found) or f"{kind}: up, down, up, no difference")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
