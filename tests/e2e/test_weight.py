"""What travels: a first visit at most 150 kB, every later page at most 25 kB, as compressed bytes on the wire."""

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.applications import MARITAL_STATUS
from tests.e2e.people import Citizen
from tests.e2e.serving import Site
from tests.e2e.window import DESK, PHONE, Way, Window, open_window

FIRST_VISIT = 150_000
LATER_PAGE = 25_000


class Scales:
    """Weighs everything that a page loads, head and body, as Chromium's network layer counts it."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self._wire = page.context.new_cdp_session(page)
        self._wire.send("Network.enable")
        self._wire.on("Network.loadingFinished", self._arrived)

    def _arrived(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def weigh(self, window: Window, path: str) -> int:
        """Return the bytes that opening a page takes, all of its files included."""
        self.bytes = 0
        window.goes_to(path)
        window.page.wait_for_load_state("networkidle")
        return self.bytes


def too_heavy(scales: Scales, window: Window, *paths: str) -> dict[str, int]:
    """Return the pages over the budget with what they weigh; none weighs nothing."""
    weights = {path: scales.weigh(window, path) for path in paths}
    return {path: weight for path, weight in weights.items() if not 0 < weight <= LATER_PAGE}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_first_visit_stays_light(browser: Browser, site: Site, width: int) -> None:
    with open_window(browser, site, way=Way(width=width)) as window:
        weight = Scales(window.page).weigh(window, "/")

        assert 20_000 < weight <= FIRST_VISIT


def test_later_pages_stay_light(browser: Browser, site: Site) -> None:
    with open_window(browser, site, site.world.citizen(), way=Way(width=PHONE)) as window:
        citizen = Citizen(window)
        citizen.applies_for(MARITAL_STATUS)
        code = citizen.submits()
        citizen.begins("1.001193")
        form = window.page.url.removeprefix(site.url)
        paths = ("/", "/procedures?q=ket+hon", "/procedures/1.004873", form, "/me", f"/cases/{code}")

        assert too_heavy(Scales(window.page), window, *paths) == {}
    with open_window(browser, site, site.world.officer("reception"), way=Way()) as window:
        window.goes_to("/desk/")

        assert too_heavy(Scales(window.page), window, "/desk/", "/desk/cases", f"/desk/cases/{code}") == {}
