"""Plays for tests, and what is compared of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.cases.models import Case, CaseEvent
from portal.demo.history import Issuers, Played, play
from portal.house import House, build_house
from portal.units.directory import UnitDirectory
from portal.units.load import QUANG_NGAI, read_tree
from tests.world import copy_sqlite, settings_for

ISSUERS = Issuers(citizens="https://citizens.test", officers="https://officers.test")
UNTIL = datetime(2026, 11, 20, 8, 45, tzinfo=UTC)  # a Friday afternoon
OLD_UNITS_CLOSED = datetime(2025, 6, 30, 10, 0, tzinfo=UTC)  # 17:00 in Vietnam

Story = list[tuple[Any, ...]]


def directory() -> UnitDirectory:
    """Return the units of the real tree, without a database."""
    tree = read_tree(QUANG_NGAI)
    return UnitDirectory(tree.levels, tree.units, tree.successions)


def play_in(house: House, *, cases: int, seed: int = 2025) -> Played:
    return play(house.door.tools, house.storage, ISSUERS, cases=cases, seed=seed, until=UNTIL)


@contextmanager
def house_on_copy(prepared: Path, folder: Path) -> Iterator[House]:
    """Yield a house on a copy of a prepared SQLite file; nobody cuts its power, so it need not wait for the disk."""
    settings = settings_for(copy_sqlite(prepared, folder / "portal.db"), folder)
    house = build_house(replace(settings, sqlite_synchronous="OFF"))
    yield house
    house.database.dispose()


def story_of(house: House) -> Story:
    """Return everything of a play that does not hang on random ids: codes, states, places, and each event's moment."""
    with house.database.read() as look:
        columns = (Case.id, Case.code, Case.state, Case.step, Case.unit, Case.applicant_name, Case.paid)
        cases = look.execute(select(*columns).order_by(Case.code)).all()
        events = look.execute(
            select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at).order_by(CaseEvent.case_id, CaseEvent.seq)
        ).all()
    happened: dict[str, list[tuple[str, datetime]]] = {}
    for case_id, kind, at in events:
        happened.setdefault(case_id, []).append((kind, at))
    return [(*case[1:], tuple(happened[case.id])) for case in cases]
