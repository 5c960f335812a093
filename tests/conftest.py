"""Fixtures for all tests: both databases, empty, with every table."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

import portal
from portal.db import Base, Database
from tests.postgres import postgresql


def import_all_models() -> None:
    """Import every `models` module, so that the metadata knows all tables."""
    for package in pkgutil.iter_modules(portal.__path__):
        if package.ispkg and importlib.util.find_spec(f"portal.{package.name}.models"):
            importlib.import_module(f"portal.{package.name}.models")


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
    import_all_models()
    made = Database(database_url)
    Base.metadata.create_all(made.engine)
    yield made
    made.dispose()
