"""A browser for the session, and a served world for each test."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests.e2e.serving import Site, chromium, site_at
from tests.e2e.staff import hire
from tests.e2e.town import Town
from tests.e2e.ways import WAYS
from tests.world import copy_postgresql, copy_sqlite


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A walk takes dozens of pages; on a busy machine that is minutes."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Site]:
    """A world of its own, on SQLite."""
    with site_at(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path) as served:
        hire(served.world)
        yield served


@pytest.fixture
def postgresql_site(prepared_postgresql: str, postgresql_server: str, tmp_path: Path) -> Iterator[Site]:
    """The same on PostgreSQL."""
    name = f"t{uuid4().hex}"
    with copy_postgresql(postgresql_server, prepared_postgresql, name) as url, site_at(url, tmp_path) as served:
        hire(served.world)
        yield served


@pytest.fixture
def town(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Town:
    """The people of that world, who look at it in the way that a test names."""
    return Town(browser, site, WAYS[request.param])
