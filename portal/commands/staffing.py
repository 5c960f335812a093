"""What the command line and the worker say of steps that nobody holds."""

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from portal.commands.output import table

if TYPE_CHECKING:
    from config import Settings
    from portal.cases.staffing import Gap
    from portal.house import House
    from portal.units.directory import UnitDirectory

log = logging.getLogger("portal.staffing")


def find_gaps(house: "House", day: date) -> "list[Gap]":
    """Return what nobody holds on a day."""
    from portal.cases.staffing import gaps_on

    with house.database.read() as look:
        return gaps_on(look, house.directory, house.versions.all_current(look, day), day)


def tomorrow(house: "House") -> date:
    from portal.clock import local

    return local(house.clock()).date() + timedelta(days=1)


def warnings_for(folder: Path, settings: "Settings") -> str:
    """Return what nobody would hold tomorrow of the procedures of a folder; nothing where there is no database yet."""
    from portal.cases.staffing import gaps_on
    from portal.catalogue.loader import load_folder
    from portal.commands.opening import fits, open_house

    if not fits(settings):
        return ""
    loaded, _ = load_folder(folder)
    with open_house() as house, house.database.read() as look:
        gaps = gaps_on(look, house.directory, loaded, tomorrow(house))
        rows = in_words(gaps, house.directory)
    return f"warning: tomorrow nobody holds:\n{table(rows)}" if rows else ""


def note_for_tomorrow(house: "House") -> int:
    """Look once what nobody holds tomorrow, keep it for the desks, and say it in the log; return how many."""
    from portal.cases.staffing import note_gaps

    day = tomorrow(house)
    gaps = find_gaps(house, day)
    with house.database.transaction() as work:
        note_gaps(work, gaps, day, house.clock())
    for gap in gaps:
        log.warning("nobody is %s of %s on %s", gap.role.value, gap.unit, day)
    return len(gaps)


def in_words(gaps: "list[Gap]", directory: "UnitDirectory") -> list[tuple[str, str, str]]:
    """Return the rows of a table: unit, role, what comes there."""
    return [
        (directory.full_name(gap.unit), gap.role.value, ", ".join(f"{code} {step}" for code, step in gap.steps))
        for gap in gaps
    ]
