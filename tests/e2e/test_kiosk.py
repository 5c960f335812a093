"""The public screen in a real browser: the countdown, the wipe, and what the back button shows afterwards: nothing."""

import re

import pytest
from playwright.sync_api import Browser, expect

from portal.people.kiosks import add_kiosk
from tests.e2e.serving import Site
from tests.e2e.window import DESK, PHONE, Way, Window, open_window
from tests.stories import file_case
from tests.world import COMMUNE

PAGES = ("/kiosk/", "/procedures", "/procedures/1.004873", "/kiosk/prices", "/track")
LEAST = 56  # px that a button of a public screen measures at least


def becomes_a_kiosk(window: Window) -> None:
    """Type the token of a screen."""
    world = window.site.world
    with world.house.database.transaction() as work:
        _, code = add_kiosk(work, unit=f"{COMMUNE}/X-TTPVHCC", name="Sảnh", now=world.clock())
    window.goes_to("/kiosk/")
    window.look()
    window.page.get_by_label("Mã màn hình").fill(code)
    window.page.get_by_role("button", name="Đăng ký màn hình này").click()
    expect(window.page.locator("h1")).to_have_text("Bạn cần làm việc gì?")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_has_the_way_out_and_large_buttons(browser: Browser, site: Site, width: int) -> None:
    with open_window(browser, site, way=Way(width=width, with_axe=True)) as window:
        becomes_a_kiosk(window)
        for path in PAGES:
            window.goes_to(path)
            window.look()
            expect(window.page.get_by_role("button", name="Xong, xóa hết")).to_be_visible()
            heights = window.page.eval_on_selector_all(
                ".c-button, .p-kiosk a",
                "all => all.filter(e => e.offsetParent).map(e => e.offsetHeight)",
            )
            assert heights
            assert min(heights) >= LEAST, path


def shows_nothing_of_the_person(window: Window, own: str) -> None:
    expect(window.page).to_have_url(re.compile(r"/kiosk/$"))
    for _ in range(2):
        window.page.go_back()
        window.page.wait_for_load_state()
        assert "Nguyễn Văn An" not in window.page.content()
        assert own not in window.page.url
    assert window.page.context.request.get(f"{window.site.url}/me", max_redirects=0).status == 303


def test_silence_is_counted_down_and_then_everything_is_forgotten(browser: Browser, site: Site) -> None:
    own = f"/cases/{file_case(site.world).code}"
    with open_window(browser, site, site.world.citizen(), way=Way()) as window:
        becomes_a_kiosk(window)
        page = window.page
        page.clock.install()
        window.goes_to(own)
        expect(page.locator("main")).to_contain_text("Nguyễn Văn An")
        warning = page.get_by_role("alertdialog")
        page.clock.run_for(40_000)
        expect(warning).to_be_hidden()
        page.clock.run_for(8_000)
        expect(warning).to_be_visible()
        expect(warning).to_contain_text("12")
        page.keyboard.press("Shift")  # somebody is there after all
        expect(warning).to_be_hidden()
        page.clock.run_for(46_000)
        expect(warning).to_be_visible()
        page.clock.run_for(15_000)
        shows_nothing_of_the_person(window, own)
        expect(page.locator("[data-silence]")).to_have_count(1)


def test_the_way_out_forgets_at_once(browser: Browser, site: Site) -> None:
    own = f"/cases/{file_case(site.world).code}"
    with open_window(browser, site, site.world.citizen(), way=Way(width=PHONE)) as window:
        becomes_a_kiosk(window)
        window.goes_to(own)
        expect(window.page.locator("main")).to_contain_text("Nguyễn Văn An")
        window.page.get_by_role("button", name="Xong, xóa hết").click()
        shows_nothing_of_the_person(window, own)


def test_without_a_script_the_page_itself_and_the_server_count(browser: Browser, site: Site) -> None:
    with open_window(browser, site, site.world.citizen(), way=Way(scripted=False)) as window:
        becomes_a_kiosk(window)
        window.goes_to("/me")
        assert '<meta http-equiv="refresh" content="60; url=/kiosk/over">' in window.page.content()
        site.world.clock.pass_(seconds=71)
        assert window.page.context.request.get(f"{site.url}/me", max_redirects=0).status == 303
