"""Conditions: what may be written, what it comes to, and whether it can mean anything over a form."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.expression_types import Known, Type, check_types
from portal.catalogue.expressions import FUNCTIONS, ExpressionError, compile_expression

TODAY = date(2026, 3, 9)
ANSWERS: dict[str, Any] = {
    "for_self": True,
    "status": "divorced",
    "copies": 3,
    "needs": ["wheelchair"],
    "since": date(2019, 5, 1),
    "child": {"name": "An", "birth_date": date(2010, 3, 10), "residence": {"unit": "51.21235", "line": ""}},
    "places": [{"line": "a"}, {"line": "b"}],
    "spouse": None,
}
NAMES: dict[str, Known] = {
    "for_self": Known("bool"),
    "status": Known("choice", frozenset({"never", "divorced", "widowed"})),
    "needs": Known("choices", frozenset({"wheelchair", "nurse"})),
    "copies": Known("number"),
    "price": Known("number"),
    "since": Known("date"),
    "until": Known("date"),
    "title": Known("text"),
    "child": Known("person", parts=frozenset({"birth_date", "residence"})),
    "home": Known("address"),
    "commune": Known("place"),
    "places": Known("list"),
}


@pytest.mark.parametrize(
    ("source", "comes_to"),
    [
        ("for_self", True),
        ("not for_self", False),
        ("status == 'divorced'", True),
        ("status != 'divorced'", False),
        ("status in ('divorced', 'widowed')", True),
        ("status not in ('never',)", True),
        ("'wheelchair' in needs", True),
        ("copies > 2 and copies <= 3", True),
        ("1 < copies < 3", False),
        ("copies * 2 + 1", 7),
        ("-copies", -3),
        ("copies - 5", -2),
        ("age(child.birth_date)", 15),
        ("days_since(since) > 365", True),
        ("count(places)", 2),
        ("child.residence.unit == '51.21235'", True),
        ("since < today", True),
        ("copies == 3 or spouse == 'x'", True),
    ],
)
def test_an_expression_comes_to(source: str, comes_to: object) -> None:
    assert compile_expression(source).evaluate(ANSWERS, TODAY) == comes_to


@pytest.mark.parametrize(
    "source",
    [
        "missing == 'x'",
        "missing != 'x'",
        "missing > 1",
        "age(missing.birth_date) >= 18",
        "spouse.birth_date < today",
        "missing in ('a', 'b')",
        "missing * 2 > 1",
        "days_since(missing) < 5",
    ],
)
def test_a_comparison_with_what_is_not_answered_is_false(source: str) -> None:
    assert compile_expression(source).holds(ANSWERS, TODAY) is False


@pytest.mark.parametrize(("born", "age"), [("2008-03-09", 18), ("2008-03-10", 17), ("2008-02-29", 18)])
def test_an_age_is_counted_from_birthday_to_birthday(born: str, age: int) -> None:
    answers = {"child": {"birth_date": date.fromisoformat(born)}}

    assert compile_expression("age(child.birth_date)").evaluate(answers, TODAY) == age


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "__import__('os')",
        "child.__class__",
        "().__class__.__bases__",
        "[x for x in places]",
        "lambda: 1",
        "places[0]",
        "f'{status}'",
        "1.5 > 1",
        "b'x' == status",
        "None",
        "status == 'a' if for_self else True",
        "copies ** 9",
        "copies / 2",
        "age(child.birth_date, 1)",
        "age(x=1)",
        "child.age(1)",
        "copies is 1",
        "(x := 1)",
        "*places",
        "status ==",
        "",
        "a b",
        "import os",
        "\x00",
        "(" * 400,
        " or ".join(["for_self"] * 70),
    ],
)
def test_what_is_outside_the_language_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source)


def test_the_questions_an_expression_speaks_of() -> None:
    assert compile_expression("age(child.birth_date) > copies and not for_self").names == {
        "child",
        "copies",
        "for_self",
    }


@given(st.text(max_size=60) | st.text(st.sampled_from("abc.()'= <>andornot123,"), max_size=60))
def test_any_text_is_read_or_refused_and_never_fails_later(source: str) -> None:
    try:
        compiled = compile_expression(source)
    except ExpressionError:
        return
    assert compiled.holds(ANSWERS, TODAY) in (True, False)


SOURCES = st.recursive(
    st.sampled_from([*NAMES, "today", "1", "'divorced'", "True", "child.birth_date", "child.residence", "home.unit"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["==", "!=", "<", ">=", "in", "+", "*", "and", "or"]), inner).map(" ".join),
        inner.map("not {}".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda pair: f"{pair[0]}({pair[1]})"),
    ).map("({})".format),
    max_leaves=5,
)


@given(SOURCES)
def test_what_passes_the_types_has_a_value_of_its_type(source: str) -> None:
    try:
        kind = check_types(source, NAMES)
    except ExpressionError:
        return
    value = compile_expression(source).evaluate(ANSWERS, TODAY)
    if kind == "bool":
        assert isinstance(value, bool | None)
    if kind == "number":
        assert isinstance(value, int | None)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("for_self and status == 'never'", "bool"),
        ("status in ('never', 'widowed')", "bool"),
        ("'nurse' in needs", "bool"),
        ("copies * price", "number"),
        ("age(child.birth_date) >= 18", "bool"),
        ("until >= since", "bool"),
        ("since < today", "bool"),
        ("child.residence", "address"),
        ("home", "address"),
        ("commune", "place"),
        ("home.unit == commune", "bool"),
        ("count(places) > 0", "bool"),
        ("title == 'x'", "bool"),
    ],
)
def test_an_expression_has_a_type(source: str, kind: Type) -> None:
    assert check_types(source, NAMES) == kind


@pytest.mark.parametrize(
    ("source", "mend"),
    [
        ("statu == 'never'", "Write 'status'."),
        ("nothing_like_it", "Write one of"),
        ("for_self == true", "the question alone"),
        ("status == 'nver'", "divorced, never, widowed"),
        ("status in ('never', 'nver')", "divorced, never, widowed"),
        ("'doctor' in needs", "nurse, wheelchair"),
        ("status", "comparison"),
        ("status and for_self", "Compare it"),
        ("not copies", "Compare it"),
        ("copies == 'three'", "number with a number"),
        ("until >= 18", "date with a date"),
        ("status < 'never'", "=="),
        ("for_self > 1", "yes-or-no with a yes-or-no"),
        ("copies in status", "brackets"),
        ("child.sex == 'male'", "Add sex"),
        ("child.unit == 'x'", "residence"),
        ("status.name == 'x'", "away"),
        ("age(copies) > 1", "date"),
        ("count(status) > 1", "list"),
        ("copies + since > 1", "numbers"),
    ],
)
def test_types_that_do_not_fit_are_refused_with_what_to_write(source: str, mend: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        check_types(source, NAMES, wanted=("bool",))

    assert mend in f"{refused.value} {refused.value.mend}"
