"""`portal procedures`: prove, publish and list what can be applied for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.commands.opening import open_database, safe_settings
from portal.commands.output import json_option, say_json, table

if TYPE_CHECKING:
    from portal.catalogue.checking import Offices

folder_argument = click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)


@click.group()
def procedures() -> None:
    """Procedures as data: one YAML file each.

    \b
    Example:
      portal procedures check
    """


@procedures.command()
@folder_argument
@json_option
def check(folder: Path | None, *, as_json: bool) -> None:
    """Prove every procedure of FOLDER, or of the settings: it can be understood, decided in time, and comes to an end.

    Where there is a database, steps that nobody holds tomorrow are told as a warning: nothing is refused for them.

    \b
    Examples:
      portal procedures check
      portal procedures check my-procedures --json
    """
    from portal.catalogue.checking import check_folder
    from portal.commands.staffing import warnings_for

    settings = safe_settings()
    folder = folder or settings.procedures_folder
    report = check_folder(folder, known_offices(settings.units_file))
    click.echo(report.as_json() if as_json else report.as_text())
    if not report.ok:
        raise SystemExit(1)
    if warnings := warnings_for(folder, settings):
        click.echo(warnings, err=True)


@procedures.command()
@folder_argument
@json_option
def publish(folder: Path | None, *, as_json: bool) -> None:
    """Publish every procedure of FOLDER, or of the settings. If one is not proved, none is. What is the same stays.

    Steps that nobody holds tomorrow are told as a warning, as `check` does.

    \b
    Examples:
      portal procedures publish
      portal procedures publish my-procedures
    """
    from portal.catalogue.checking import check_folder
    from portal.catalogue.loader import load_folder
    from portal.catalogue.versions import publish as publish_version
    from portal.clock import system_clock
    from portal.commands.staffing import warnings_for

    settings = safe_settings()
    folder = folder or settings.procedures_folder
    report = check_folder(folder, known_offices(settings.units_file))
    if not report.ok:
        click.echo(report.as_json() if as_json else report.as_text())
        raise SystemExit(1)
    loaded, _ = load_folder(folder)
    with open_database() as database, database.transaction() as work:
        new = [one.definition.code for one in loaded if publish_version(work, one, by="portal", now=system_clock())[1]]
    if as_json:
        say_json({"published": new, "unchanged": len(loaded) - len(new)})
    else:
        click.echo(f"{len(new)} published, {len(loaded) - len(new)} unchanged")
    if warnings := warnings_for(folder, settings):
        click.echo(warnings, err=True)


@procedures.command()
@click.argument("code")
@click.option("--cases", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many histories.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed plays the same histories.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Of the procedures.")
@json_option
def simulate(code: str, cases: int, seed: int, folder: Path | None, *, as_json: bool) -> None:
    """Play random but lawful histories of the procedure CODE, and tell where they ended. A dead end is a failure.

    \b
    Examples:
      portal procedures simulate 1.004873 --cases 500
      portal procedures simulate 1.004873 --cases 20 --seed 7 --json
    """
    from portal.cases.simulating import simulations
    from portal.catalogue.loader import load_folder
    from portal.worktime import national_calendar

    loaded, _ = load_folder(folder or safe_settings().procedures_folder)
    wanted = [one for one in loaded if one.definition.code == code]
    if not wanted:
        raise click.ClickException(f"There is no usable procedure {code}. `portal procedures check` says more.")
    told = [each for one in wanted for each in simulations(one, national_calendar(), cases=cases, seed=seed)]
    if as_json:
        say_json([one.as_json() for one in told])
    else:
        click.echo("\n\n".join(one.as_text() for one in told))
    if not all(one.ok for one in told):
        raise SystemExit(1)


@procedures.command("list")
@json_option
def list_procedures(*, as_json: bool) -> None:
    """List what can be applied for today.

    \b
    Example:
      portal procedures list
    """
    from portal.catalogue.versions import Versions
    from portal.clock import local, system_clock

    with open_database() as database, database.read() as look:
        current = Versions().all_current(look, local(system_clock()).date())
    if as_json:
        say_json([{"code": one.code, "version": one.number, "name": one.definition.name.vi} for one in current])
    else:
        click.echo(table([(one.code, f"v{one.number}", one.definition.name.vi) for one in current]) or "None.")


def known_offices(units_file: Path | None) -> "Offices":
    """Return which kinds of offices each level has, in any era of the organisation tree."""
    from portal.catalogue.checking import Offices
    from portal.units.directory import ONE_STOP
    from portal.units.load import QUANG_NGAI, read_tree

    tree = read_tree(units_file or QUANG_NGAI)
    levels = [level.code for level in sorted(tree.levels, key=lambda level: level.rank)]
    offices = [unit for unit in tree.units if unit.is_office]
    return Offices(
        kinds={level: frozenset(office.kind for office in offices if office.level == level) for level in levels},
        one_stop=frozenset(office.kind for office in offices if office.office_type == ONE_STOP),
    )
