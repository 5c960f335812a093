"""A complete online case at the counter: from the list to "accepted, receipt printed" in four clicks at the most."""

from time import monotonic

import pytest
from playwright.sync_api import Browser

from tests.e2e.serving import Site
from tests.stories import file_case

MOST_CLICKS = 4


def test_from_the_inbox_to_the_printed_receipt_in_four_clicks(
    browser: Browser, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    world, clicks = site.world, 0
    case = file_case(world)
    context = browser.new_context(locale="vi-VN")
    session = world.session_of(world.officer("reception"))
    context.add_cookies([{"name": world.session_cookie, "value": session, "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}/desk/")
    began = monotonic()

    for selector in (
        f".c-tasks a[href^='/desk/cases/{case.code}']",
        f"form[action='/desk/cases/{case.code}/actions/accept'] button",
    ):
        page.click(selector)
        clicks += 1
    assert "Đã ghi việc bạn vừa làm" in page.inner_text("main")
    slip = page.locator(f"a[href='/desk/cases/{case.code}/slip-01.pdf']")
    answer = context.request.get(f"{site.url}{slip.get_attribute('href')}")  # the one that the third click opens
    clicks += 1

    assert answer.body().startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("inline")
    assert clicks <= MOST_CLICKS
    with capsys.disabled():
        print(f"\nfrom the inbox to the receipt: {clicks} clicks, {monotonic() - began:.1f} s")
    context.close()
