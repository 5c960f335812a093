"""How commands come to the settings, the database and the house."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from config import Settings, load_settings

if TYPE_CHECKING:
    from portal.db import Database
    from portal.house import House


def safe_settings() -> Settings:
    """Return the settings of the environment. Raises `UnsafeSettings`."""
    settings = load_settings()
    settings.refuse_if_unsafe()
    return settings


def refuse_old_schema(url: str) -> None:
    """Raise `click.ClickException` unless the database is at the newest revision that this code knows."""
    from portal import schema

    path = schema.sqlite_file(url)
    if path is not None and not path.exists():
        raise click.ClickException("There is no database yet. Make it: portal db upgrade")
    if schema.current(url) != schema.head():
        raise click.ClickException("The database is of another version. Bring it up to date: portal db upgrade")


@contextmanager
def open_database() -> Iterator["Database"]:
    """Yield the database of the settings, at the newest schema."""
    from portal.db import Database

    settings = safe_settings()
    refuse_old_schema(settings.database_url)
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    yield database
    database.dispose()


@contextmanager
def open_house() -> Iterator["House"]:
    """Yield the whole house, as the web application has it."""
    from portal.house import build_house

    settings = safe_settings()
    refuse_old_schema(settings.database_url)
    house = build_house(settings)
    yield house
    house.database.dispose()
