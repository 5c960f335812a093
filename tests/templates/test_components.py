"""What the components with states say and do."""

from typing import Any

import pytest

from tests.templates.inspection import Document
from tests.templates.rendering import render
from tests.templates.samples import late_weeks, ledger_weeks, workflow_values


def component(source: str, **values: Any) -> Document:
    macro = source.partition("(")[0]
    return Document(render(f'{{% from "components/{macro}.html" import {macro} %}}{{{{ {source} }}}}', values))


def test_a_day_of_the_ledger_is_said_by_one_sentence() -> None:
    page = component('ledger_strip(weeks, "Sổ")', weeks=ledger_weeks())
    for cell in page.all("li", "c-day"):
        spoken = [
            e for e in page.elements if cell in e.ancestors and e.ancestors[-1] is cell and not e.has("aria-hidden")
        ]
        assert [e.attributes["class"] for e in spoken] == ["vh"]


def test_the_ledger_marks_today_and_due_once() -> None:
    page = component('ledger_strip(weeks, "Sổ")', weeks=ledger_weeks())
    assert "Nay" in page.one("li", "c-day--today").text
    assert "hạn" in page.one("li", "c-day--due").text


def test_the_key_explains_the_kinds_that_occur_and_no_other() -> None:
    page = component('ledger_strip(weeks, "Sổ")', weeks=late_weeks())
    words = [item.text.strip() for item in page.all("li") if page.one("ul", "c-ledger__key") in item.ancestors]
    assert words == ["1được tính", "nghỉcuối tuần", "+1quá hạn", "Nayhôm nay"]


def test_a_swapped_day_looks_like_a_holiday_and_has_its_own_word() -> None:
    page = component('ledger_strip(weeks, "Sổ", mode="mini")', weeks=ledger_weeks()[3:])
    assert [cell.text[:5] for cell in page.all("li", "c-day--holiday")] == ["T2đổi", "T3lễ1", "T4lễ2"]


def test_the_table_leaves_out_days_outside_the_case() -> None:
    page = component('ledger_strip(weeks, "Sổ")', weeks=ledger_weeks())
    assert len(page.all("tr")) == 1 + 28 - 6


def test_a_mini_ledger_has_no_table_and_no_key() -> None:
    page = component('ledger_strip(weeks, mode="mini")', weeks=ledger_weeks()[3:])
    assert not page.all("table")
    assert not page.all(css="c-ledger__key")


def test_more_than_eight_weeks_fold_the_oldest() -> None:
    weeks = ledger_weeks("ccccc--" * 10)
    page = component('ledger_strip(weeks, "Sổ")', weeks=weeks)
    assert "Xem 2 tuần trước đó" in page.all("summary")[0].text
    assert len(page.all("div", "c-ledger__week")) == 10


def test_a_workflow_says_in_words_what_it_draws() -> None:
    page = component('workflow("w", diagram, sentences)', **workflow_values())
    assert page.by_id("w-title").text.startswith("Tiếp nhận, Phân công đã xong")
    assert page.all("li")[0].text == "Tiếp nhận (Một cửa, 1,5 giờ): đã xong."
    assert [group.attributes["class"] for group in page.all("g")] == ["is-done"] * 2 + ["is-now"] + ["is-off"] * 5


def test_under_a_limit_in_hours_a_day_shows_its_hours() -> None:
    weeks = ledger_weeks()
    weeks[1][3].ordinal, weeks[1][3].minutes = None, 210
    cell = component('ledger_strip(weeks, mode="mini")', weeks=weeks[1:2]).all("li", "c-day--counted")[0]
    assert cell.text.startswith("T53,5giờ20")


def test_a_button_that_is_off_says_why() -> None:
    page = component('button("Yêu cầu bổ sung", id="ask", why="Đã hỏi một lần")')
    assert page.one("button").has("disabled")
    assert page.by_id(page.one("button").attributes["aria-describedby"]).text == "Đã hỏi một lần"


def test_the_bulk_bar_names_the_number_on_its_primary_button() -> None:
    page = component(
        "bulk_bar(deeds, chosen=3)", deeds=[{"text": "Trình trưởng phòng", "name": "do", "value": "x", "primary": True}]
    )
    assert page.one("button").text == "Trình trưởng phòng 3 hồ sơ"
    assert len([e for e in page.elements if e.has("data-chosen")]) == 2


def test_a_breadcrumb_ends_at_this_page() -> None:
    page = component(
        "breadcrumb(crumbs)", crumbs=[{"text": "a", "href": "/"}, {"text": "b", "href": "/b"}, {"text": "c"}]
    )
    assert page.one("li", "is-parent").text == "b"
    assert [e.text for e in page.elements if e.has("aria-current")] == ["c"]


@pytest.mark.parametrize("kind", ["ok", "soon", "late", "paused", "waiting", "done"])
def test_a_badge_has_a_shape_and_a_word(kind: str) -> None:
    page = component(f'badge("{kind}", "Còn 1 ngày")')
    assert len(page.all("svg")) == 1
    assert page.one("span").text.strip() == "Còn 1 ngày"


def test_an_unsaved_draft_says_how_to_save_it() -> None:
    page = component("autosave()")
    assert "Lưu và tiếp tục" in page.one("p").text
    assert page.one("p").attributes["data-failed"].startswith("Chưa lưu được")


def test_a_list_without_ticks_has_no_boxes() -> None:
    tasks = [{"tasks": [{"id": "1", "who": "a", "code": "b", "href": "/", "badge_kind": "ok", "badge_text": "c"}]}]
    page = component('task_rows("Hồ sơ", groups, selectable=false)', groups=tasks)
    assert not page.all("input")
    assert len(page.all("th")) == 6


def test_the_first_page_of_a_list_has_no_way_back() -> None:
    page = component('pagination("25 việc", older_href="/?after=25")')
    assert [link.text for link in page.all("a")] == ["Cũ hơn"]
