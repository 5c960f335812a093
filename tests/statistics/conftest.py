"""A played history, once on each database; only read by the tests."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.demo.plays import UNTIL, play_in
from tests.world import World, copy_postgresql, copy_sqlite, world_at

CASES = 80


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which some cases of two years, before and after the change of the units, were played."""
    home = tmp_path_factory.mktemp("played")
    if request.param == "sqlite":
        url = copy_sqlite(request.getfixturevalue("prepared_sqlite"), home / "portal.db")
        with world_at(url, home) as world:
            yield _play(world)
        return
    template = request.getfixturevalue("prepared_postgresql")
    server = request.getfixturevalue("postgresql_server")
    with copy_postgresql(server, template, f"t{uuid4().hex}") as url, world_at(url, home) as world:
        yield _play(world)


def _play(world: World) -> World:
    play_in(world.house, cases=CASES)
    world.clock.now = UNTIL
    return world
