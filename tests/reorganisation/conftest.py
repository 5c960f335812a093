"""The town before the change, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.house import build_house
from tests.reorganisation.before import Before, town
from tests.world import copy_postgresql, copy_sqlite, settings_for


def town_at(url: str, home: Path) -> Iterator[Before]:
    """Yield the town on a copy of the prepared world; nobody cuts its power, so it need not wait for the disk."""
    house = build_house(replace(settings_for(url, home), sqlite_synchronous="OFF"))
    yield town(house)
    house.database.dispose()


@pytest.fixture
def sqlite_town(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Before]:
    yield from town_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Before]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_town")
        return
    template, server = request.getfixturevalue("prepared_postgresql"), request.getfixturevalue("postgresql_server")
    with copy_postgresql(server, template, f"r{tmp_path.name}".replace("-", "_").lower()[:60]) as url:
        yield from town_at(url, tmp_path)
