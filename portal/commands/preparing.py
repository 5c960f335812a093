"""What has to be there before the demo can be served. Each step may be taken again and then changes nothing."""

import click

from config import Settings
from portal.commands.procedures import known_offices
from portal.commands.progress import step
from portal.db import Database


def prepare(settings: Settings) -> None:
    """Bring database, organisation tree and procedures to what this code comes with, and a demo to life."""
    from portal import schema

    with step("database is up to date"):
        schema.upgrade(settings.database_url)
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    _load_units(settings, database)
    _publish(settings, database)
    database.dispose()
    if settings.demo:
        _play(settings)


def _load_units(settings: Settings, database: Database) -> None:
    from portal.units.load import QUANG_NGAI, read_tree, store_tree

    with step("organisation tree is loaded:") as more, database.transaction() as work:
        tree = read_tree(settings.units_file or QUANG_NGAI)
        store_tree(work, tree)
        more.append(f"{len(tree.units):,} units")


def _play(settings: Settings) -> None:
    """Give the demo its people and a history, unless there are cases already."""
    from portal.commands.demo import DEMO_CASES, count_cases, play_history
    from portal.house import build_house

    house = build_house(settings)
    if not count_cases(house):
        play_history(house, DEMO_CASES)
    house.database.dispose()


def _publish(settings: Settings, database: Database) -> None:
    from portal.catalogue.checking import check_folder
    from portal.catalogue.loader import load_folder
    from portal.catalogue.versions import publish
    from portal.clock import system_clock

    with step("procedures are published:") as more:
        report = check_folder(settings.procedures_folder, known_offices(settings.units_file))
        if not report.ok:
            raise click.ClickException(report.as_text())
        loaded, _ = load_folder(settings.procedures_folder)
        with database.transaction() as work:
            for one in loaded:
                publish(work, one, by="portal", now=system_clock())
        more.append(str(len(loaded)))
