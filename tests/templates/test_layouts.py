"""The frame of every page, and the pages that say what went wrong."""

import pytest

from tests.templates.inspection import Document
from tests.templates.rendering import TEMPLATES, frame, render_page
from tests.templates.samples import gallery_values

ERRORS = sorted(path.stem for path in (TEMPLATES / "errors").glob("[0-9]*.html"))


def test_the_title_names_the_page_first() -> None:
    page = Document(render_page("gallery.html", gallery_values()))
    assert page.all("title")[0].text == "Bộ phận – Một Cửa, tỉnh Quảng Ngãi"


def test_the_title_of_a_page_with_errors_starts_with_the_word() -> None:
    page = Document(render_page("gallery.html", {**gallery_values(), "page_has_errors": True}))
    assert page.all("title")[0].text == "Lỗi: Bộ phận – Một Cửa, tỉnh Quảng Ngãi"


def test_a_page_starts_with_its_doctype_and_the_skip_link() -> None:
    html = render_page("errors/404.html")
    assert html.lstrip().startswith("<!DOCTYPE html>")
    page = Document(html)
    assert page.one("html").attributes["lang"] == "vi"
    assert page.all("a")[0].attributes["href"] == "#main"
    assert page.by_id("main").tag == "main"


def test_a_stranger_sees_the_way_in_and_a_person_their_name() -> None:
    links = {a.text.strip(): a.attributes["href"] for a in Document(render_page("errors/404.html")).all("a")}
    assert links["Đăng nhập"] == "/login"
    links = {
        a.text.strip(): a.attributes["href"]
        for a in Document(render_page("errors/404.html", frame(signed_in=True))).all("a")
    }
    assert links["Trang của Thu Sương"] == "/me"
    assert links["English"] == "/en/"


def test_only_a_trial_says_that_it_is_one() -> None:
    assert "Bản chạy thử" not in render_page("errors/404.html")
    assert "Bản chạy thử" in render_page("errors/404.html", frame(is_demo=True))


def test_the_desk_is_dense() -> None:
    page = Document(render_page("errors/409.html", {"layout": "layouts/desk.html"}))
    assert page.one("body").classes() == {"desk"}
    assert page.by_id("main").classes() == {"l-desk"}
    assert "Bàn làm việc, xã Tư Nghĩa" in page.one("header").text


def test_there_are_pages_for_eight_errors() -> None:
    assert ERRORS == ["403", "404", "409", "410", "422", "429", "500", "503"]


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_says_what_happened_and_where_to_go(code: str) -> None:
    page = Document(render_page(f"errors/{code}.html", {"support_code": "7F3C", "retry_after": 30}))
    assert page.one("h1").text in page.all("title")[0].text
    assert [p for p in page.all("p") if page.by_id("main") in p.ancestors]
    assert page.one("a", "c-button--primary").attributes["href"]
    assert "7F3C" in page.by_id("main").text


@pytest.mark.parametrize("code", ["404", "500", "503"])
def test_an_error_stands_without_a_viewer(code: str) -> None:
    page = Document(render_page(f"errors/{code}.html", {"viewer": None, "other_language": None, "language": None}))
    assert page.one("a", "c-button--primary").attributes["href"] == "/"


def test_a_conflict_says_who_did_what_and_that_nothing_is_lost() -> None:
    facts = [{"name": "Vừa xảy ra", "value": "Lê Thị Minh Nguyệt giao hồ sơ cho Đặng Hữu Tín"}]
    text = (
        Document(render_page("errors/409.html", {"facts": facts, "draft_kept": True, "case_href": "/desk/1"}))
        .by_id("main")
        .text
    )
    assert "Lê Thị Minh Nguyệt" in text
    assert "vẫn được giữ nguyên" in text


def test_a_kept_form_is_promised_only_when_it_is_kept() -> None:
    promise = "Những gì bạn đã viết vẫn còn"
    assert promise in render_page("errors/503.html", {"form_kept": True})
    assert promise not in render_page("errors/503.html")
