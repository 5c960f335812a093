"""The desk's keys in a real browser: they only shorten the way, and leave alone what is being typed."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.stories import file_case
from tests.world import World, copy_sqlite, world_at

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def desk(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str, str]]:
    """A desk with two cases; the address of the portal, and the code of the first."""
    home = tmp_path_factory.mktemp("keys")
    with world_at(copy_sqlite(prepared_sqlite, home / "portal.db"), home) as world:
        first, _ = [file_case(world) for _ in range(2)]
        server = make_server("127.0.0.1", 0, world.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield world, f"http://127.0.0.1:{server.server_port}", first.code
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def page(browser: Browser, desk: tuple[World, str, str]) -> Iterator[Page]:
    world, address, _ = desk
    context = browser.new_context(locale="vi-VN", base_url=address)
    session = world.session_of(world.officer("reception"))
    context.add_cookies([{"name": world.session_cookie, "value": session, "url": address}])
    yield context.new_page()
    context.close()


def test_j_goes_to_the_first_case_and_enter_opens_it(page: Page) -> None:
    page.goto("/desk/")
    page.keyboard.press("j")
    expect(page.locator(".c-tasks tbody th a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".p-case__deeds")).to_be_visible()


def test_in_a_case_a_goes_to_the_first_deed_and_n_to_the_note(page: Page, desk: tuple[World, str, str]) -> None:
    page.goto(f"/desk/cases/{desk[2]}")
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.closest('.p-case__deeds') !== null")


def test_a_letter_that_is_typed_stays_a_letter(page: Page, desk: tuple[World, str, str]) -> None:
    page.goto(f"/desk/cases/{desk[2]}")
    page.locator("#note").click()
    page.keyboard.type("an kho?/j")
    expect(page.locator("#note")).to_have_value("an kho?/j")
    assert page.url.endswith(desk[2])


def test_the_question_mark_leads_to_the_page_of_keys_and_the_slash_to_the_search(page: Page) -> None:
    page.goto("/desk/")
    page.keyboard.press("?")
    page.wait_for_url("**/desk/keys")
    page.goto("/desk/cases")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_keys_with_control_are_the_browsers(page: Page) -> None:
    page.goto("/desk/")
    page.keyboard.press("Control+j")
    assert page.url.endswith("/desk/")
    expect(page.locator(".c-tasks tbody th a").first).not_to_be_focused()


def test_it_is_not_served_where_no_key_of_it_works(desk: tuple[World, str, str]) -> None:
    world, _, code = desk
    supervisor, reception = world.client(world.officer("supervisor")), world.client(world.officer("reception"))

    assert "/desk." not in supervisor.get("/supervision/").text.split("<body")[0]
    assert "/desk." in reception.get(f"/desk/cases/{code}").text.split("<body")[0]
