"""`portal check`: whether this portal may be started as it is set up."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import click

from config import Settings, load_settings
from portal.commands.opening import outside_problems
from portal.commands.output import json_option, say_json


@click.command()
@click.option("--deploy", is_flag=True, help="Judge as for production, whatever PORTAL_ENV says.")
@json_option
def check(*, deploy: bool, as_json: bool) -> None:
    """Look for everything that is not safe.

    Settings, what they name, database and schema: one line each. Ends with 1 if there is any.

    \b
    Examples:
      portal check
      portal check --deploy --json
    """
    settings = load_settings()
    if deploy:
        settings = replace(settings, env="production")
    problems = list(chain(settings.problems(), _outside(settings)))
    if as_json:
        say_json({"ok": not problems, "problems": problems})
    else:
        click.echo("\n".join(problems) or "Nothing speaks against starting it.")
    if problems:
        raise SystemExit(1)


def _outside(settings: Settings) -> Iterator[str]:
    """Yield the problems outside the settings; that the database does not answer is one of them here."""
    from sqlalchemy.exc import OperationalError

    try:
        yield from outside_problems(settings)
    except OperationalError as error:
        yield f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"
