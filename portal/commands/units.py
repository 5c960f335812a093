"""`portal units`: the organisation tree."""

from datetime import datetime
from pathlib import Path

import click

from portal.commands.opening import open_database, safe_settings
from portal.commands.output import json_option, say_json, table


@click.group()
def units() -> None:
    """The organisation tree, as of any day.

    \b
    Example:
      portal units as-of 2024-06-30
    """


@units.command("as-of")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--province", metavar="CODE", help="Code of the province. Default: PORTAL_PROVINCE_CODE.")
@json_option
def as_of(day: datetime, province: str | None, *, as_json: bool) -> None:
    """Count the units of each level on DAY, offices left out.

    \b
    Examples:
      portal units as-of 2025-06-30
      portal units as-of 2025-07-01 --json
    """
    from portal.units.queries import count_by_level

    code, on = province or safe_settings().province_code, day.date()
    with open_database() as database, database.read() as look:
        counts = count_by_level(look, on, code)
    if not sum(counts.values()):
        raise click.ClickException(f"There is nothing under {code} on {on}. Load a tree: portal units load FILE")
    if as_json:
        say_json({"day": on, "province": code, "levels": counts})
    else:
        click.echo(table([(level, str(number)) for level, number in counts.items()]))


@units.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@json_option
def load(file: Path | None, *, as_json: bool) -> None:
    """Load the tree of FILE, or the one that the settings name. A faulty file is refused whole, every fault is told.

    \b
    Examples:
      portal units load
      portal units load another-province.json
    """
    from portal.units.errors import BadTree, ParentChanged
    from portal.units.load import QUANG_NGAI, read_tree, store_tree

    path = file or safe_settings().units_file or QUANG_NGAI
    try:
        tree = read_tree(path)
        with open_database() as database, database.transaction() as work:
            report = store_tree(work, tree)
    except BadTree as bad:
        raise click.ClickException("\n".join([f"{path.name} is refused:", *bad.errors])) from bad
    except ParentChanged as moved:
        message = f"These units have another parent in the database: {', '.join(moved.codes)}."
        raise click.ClickException(f"{message} End them, and begin new ones.") from moved
    counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
    if as_json:
        say_json({"file": path.name, **counts})
    else:
        click.echo(f"{path.name}: " + ", ".join(f"{number:,} {what}" for what, number in counts.items()))
