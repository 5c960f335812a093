"""The house put together: settings in, every room ready. Built once a process, by web, worker and command line."""

import json
from dataclasses import dataclass

from config import Settings, UnsafeSettings
from portal.cases.door import Door
from portal.cases.loaded import Tools
from portal.cases.papers import PaperMill
from portal.cases.submission import Submission
from portal.catalogue.search import CatalogueSearch
from portal.catalogue.versions import Versions
from portal.clock import Clock, system_clock
from portal.crypto import Sealer, sealer_from_secret
from portal.db import Database
from portal.documents.render import Renderer
from portal.durability import durability_problems
from portal.storage import FolderStorage
from portal.units.directory import UnitDirectory, load_directory
from portal.worktime import Calendar, load_calendar, national_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything a request, a command or the worker may need; nothing in it changes after the start."""

    settings: Settings
    database: Database
    clock: Clock
    sealer: Sealer
    calendar: Calendar
    directory: UnitDirectory
    versions: Versions
    storage: FolderStorage
    mill: PaperMill
    catalogue: CatalogueSearch
    door: Door
    submission: Submission


def build_house(settings: Settings, *, clock: Clock = system_clock) -> House:
    """Open the database and put the rooms together. The schema and the organisation tree have to be there.

    Raises `UnsafeSettings` in production when the database may lose what it acknowledges (R-TX-4).
    """
    database = Database(
        settings.database_url, pool_size=settings.database_pool_size, synchronous=settings.sqlite_synchronous
    )
    sealer = sealer_from_secret(settings.secret, *settings.older_secrets)
    calendar = _calendar(settings)
    versions = Versions()
    with database.read() as look:
        if settings.is_production and (problems := list(durability_problems(look))):
            raise UnsafeSettings(problems)
        directory = load_directory(look)
    storage = FolderStorage(settings.storage_folder)
    mill = PaperMill(
        sealer=sealer,
        versions=versions,
        directory=directory,
        calendar=calendar,
        renderer=Renderer(),
        storage=storage,
        base_url=settings.base_url,
    )
    tools = Tools(
        database=database, sealer=sealer, clock=clock, calendar=calendar, directory=directory, versions=versions
    )
    door = Door(tools)
    return House(
        settings=settings,
        database=database,
        clock=clock,
        sealer=sealer,
        calendar=calendar,
        directory=directory,
        versions=versions,
        storage=storage,
        mill=mill,
        catalogue=CatalogueSearch(),
        door=door,
        submission=Submission(tools, door),
    )


def _calendar(settings: Settings) -> Calendar:
    """Return the operator's calendar, or the national one that comes with the portal. Raises `CalendarError`."""
    if settings.calendar_file is None:
        return national_calendar()
    return load_calendar(json.loads(settings.calendar_file.read_text(encoding="utf-8")))
