"""Rules that hold for the source of every template."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.templates.rendering import TEMPLATES, known_classes, make_app

SOURCES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
COMPONENTS = [name for name in SOURCES if name.startswith("components/")]
ENVIRONMENT = make_app().jinja_env


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SOURCES)
def test_a_template_can_be_compiled(name: str) -> None:
    ENVIRONMENT.get_template(name)


@pytest.mark.parametrize("name", SOURCES)
def test_a_template_uses_every_macro_that_it_imports(name: str) -> None:
    tree = ENVIRONMENT.parse(source(name))
    imported = {
        entry if isinstance(entry, str) else entry[1]
        for node in tree.find_all(nodes.FromImport)
        for entry in node.names
    } | {node.target for node in tree.find_all(nodes.Import)}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert imported <= used, f"imported and not used: {sorted(imported - used)}"


@pytest.mark.parametrize("name", SOURCES)
def test_a_template_trusts_no_text(name: str) -> None:
    tree = ENVIRONMENT.parse(source(name))
    assert not [node for node in tree.find_all(nodes.Filter) if node.name == "safe"]
    assert not list(tree.find_all((nodes.ScopedEvalContextModifier, nodes.MarkSafe)))


@pytest.mark.parametrize("name", SOURCES)
def test_a_template_has_nothing_inline(name: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|hx-on", source(name))


@pytest.mark.parametrize("name", SOURCES)
def test_every_class_in_a_template_is_in_the_style(name: str) -> None:
    named = re.findall(r"(?<![\w#./'~-])[clp]-[a-z0-9]+(?:[_-]+[a-z0-9]+)*(?![\w-]|\{\{)", _classes(source(name)))
    assert set(named) <= known_classes()


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_starts_by_saying_when_to_use_it_and_with_what(name: str) -> None:
    text = source(name)
    macro = Path(name).stem
    assert text.startswith("{# ")
    assert f"{macro}(" in text.partition("#}")[0]
    assert re.search(rf"macro {macro}\(", text)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_takes_values_and_no_request(name: str) -> None:
    loaded = {node.name for node in ENVIRONMENT.parse(source(name)).find_all(nodes.Name) if node.ctx == "load"}
    assert not loaded & {"request", "session", "g", "current_user", "config", "url_for"}


def _classes(text: str) -> str:
    """Return what stands in the class attributes of `text`, Jinja included."""
    return "\n".join(re.findall(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', text))
