"""Single pages that no walk comes by: their width, their console, and the rules of accessibility."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.applications import BIRTH, LIVED_ELSEWHERE, MARITAL_STATUS
from tests.e2e.people import Citizen, Officer
from tests.e2e.serving import Site
from tests.e2e.town import Town
from tests.e2e.window import DESK, PHONE, Way

PUBLIC = ("/", "/procedures", "/procedures?q=khong+co+dau", "/procedures/2.001827", "/track", "/login", "/nowhere")
OFFICIAL = {
    "reception": ("/desk/", "/desk/cases", "/desk/cases?q=x"),
    "supervisor": ("/supervision/",),
}


@pytest.fixture(params=[PHONE, DESK])
def town(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Town:
    return Town(browser, site, Way(width=request.param, with_axe=True))


def test_pages_for_everybody(town: Town) -> None:
    with town.window() as window:
        for path in PUBLIC:
            window.goes_to(path)
            window.look()


def test_pages_of_an_account(town: Town) -> None:
    with town.citizen() as window:
        for path in ("/me", "/account/sessions"):
            window.goes_to(path)
            window.look()


def test_the_first_page_in_english(town: Town) -> None:
    with town.window() as window:
        window.goes_to("/")
        window.page.get_by_role("link", name="English").click()
        expect(window.page.locator("html")).to_have_attribute("lang", "en")
        window.look()


def test_empty_desks_and_figures(town: Town) -> None:
    for who, paths in OFFICIAL.items():
        with town.officer(who) as window:
            for path in paths:
                window.goes_to(path)
                window.look()


def test_an_officer_who_comes_second_reads_who_was_first_and_loses_no_word(town: Town) -> None:
    code, _secret = town.applies(MARITAL_STATUS)
    with town.officer("reception") as slow, town.officer("reception") as quick:
        Officer(slow).opens(code)
        Officer(quick).accepts(code)
        Officer(slow).writes_a_refusal("Thiếu giấy ủy quyền.")
        expect(slow.page.locator("main")).to_contain_text("Thiếu giấy ủy quyền.")
        slow.look()


def test_an_application_that_lacks_its_papers_is_told_so_and_not_sent(town: Town) -> None:
    with town.citizen() as window:
        Citizen(window).fills_in(BIRTH)
        window.arrives(r"/apply/[0-9a-f-]+/papers$")
        window.page.get_by_role("link", name="Xem lại và nộp").click()
        window.arrives(r"/apply/[0-9a-f-]+/review$")
        window.page.get_by_role("button", name="Nộp hồ sơ").click()
        expect(window.page.locator(".c-error-summary")).to_contain_text("Giấy chứng sinh")
        window.look()


def test_every_line_of_an_error_summary_leads_to_its_question(town: Town) -> None:
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.begins(LIVED_ELSEWHERE.procedure)
        window.page.get_by_role("button", name="Lưu và tiếp tục").click()
        window.arrives("/apply/[0-9a-f-]+/where$")
        citizen.answers({"lived_elsewhere": "yes", "residences.0.since": "hôm qua"})
        window.page.get_by_role("button", name="Lưu và tiếp tục").click()
        summary = window.page.locator(".c-error-summary")
        expect(summary).to_be_focused()
        expect(window.page).to_have_title(re.compile("^Lỗi:"))
        window.look()
        targets = [link.get_attribute("href") or "" for link in summary.get_by_role("link").all()]
        assert len(targets) >= 2
        for target in targets:
            assert window.page.locator(f'[id="{target.removeprefix("#")}"]').count() == 1, target
