"""YAML as officials write it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.problems import BadProcedure, Problem
from portal.catalogue.yamlfile import parse, read


def value(text: str) -> Any:
    return parse(f"it: {text}\n", "x.yaml").value["it"]


def refusal(text: str) -> Problem:
    with pytest.raises(BadProcedure) as refused:
        parse(text, "x.yaml")
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("012", "012"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("14.5", "14.5"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("12:30", "12:30"),
        ("2026-07-01", "2026-07-01"),
        ("1.004873", "1.004873"),
        ('"12"', "12"),
        ("~", None),
        ("null", None),
        ("", None),
        ("=", "="),
        ("<<", "<<"),
        ("123456789012345678", "123456789012345678"),
    ],
)
def test_a_plain_word_means_what_it_says(text: str, meant: object) -> None:
    assert value(text) == meant
    assert type(value(text)) is type(meant)


def test_every_value_has_its_line() -> None:
    document = parse("one: 1\nlist:\n  - name: first\n  - {name: second,\n     deep: here}\n", "x.yaml")

    assert document.line(("one",)) == 1
    assert document.line(("list", 1, "deep")) == 5
    assert document.line(("list", 0, "missing")) == 3
    assert document.path(("list", 1, "deep")) == "list.second.deep"


def test_entries_without_a_name_are_counted_from_one() -> None:
    assert parse("list: [a, b]", "x.yaml").path(("list", 1)) == "list.2"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [", 3),
        ("a: 1\n\tb: 2", 2),
        ("a: 1\nb: 2\na: 3", 3),
        ("a: &x 1\nb: *x", 1),
        ("a: *nowhere", 1),
        ("a: !!python/object/apply:os.system [ls]", 1),
        ("? [a, b]\n: 1", 1),
        ("- a\n- b", 1),
        ("only words", 1),
        ("", 1),
        ("a: 1\n---\nb: 2", 2),
        ("a: \x07", 1),
    ],
)
def test_what_is_no_plain_file_is_refused_where_it_stands(text: str, line: int) -> None:
    assert refusal(text).line == line


def test_a_file_of_brackets_is_refused() -> None:
    assert refusal("a: " + "[" * 100_000).file == "x.yaml"


def test_a_bomb_of_anchors_is_refused() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )

    assert "anchor" in refusal(bomb).message


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * 1_000_001)

    with pytest.raises(BadProcedure, match="too large"):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProcedure, match="cannot be read"):
        read(tmp_path / "none.yaml")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        document = parse(text, "x.yaml")
    except BadProcedure:
        return
    assert isinstance(document.value, dict)
