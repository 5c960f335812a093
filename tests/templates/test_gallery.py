"""Every component, rendered with every state and read as a browser and a screen reader would."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from portal.web.assets.bundle import FOLDER, build_assets
from tests.templates.inspection import Document, Element
from tests.templates.rendering import TEMPLATES, known_classes, render_page
from tests.templates.samples import gallery_values

GALLERY_SOURCE = (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8")
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))


@cache
def gallery(language: str = "vi") -> Document:
    return Document(render_page("gallery.html", gallery_values(), language=language))


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_gallery_shows_every_component(name: str) -> None:
    shown = name in ("site_footer", "site_header", "skip_link") or f'"components/{name}.html"' in GALLERY_SOURCE
    assert shown, f"components/{name}.html is not in the gallery"


def test_every_component_has_a_style_of_its_name() -> None:
    styles = {path.stem.replace("-", "_") for path in (FOLDER / "css" / "components").glob("*.css")}
    assert set(COMPONENTS) - {"icon"} == styles


def test_ids_are_unique() -> None:
    ids = gallery().ids()
    assert sorted(ids) == sorted(set(ids))


def test_every_control_has_a_label() -> None:
    page = gallery()
    labelled = {label.attributes.get("for") for label in page.all("label")}
    for control in [e for e in page.elements if e.tag in ("input", "select", "textarea")]:
        wrapped = any(ancestor.tag == "label" for ancestor in control.ancestors)
        hidden = control.attributes.get("type") == "hidden"
        assert hidden or wrapped or control.attributes.get("id") in labelled, control


def test_every_label_leads_to_a_control() -> None:
    page = gallery()
    for label in page.all("label"):
        if "for" in label.attributes:
            assert page.by_id(label.attributes["for"]).tag in ("input", "select", "textarea")


@pytest.mark.parametrize("attribute", ["aria-describedby", "aria-labelledby", "list", "aria-controls"])
def test_every_reference_has_its_target(attribute: str) -> None:
    page = gallery()
    ids = set(page.ids())
    for element in page.elements:
        assert set(element.attributes.get(attribute, "").split()) <= ids, element


def test_every_inner_link_has_its_target() -> None:
    page = gallery()
    for link in page.all("a"):
        if link.attributes["href"].startswith("#"):
            assert link.attributes["href"][1:] in page.ids(), link


def test_nothing_is_styled_or_scripted_inline() -> None:
    for element in gallery().elements:
        assert element.tag != "style"
        assert element.tag != "script" or element.has("src")
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element


def test_nothing_comes_from_elsewhere() -> None:
    for element in gallery().elements:
        for name in ("src", "href", "action"):
            assert "//" not in element.attributes.get(name, ""), element


def test_every_class_is_in_the_style() -> None:
    assert gallery().classes() <= known_classes()


def test_every_icon_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'<symbol id="(\w+)"', build_assets()["icons.svg"].content.decode()))
    used = {use.attributes["href"].partition("#")[2] for use in gallery().all("use")}
    assert used == symbols


def test_an_icon_is_never_alone() -> None:
    for icon in gallery().all("svg", "icon"):
        assert icon.attributes["aria-hidden"] == "true"
        parent = icon.ancestors[-1]
        around: Element = parent if parent.text.strip() else icon.ancestors[-2]
        assert around.text.strip(), parent


def test_every_button_names_a_deed() -> None:
    for button in gallery().all("button"):
        assert button.attributes["type"] == "submit"
        assert button.text.strip() not in ("", "OK", "Đồng ý", "Tiếp")


def test_headings_do_not_skip_a_level() -> None:
    levels = [int(e.tag[1]) for e in gallery().elements if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_scrolling_region_can_be_reached_and_has_a_name() -> None:
    for region in gallery().all(css="c-scroll"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["role"] == "region"
        assert region.attributes["aria-label"]


def test_in_english_the_same_page_writes_english_moments() -> None:
    when = gallery("en").all("time", "c-answer-by__when")[0]
    assert when.text.split() == ["5:30", "pm", "Friday", "4", "September", "2026"]
    assert when.attributes["datetime"] == "2026-09-04T17:30+07:00"
