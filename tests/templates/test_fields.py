"""Labels, helps, errors and sources of questions."""

from typing import Any

from tests.templates.inspection import Document
from tests.templates.rendering import render


def field(call: str, **values: Any) -> Document:
    macro = call.partition("(")[0]
    return Document(render(f'{{% from "components/field.html" import {macro} %}}{{{{ {call} }}}}', values))


def test_a_plain_field_refers_to_nothing() -> None:
    control = field('text_field("name", "Họ và tên", "Võ Văn Tám")').one("input")
    assert control.attributes == {
        "class": "c-input",
        "id": "name",
        "name": "name",
        "type": "text",
        "value": "Võ Văn Tám",
    }


def test_help_error_and_source_are_described_in_reading_order() -> None:
    page = field('text_field("born", "Ngày sinh", help="a", error="b", source={"text": "c"}, described_by="all")')
    control = page.one("input")
    assert control.attributes["aria-describedby"] == "born-help born-error born-source all"
    assert control.attributes["aria-invalid"] == "true"
    assert page.one("div", "c-field--bad")


def test_an_error_is_said_to_be_one() -> None:
    error = field('text_field("born", "Ngày sinh", error="Ghi ngày sinh")').by_id("born-error")
    assert " ".join(error.text.split()) == "Lỗi: Ghi ngày sinh"


def test_what_people_typed_is_escaped() -> None:
    page = field('text_field("name", "Tên", typed)', typed='"><script>')
    assert page.one("input").attributes["value"] == '"><script>'
    assert not page.all("script")


def test_a_long_text_keeps_its_first_line_break() -> None:
    page = field('long_text_field("why", "Vì sao", typed)', typed="\nhai")
    assert page.one("textarea").text == "\n\nhai"


def test_radios_are_one_group_and_the_error_leads_to_the_first() -> None:
    page = field('choice_field("get", "Nhận ở đâu?", options, "b", error="Chọn")', options=_options())
    group = page.one("fieldset")
    assert group.attributes["role"] == "radiogroup"
    assert group.attributes["aria-invalid"] == "true"
    assert group.attributes["aria-describedby"] == "get-error"
    radios = page.all("input")
    assert [radio.attributes["id"] for radio in radios] == ["get", "get-2"]
    assert [radio.has("checked") for radio in radios] == [False, True]
    assert {radio.attributes["name"] for radio in radios} == {"get"}


def test_checkboxes_carry_the_error_themselves() -> None:
    page = field('choices_field("get", "Bản nào?", options, ["a"], error="Chọn")', options=_options())
    assert "aria-invalid" not in page.one("fieldset").attributes
    assert [box.attributes["aria-invalid"] for box in page.all("input")] == ["true", "true"]
    assert [box.has("checked") for box in page.all("input")] == [True, False]


def test_a_choice_is_described_by_its_note() -> None:
    page = field('choice_field("get", "Nhận ở đâu?", options)', options=_options())
    assert page.by_id("get").attributes["aria-describedby"] == "get-note"
    assert page.by_id("get-note").text == "Mang theo căn cước"


def test_yes_and_no_are_two_radios() -> None:
    page = field('yes_no_field("married", "Đã kết hôn chưa?", "yes")')
    assert [radio.attributes["value"] for radio in page.all("input")] == ["yes", "no"]


def test_a_select_starts_with_nothing_chosen() -> None:
    page = field('select_field("get", "Nơi", options)', options=_options())
    assert [option.attributes["value"] for option in page.all("option")] == ["", "a", "b"]
    assert not [option for option in page.all("option") if option.has("selected")]


def test_keyboards_fit_what_is_asked() -> None:
    asked = {
        "number_field": "decimal",
        "money_field": "numeric",
        "date_field": "numeric",
        "partial_date_field": "numeric",
        "phone_field": "tel",
        "email_field": "email",
    }
    for macro, inputmode in asked.items():
        assert field(f'{macro}("x", "X")').one("input").attributes["inputmode"] == inputmode


def test_an_amount_names_its_unit_in_the_label() -> None:
    assert field('money_field("x", "Vốn")').one("label").text.split() == ["Vốn", "(đồng)"]


def test_an_optional_question_says_so() -> None:
    assert "(không bắt buộc)" in field('email_field("x", "Thư điện tử", optional=true)').one("label").text


def test_a_file_field_takes_what_it_is_told() -> None:
    control = field('file_field("map", "Sơ đồ", accept="image/*", multiple=true, error="Chụp lại")').one("input")
    assert control.attributes["accept"] == "image/*"
    assert control.has("multiple")
    assert control.attributes["aria-describedby"] == "map-error"


def _options() -> list[dict[str, str]]:
    return [{"value": "a", "text": "Quầy", "note": "Mang theo căn cước"}, {"value": "b", "text": "Bưu điện"}]
