"""`portal units`: the organisation tree."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal.commands.opening import open_database, open_house, safe_settings
from portal.commands.output import json_option, say_json, table

if TYPE_CHECKING:
    from portal.cases.reorganising import Plan
    from portal.catalogue.yamlfile import Document
    from portal.units.reorganisation import Mistake, Reorganisation

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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


@units.command()
@click.argument("file", type=_FILE)
@json_option
def plan(file: Path, *, as_json: bool) -> None:
    """Show what the reorganisation of FILE will do, and every case, role or register that it would orphan.

    Nothing is written. Exit code 1 when anything is orphaned, or when FILE is at odds with the tree.

    \b
    Examples:
      portal units plan docs/examples/quang-ngai-2025.yaml
      portal units plan docs/examples/quang-ngai-2025.yaml --json
    """
    from portal.cases.reorganising import make_plan

    document, read = _read_reorganisation(file)
    with open_house() as house, house.database.read() as look:
        found = make_plan(look, house.door.tools, read)
    errors = _errors(document, found)
    if as_json:
        say_json({**_figures(read, found), "errors": errors})
    else:
        click.echo(_told(read, found))
        click.echo("\n".join(errors) or "Nothing is orphaned.")
    if not found.is_sound:
        raise SystemExit(1)


@units.command()
@click.argument("file", type=_FILE)
@json_option
def enact(file: Path, *, as_json: bool) -> None:
    """Perform the reorganisation of FILE, at its date or after it; go on with one that was interrupted.

    A file that orphans anything is refused before anything is written. Once begun, it may be killed at any moment and
    started again; once done, nothing is done again.

    \b
    Example:
      portal units enact docs/examples/quang-ngai-2025.yaml
    """
    from portal.cases.reorganising import AnotherFile, LeftOver, TooEarly, Unsound
    from portal.cases.reorganising import enact as perform

    document, read = _read_reorganisation(file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with open_house() as house:
        try:
            count = perform(house.door.tools, house.door, read, sha256)
        except TooEarly as early:
            raise click.ClickException(
                f"The reorganisation is of {early.day}: enact it on that day or later."
            ) from early
        except Unsound as unsound:
            errors = _errors(document, unsound.plan)
            raise click.ClickException("\n".join(["Nothing was written:", *errors])) from unsound
        except AnotherFile as other:
            message = f"{read.decree} was begun with another file. Go on with that one."
            raise click.ClickException(message) from other
        except LeftOver as left:
            lines = [f"{one.kind} {one.place}: {one.what}" for one in left.orphans]
            raise click.ClickException("\n".join(["These could not be moved; all others were:", *lines])) from left
    if as_json:
        say_json({"decree": read.decree, "moved": count})
    else:
        click.echo(f"{read.decree}: done, {count:,} cases were moved.")


def _read_reorganisation(file: Path) -> tuple["Document", "Reorganisation"]:
    from portal.catalogue.problems import BadProcedure
    from portal.catalogue.yamlfile import read
    from portal.units.reorganisation import BadReorganisation, read_reorganisation

    try:
        document = read(file)
        return document, read_reorganisation(document.value)
    except BadProcedure as bad:
        raise click.ClickException(str(bad)) from bad
    except BadReorganisation as bad:
        raise click.ClickException("\n".join(_line(document, mistake) for mistake in bad.mistakes)) from bad


def _line(document: "Document", mistake: "Mistake") -> str:
    return str(document.problem(mistake.where, mistake.what, "")).rstrip()


def _errors(document: "Document", found: "Plan") -> list[str]:
    orphans = (f"{document.file}: {one.kind} {one.place}: {one.what}" for one in found.orphans)
    return [*(_line(document, mistake) for mistake in found.mistakes), *orphans]


def _figures(read: "Reorganisation", found: "Plan") -> dict[str, Any]:
    return {
        "decree": read.decree,
        "day": read.day,
        "units": sum(len(change.units) for change in read.changes),
        "cases": len(found.cases),
        "tasks_to_other_desks": sum(move.since != move.unit for move in found.cases),
        "appointments_moved": sum(unit is not None for _, unit in found.appointments),
        "appointments_ended": sum(unit is None for _, unit in found.appointments),
        "registers_going_on": len(found.registers),
        "desks_without_officer": {f"{p.role.value}, {p.unit}": n for p, n in sorted(found.unstaffed.items(), key=str)},
        "procedures_without_owner": list(found.ownerless),
    }


def _told(read: "Reorganisation", found: "Plan") -> str:
    rows: list[tuple[str, ...]] = []
    for name, value in _figures(read, found).items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            rows += [(words, f"{desk}: {count} cases") for desk, count in value.items()] or [(words, "none")]
        elif isinstance(value, list):
            rows += [(words, one) for one in value] or [(words, "none")]
        else:
            rows.append((words, str(value)))
    return table(rows)
