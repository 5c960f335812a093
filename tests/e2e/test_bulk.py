"""Many cases at once, as officers do it: on a phone and at a desk, with and without a script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.serving import Site
from tests.e2e.town import Town
from tests.e2e.window import DESK, PHONE, Way
from tests.stories import bring_to, file_case, perform

WAYS = {
    "desk": Way(width=DESK, with_axe=True),
    "phone-without-script": Way(width=PHONE, scripted=False),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_three_are_accepted_one_was_faster_and_two_are_assigned_and_moved(
    browser: Browser, site: Site, way: Way
) -> None:
    town, world = Town(browser, site, way), site.world
    cases = [file_case(world) for _ in range(3)]
    with town.officer("reception") as window:
        window.goes_to("/desk/")
        window.page.get_by_role("link", name="Chọn hết trang này").click()
        window.arrives(r"/desk/\?chosen=all$")
        perform(world, "reception", cases[0], "accept")
        window.page.get_by_role("button", name=re.compile("^Tiếp nhận hồ sơ")).click()
        _is_told(town, window.page, "đã làm 2 trên 3 hồ sơ")
        expect(window.page.locator("main")).to_contain_text("1 hồ sơ không làm được")
        window.look()
    with town.officer("head") as window:
        window.goes_to("/desk/?chosen=all")
        window.page.get_by_label("Giao cho").select_option(label="Specialist")
        window.page.get_by_role("button", name=re.compile("^Giao cho chuyên viên")).click()
        _is_told(town, window.page, "đã làm 3 trên 3 hồ sơ")
        window.goes_to("/desk/workload")
        window.page.get_by_role("link", name="Specialist", exact=True).click()
        window.arrives(r"/desk/workload\?.*holder=")
        for tick in window.page.get_by_role("checkbox").all()[:2]:
            tick.check()
        window.page.get_by_label("Chuyển cho").select_option(label="Second-specialist")
        window.page.get_by_label("Lý do").fill("Chia đều việc")
        window.look()
        window.page.get_by_role("button", name="Chuyển việc").click()
        _is_told(town, window.page, "đã làm 2 trên 2 hồ sơ")


def test_slips_are_printed_in_one_file(browser: Browser, site: Site) -> None:
    town, world = Town(browser, site, WAYS["desk"]), site.world
    for _ in range(2):
        bring_to(world, file_case(world), "assign")
    with town.officer("head") as window:
        window.goes_to("/desk/?chosen=all")
        window.page.get_by_role("button", name="In phiếu tiếp nhận").click()
        _is_told(town, window.page, "đã làm 2 trên 2 hồ sơ")
        link = window.page.get_by_role("link", name="Tải các phiếu (PDF)").get_attribute("href")
        assert window.page.request.get(f"{site.url}{link}").body().startswith(b"%PDF")


def _is_told(town: Town, page: Page, words: str) -> None:
    """See the job as it waits, let the worker come, and see what became of it: the page looks again by itself."""
    page.wait_for_url(re.compile(r"/desk/bulk/[0-9a-f-]{36}$"))
    expect(page.locator("main")).to_contain_text("Đang làm")
    town.site.runs_errands()
    expect(page.locator("main")).to_contain_text(words)
