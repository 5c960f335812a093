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


def outside_problems(settings: Settings) -> Iterator[str]:
    """Yield what is wrong with the things that settings name: tables of claims, the database."""
    yield from _of_claims(settings)
    yield from _of_database(settings)


def fits(settings: Settings) -> bool:
    """Say whether there is a database that answers, and that fits this code."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return not list(_of_database(settings))
    except SQLAlchemyError:
        return False


def refuse_unfit(settings: Settings) -> None:
    """Raise `click.ClickException` with all of these problems, if there is any."""
    if problems := list(outside_problems(settings)):
        raise click.ClickException("\n".join(problems))


def _of_claims(settings: Settings) -> Iterator[str]:
    from portal.people.claims import read_claim_table
    from portal.people.errors import BadClaimTable

    for kind, issuer in (("CITIZEN", settings.citizen), ("OFFICER", settings.officer)):
        if issuer.claims_file is not None:
            try:
                read_claim_table(issuer.claims_file)
            except BadClaimTable as bad:
                yield from (f"PORTAL_{kind}_CLAIMS_FILE: {error}" for error in bad.errors)


def _of_database(settings: Settings) -> Iterator[str]:
    """Yield what keeps the database from fitting this code, and in production from holding what it acknowledges."""
    from portal import schema
    from portal.durability import durability_problems

    path = schema.sqlite_file(settings.database_url)
    if path is not None and not path.exists():
        yield "There is no database yet. Make it: portal db upgrade"
        return
    if settings.is_production:
        with _database(settings) as database, database.read() as look:
            yield from durability_problems(look)
    if schema.current(settings.database_url) != schema.head():
        yield "The database is of another version. Bring it up to date: portal db upgrade"


@contextmanager
def open_database() -> Iterator["Database"]:
    """Yield the database of the settings, at the newest schema."""
    settings = safe_settings()
    refuse_unfit(settings)
    with _database(settings) as database:
        yield database


@contextmanager
def open_house() -> Iterator["House"]:
    """Yield the whole house, as the web application has it."""
    from portal.house import build_house

    settings = safe_settings()
    refuse_unfit(settings)
    house = build_house(settings)
    yield house
    house.database.dispose()


@contextmanager
def _database(settings: Settings) -> Iterator["Database"]:
    from portal.db import Database

    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        yield database
    finally:
        database.dispose()
