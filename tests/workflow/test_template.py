"""How blanks are filled in."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from portal.workflow.template import BadParameters, ParameterProblem, Template, Value, fill, sample, unused

LABEL = {"vi": "Bước", "en": "Step"}


def template(**more: Any) -> Template:
    """Return a template of two steps and one that is entered only where `closer` is true."""
    data: dict[str, Any] = {
        "id": "small",
        "with": {"office": "place", "look_hours": "hours", "closer": {"type": "yes_no", "default": False}},
        "steps": {
            "look": {
                "name": LABEL,
                "role": "specialist",
                "at": "office",
                "hours": "look_hours",
                "actions": {"grant": {"to": "sign"}, "ask": {"to": "closer", "when": "closer"}},
            },
            "closer": {
                "name": LABEL,
                "role": "specialist",
                "at": "office",
                "hours": 8,
                "actions": {"grant": {"to": "sign"}},
            },
            "sign": {
                "name": LABEL,
                "role": "leader",
                "at": "competent",
                "hours": 1,
                "not_by": ["look", "closer"],
                "actions": {"sign": {"to": "returned"}},
            },
        },
        "ends": {"returned": 10},
    }
    return Template.model_validate_json(json.dumps({**data, **more}))


GIVEN: dict[str, Value] = {"office": "department(X-VP)", "look_hours": "14.5"}


def test_a_parameter_stands_for_its_value() -> None:
    look = fill(template(), GIVEN).steps["look"]

    assert (look.at, f"{look.hours}") == ("department(X-VP)", "14.5")


def test_an_action_whose_condition_became_false_is_left_out_with_the_steps_only_it_led_to() -> None:
    filled = fill(template(), GIVEN)

    assert list(filled.steps) == ["look", "sign"]
    assert list(filled.steps["look"].actions) == ["grant"]
    assert filled.steps["sign"].not_by == ("look",)


def test_a_condition_that_became_true_is_no_condition_any_more() -> None:
    filled = fill(template(), {**GIVEN, "closer": True})

    assert filled.steps["look"].actions["ask"].when is None
    assert "closer" in filled.steps


def test_a_condition_on_answers_is_kept() -> None:
    base = template()
    steps = json.loads(json.dumps(base.steps))
    steps["look"]["actions"]["ask"]["when"] = "status == 'divorced'"

    filled = fill(template(steps=steps), GIVEN)

    assert filled.guards == {"status == 'divorced'"}


def test_a_step_that_nothing_ever_led_to_stays_for_verification_to_find() -> None:
    steps = json.loads(json.dumps(template().steps))
    steps["lost"] = steps["closer"]

    assert "lost" in fill(template(steps=steps), GIVEN).steps


def test_the_words_of_a_step_are_never_taken_for_a_parameter() -> None:
    parameters = {"office": "place", "look_hours": "hours", "closer": "yes_no", "sign": "hours"}
    steps = json.loads(json.dumps(template().steps))
    steps["sign"]["hours"] = "sign"

    filled = fill(template(steps=steps, **{"with": parameters}), {**GIVEN, "closer": True, "sign": 2})

    assert filled.steps["look"].actions["grant"].to == "sign"
    assert filled.steps["look"].actions["ask"].to == "closer"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"office": "department(X-VP)"}, ParameterProblem("look_hours", "missing", "hours")),
        ({**GIVEN, "lok_hours": 3}, ParameterProblem("lok_hours", "unknown")),
        ({**GIVEN, "look_hours": "soon"}, ParameterProblem("look_hours", "value", "hours")),
        ({**GIVEN, "look_hours": 0}, ParameterProblem("look_hours", "value", "hours")),
        ({**GIVEN, "look_hours": "NaN"}, ParameterProblem("look_hours", "value", "hours")),
        ({**GIVEN, "look_hours": True}, ParameterProblem("look_hours", "value", "hours")),
        ({**GIVEN, "closer": "yes"}, ParameterProblem("closer", "value", "yes_no")),
        ({**GIVEN, "office": "X-VP"}, ParameterProblem("office", "value", "place")),
    ],
)
def test_values_that_do_not_fit_are_refused(values: dict[str, Value], problem: ParameterProblem) -> None:
    with pytest.raises(BadParameters) as refused:
        fill(template(), values)

    assert refused.value.problems == (problem,)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(BadParameters) as refused:
        fill(template(), {"colour": "red", "closer": 1})

    assert [problem.name for problem in refused.value.problems] == ["colour", "closer", "office", "look_hours"]


def test_a_parameter_that_no_step_mentions_is_found() -> None:
    with_ = {"office": "place", "look_hours": "hours", "closer": "yes_no", "colour": "hours"}

    assert unused(template(**{"with": with_})) == {"colour"}
    assert unused(template()) == frozenset()


def test_a_template_that_is_no_workflow_is_refused_by_its_shape() -> None:
    with pytest.raises(ValidationError):
        fill(template(steps={"look": {"role": "king"}}), sample(template()))
