"""Cases that procedures open at other units: an author is told before publishing what could never work."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from portal.catalogue.checks.children import check_children
from portal.catalogue.pinned import Loaded
from portal.workflow.definition import ChildCase
from tests.catalogue.shipped import files, procedures

WHOLE, PART = "2.001428", "3.000243"


def opening(one: Loaded, step: str, action: str, **changes: Any) -> Loaded:
    """Return a procedure with what an action opens changed."""
    workflows = {}
    for variant, workflow in one.workflows.items():
        before = workflow.steps[step].actions[action]
        opens = (before.opens or ChildCase(procedure=PART, hours=Decimal(8))).model_copy(update=changes)
        actions = {**workflow.steps[step].actions, action: before.model_copy(update={"opens": opens})}
        steps = {**workflow.steps, step: workflow.steps[step].model_copy(update={"actions": actions})}
        workflows[variant] = workflow.model_copy(update={"steps": steps})
    return replace(one, workflows=workflows)


def told(**changes: Any) -> list[str]:
    """Return what is said when the commune's procedure opens something else than it does."""
    whole = opening(procedures()[WHOLE], "send_up", "send_up", **changes)
    others = [one for one in files() if one.definition.code != WHOLE]
    return [problem.message for problem in check_children([whole, *others])]


def test_what_is_shipped_is_sound() -> None:
    assert check_children(files()) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"procedure": "9.999999"}, "There is no procedure 9.999999."),
        ({"procedure": "1.001193"}, "1.001193 takes no cases from other units."),
        ({"answers": ("benefit", "account")}, f"The question 'account' is not the same in {WHOLE} and {PART}."),
        ({"papers": ("photo",)}, f"The paper 'photo' is not in the dossiers of {WHOLE} and {PART}."),
        ({"answers": ("benefit",)}, f"{PART} always asks 'residence', and that is not shared."),
        ({"papers": ()}, f"{PART} always needs the paper 'service_proof', and that is not shared."),
    ],
)
def test_what_could_never_work_is_told(changes: dict[str, Any], message: str) -> None:
    assert message in told(**changes)


def test_procedures_that_open_each_other_are_told_at_both() -> None:
    back = opening(procedures()[PART], "assign", "assign", procedure=WHOLE)
    channels = (*procedures()[WHOLE].definition.channels, "unit")
    definition = procedures()[WHOLE].definition.model_copy(update={"channels": channels})
    whole = replace(procedures()[WHOLE], definition=definition)

    found = [problem.message for problem in check_children([whole, back])]

    assert found == [f"{PART} leads back to {WHOLE}.", f"{WHOLE} leads back to {PART}."]


def test_the_problem_stands_where_it_was_written() -> None:
    whole = opening(procedures()[WHOLE], "send_up", "send_up", procedure="9.999999")
    problem = check_children([whole])[0]

    assert problem.file == "war-merit/2.001428.yaml"
    assert problem.path == "workflow.steps.send_up.actions.send_up.opens.procedure"
    assert problem.line > 200
