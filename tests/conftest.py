"""Fixtures for all tests: both databases, empty, with every table."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from portal.db import Base, Database
from portal.schema import import_models
from tests.postgres import postgresql
from tests.world import World, copy_postgresql, copy_sqlite, prepare, world_at


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once per engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"t{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    import_models()
    made = Database(database_url)
    Base.metadata.create_all(made.engine)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds a prepared world; copied, never used itself."""
    import_models()
    template = tmp_path_factory.mktemp("world") / "prepared.db"
    prepare(f"sqlite:///{template}")
    with sqlite3.connect(template) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return template


@pytest.fixture(scope="session")
def prepared_postgresql(postgresql_server: str) -> str:
    """The name of a PostgreSQL database that holds a prepared world."""
    import_models()
    name = f"w{uuid4().hex}"
    with create_engine(postgresql_server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"create database {name}"))
    prepare(postgresql_server.replace("/postgres?", f"/{name}?"))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A small world with its application, once per engine."""
    if request.param == "sqlite":
        url = copy_sqlite(request.getfixturevalue("prepared_sqlite"), tmp_path / "portal.db")
        with world_at(url, tmp_path) as made:
            yield made
        return
    template = request.getfixturevalue("prepared_postgresql")
    server = request.getfixturevalue("postgresql_server")
    with copy_postgresql(server, template, f"t{uuid4().hex}") as url, world_at(url, tmp_path) as made:
        yield made
