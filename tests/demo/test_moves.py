"""How an officer of the demo finds the way."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from portal.catalogue.loader import load_folder
from portal.demo.moves import RETURNED, Way, inputs_for, missing_items
from portal.workflow.case import CaseState

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
LOADED = {one.definition.code: one for one in load_folder(Path(__file__).parents[2] / "procedures")[0]}
CERTIFICATE = LOADED["1.004873"]
INSPECTED = LOADED["1.013225"]


def at(step: str) -> CaseState:
    return CaseState(facts={}, intake="i", competent="c", fee=0, submitted_at=NOW, step=step, step_since=NOW)


def way(code: str = "1.004873") -> Way:
    return Way(tuple(LOADED[code].workflows.values())[-1])


def go(one: Way, step: str, *, goal: int = RETURNED, outcome: str = "granted") -> str | None:
    return one.onward(at(step), NOW, goal=goal, outcome=outcome)


def test_a_case_goes_on_along_its_main_way() -> None:
    steps = way().main

    assert [go(way(), step) for step in steps] == ["accept", "assign", "grant", "agree", "sign", "issue", "hand_over"]


def test_a_case_to_be_refused_is_proposed_for_refusal() -> None:
    assert go(way(), "appraise", outcome="refused") == "reject"


def test_the_short_cut_past_an_inspection_is_not_taken() -> None:
    assert go(way("1.013225"), "appraise", outcome="refused") == "plan_visit"


def test_a_case_not_to_be_accepted_ends_at_reception() -> None:
    assert go(way(), "receive", goal=3) == "refuse"


def test_a_case_to_be_stopped_goes_past_the_leader() -> None:
    assert go(way(), "appraise", goal=8) == "propose_stop"
    assert go(way(), "decide_stop", goal=8) == "stop"


def test_where_no_action_leads_there_is_no_way() -> None:
    assert go(way(), "issue", goal=3) is None


def test_what_an_action_needs_is_given_and_nothing_else() -> None:
    reject = way().workflow.steps["appraise"].actions["reject"]

    inputs = inputs_for(reject, Random(1))

    assert inputs.reasons
    assert not inputs.draft
    assert not inputs.receipt


def test_nothing_is_asked_for_twice() -> None:
    definition = INSPECTED.definition
    papers = tuple(component.id for component in definition.dossier if component.when is None)

    items = missing_items(definition, {}, papers[:-1], Random(1), NOW)

    assert [item.target for item in items] == [papers[-1]]
