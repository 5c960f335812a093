"""`portal check`: whether this portal may be started as it is set up."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import click

from config import Settings, load_settings
from portal.commands.output import json_option, say_json


@click.command()
@click.option("--deploy", is_flag=True, help="Judge as for production, whatever PORTAL_ENV says.")
@json_option
def check(*, deploy: bool, as_json: bool) -> None:
    """Look for everything that is not safe: settings, database, schema. One line each; ends with 1 if there is any.

    \b
    Examples:
      portal check
      portal check --deploy --json
    """
    settings = load_settings()
    if deploy:
        settings = replace(settings, env="production")
    problems = list(chain(settings.problems(), _of_database(settings)))
    if as_json:
        say_json({"ok": not problems, "problems": problems})
    else:
        click.echo("\n".join(problems) or "Nothing speaks against starting it.")
    if problems:
        raise SystemExit(1)


def _of_database(settings: Settings) -> Iterator[str]:
    """Yield what keeps the database from holding what it acknowledges, or from fitting the code."""
    from sqlalchemy.exc import OperationalError

    from portal import schema
    from portal.db import Database
    from portal.durability import durability_problems

    path = schema.sqlite_file(settings.database_url)
    if path is not None and not path.exists():
        yield "There is no database yet. Make it: portal db upgrade"
        return
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        with database.read() as look:
            yield from durability_problems(look)
        if schema.current(settings.database_url) != schema.head():
            yield "The database is of another version. Bring it up to date: portal db upgrade"
    except OperationalError as error:
        yield f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"
    finally:
        database.dispose()
