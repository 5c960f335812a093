"""A page of the form while it is being filled in: what comes up, what is saved, what stays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import Citizen
from tests.e2e.serving import Site
from tests.e2e.window import PHONE, Way, Window, open_window

NEXT = "Lưu và tiếp tục"
LINE = "Số nhà, đường, thôn, tổ dân phố"
DRAFT = "/apply/[0-9a-f-]+"


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Window]:
    """A citizen's phone, at the page that asks where they lived."""
    with open_window(browser, site, site.world.citizen(), way=Way(width=PHONE)) as opened:
        Citizen(opened).begins("1.004873")
        opened.page.get_by_role("button", name=NEXT).click()
        opened.arrives(f"{DRAFT}/where$")
        yield opened


def test_a_question_comes_up_by_the_answer_before_it_and_goes_again(window: Window) -> None:
    question = window.page.get_by_label(LINE)

    expect(question).to_have_count(0)
    window.page.get_by_label("Có", exact=True).check()
    expect(question).to_be_visible()
    window.page.get_by_label("Không", exact=True).check()

    expect(question).to_have_count(0)


def test_rows_are_added_and_removed_and_keep_what_is_in_them(window: Window) -> None:
    page = window.page
    page.get_by_label("Có", exact=True).check()
    lines = page.get_by_label(LINE)
    lines.first.fill("Thôn Một")
    page.get_by_role("button", name="Thêm một mục nữa").click()
    expect(lines).to_have_count(2)
    lines.nth(1).fill("Thôn Hai")

    page.get_by_role("button", name="Bỏ mục 1").click()

    expect(lines).to_have_count(1)
    expect(lines.first).to_have_value("Thôn Hai")
    window.look()


def test_the_enter_key_goes_on_and_removes_nothing(window: Window) -> None:
    page = window.page
    page.get_by_label("Có", exact=True).check()
    page.get_by_role("button", name="Thêm một mục nữa").click()
    lines = page.get_by_label(LINE)
    expect(lines).to_have_count(2)

    lines.first.press("Enter")

    expect(page.locator(".c-error-summary")).to_be_visible()
    expect(lines).to_have_count(2)


def test_what_is_typed_is_saved_meanwhile_and_comes_back_on_another_device(
    window: Window, browser: Browser, site: Site
) -> None:
    page = window.page
    page.get_by_label("Có", exact=True).check()
    with page.expect_response(lambda answer: answer.url.endswith("/autosave")):
        page.get_by_label(LINE).press_sequentially("Thôn Ba", delay=20)
    expect(page.locator("#autosave")).to_contain_text("Đã lưu nháp")

    with open_window(browser, site, site.world.citizen(), way=Way()) as other:
        other.goes_to("/me")
        other.page.get_by_role("link", name="Cấp Giấy xác nhận tình trạng hôn nhân", exact=True).click()
        other.arrives(f"{DRAFT}/where$")
        expect(other.page.get_by_label(LINE)).to_have_value("Thôn Ba")


def test_a_click_twice_gives_one_case(window: Window) -> None:
    page = window.page
    page.get_by_label("Không", exact=True).check()
    for page_code, answers in {
        "status": {"status": "never"},
        "purpose": {"purpose": "property", "replaces_earlier": "no"},
        "truth": {"declared": "yes"},
    }.items():
        page.get_by_role("button", name=NEXT).click()
        window.arrives(f"{DRAFT}/{page_code}$")
        Citizen(window).answers(answers)
    page.get_by_role("button", name=NEXT).click()
    window.arrives(f"{DRAFT}/review$")

    page.get_by_role("button", name="Nộp hồ sơ").dblclick()

    window.arrives("/cases/[^/]+/receipt$")
    window.goes_to("/me")
    expect(page.locator("a[href^='/cases/']")).to_have_count(1)


def test_what_is_selected_stays_selected_while_questions_are_asked_anew(window: Window) -> None:
    page = window.page
    page.get_by_label("Có", exact=True).check()
    line = page.get_by_label(LINE)
    line.fill("Thôn Một")
    line.select_text()
    asked = f"node => node !== document.getElementById('{line.get_attribute('id')}')"
    old = line.element_handle()

    page.get_by_label("Có", exact=True).dispatch_event("change")
    page.wait_for_function(asked, arg=old)
    page.keyboard.type("Thôn Hai")

    expect(line).to_have_value("Thôn Hai")
