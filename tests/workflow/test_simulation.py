"""Every shipped workflow is played with all that people and time do: each history ends, on lawful states only."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from portal.cases.simulating import times_of
from portal.catalogue.loader import load_templates
from portal.workflow.case import LEGAL_TRANSITIONS, OfficialState
from portal.workflow.commands import AnyCommand
from portal.workflow.definition import Action, Definition, Extension, Referral
from portal.workflow.simulation import Report, simulate
from portal.workflow.template import fill, sample
from portal.worktime import national_calendar
from tests.catalogue.shipped import files
from tests.workflow.stories import FULL, PROCEDURES

CASES = 30  # of each, in the suite; `portal procedures simulate` plays as many as it is told
SHIPPED = [(one, variant) for one in files() for variant in one.workflows]
NAMES = [f"{one.definition.code}-{one.definition.in_force.from_}-{variant}" for one, variant in SHIPPED]
TEMPLATES = load_templates(PROCEDURES)[0]

# The table of domain.md section 1, as it is written there; 2 -> 9 is one act with both events, 9 -> 4 is for a leader.
TABLE = "1-2 1-3 1-5 1-7 2-4 2-5 2-6 2-7 2-8 2-9 4-5 4-6 4-7 4-8 4-9 5-1 5-4 5-7 5-8 6-4 6-7 6-8 9-10 9-4"


def with_step(definition: Definition, name: str, **changes: Any) -> Definition:
    step = definition.steps[name].model_copy(update=changes)
    return definition.model_copy(update={"steps": {**definition.steps, name: step}})


def opens(definition: Definition) -> bool:
    return any(action.opens for step in definition.steps.values() for action in step.actions.values())


@cache
def played(template: str) -> Report:
    shared = TEMPLATES[template].template
    return simulate(fill(shared, sample(shared)), cases=CASES, seed=11)


@pytest.mark.parametrize(("shipped", "variant"), SHIPPED, ids=NAMES)
def test_every_history_of_a_shipped_procedure_ends(shipped: Any, variant: str) -> None:
    times = times_of(shipped.definition, variant, national_calendar())

    report = simulate(shipped.workflows[variant], cases=CASES // 2, seed=7, times=times)

    assert [(one.dead_end, [move.name for move in one.moves]) for one in report.dead_ends] == []
    assert report.illegal == frozenset()


def test_the_table_of_transitions_is_that_of_the_law() -> None:
    pairs = {(int(before), int(after)) for before, afters in LEGAL_TRANSITIONS.items() for after in afters}
    assert pairs == {tuple(int(state) for state in pair.split("-")) for pair in TABLE.split()}
    assert set(LEGAL_TRANSITIONS) == set(OfficialState)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_moves_between_official_states_as_the_law_has_it(template: str) -> None:
    report = played(template)
    reached = {pair for one in report.histories for pair in one.transitions}

    assert {pair for pair in reached if pair[1] not in LEGAL_TRANSITIONS[pair[0]]} == set()
    assert {(9, 10), (1, 2), (2, 4)} <= reached
    assert report.dead_ends == ()


def test_everything_that_can_be_commanded_is_played() -> None:
    asking = with_step(FULL, "appraise", asks=Referral(hours=Decimal(16), clock="pause"))
    put_off = asking.model_copy(update={"extend": Extension(at="department(X-UBND)")})

    report = simulate(put_off, cases=300, seed=3)
    opening = next(one.workflows[variant] for one, variant in SHIPPED if opens(one.workflows[variant]))
    shared = TEMPLATES["commune-inspection"].template
    meeting = simulate(fill(shared, sample(shared)), cases=500, seed=4)
    others = (meeting, simulate(opening, cases=CASES, seed=3))
    given = set(report.commands).union(*(other.commands for other in others))

    # What the system tells a case that another one opened is played with both of them: tests/cases/test_children.py.
    assert given == {kind.__name__ for kind in AnyCommand.__args__} - {"StopChild", "Deliver"}
    assert report.never_taken == ()
    assert report.dead_ends == ()


def test_the_same_seed_plays_the_same_histories() -> None:
    one, again, other = (simulate(FULL, cases=5, seed=seed) for seed in (1, 1, 2))
    assert one.histories == again.histories
    assert one.histories != other.histories


def test_a_step_with_no_way_on_is_a_dead_end() -> None:
    barred = Action(to="sign", when="the moon is full")
    report = simulate(with_step(FULL, "review", actions={"agree": barred}), cases=60, seed=5)

    assert {one.dead_end for one in report.dead_ends} == {"nothing leads on from the step 'review'"}
    assert all(one.case.step == "review" for one in report.dead_ends)


def test_a_circle_that_nobody_leaves_is_a_dead_end() -> None:
    kept = FULL.model_copy(update={"withdraw": None})
    to_and_fro = with_step(kept, "appraise", actions={"grant": FULL.steps["appraise"].actions["grant"]})
    report = simulate(with_step(to_and_fro, "review", actions={"again": Action(to="appraise")}), cases=5, seed=5)

    assert "it goes on for ever" in {one.dead_end for one in report.dead_ends}


def test_a_task_in_the_wrong_hands_is_no_dead_end_while_another_officer_can_have_it() -> None:
    sign = with_step(FULL, "sign", role="specialist", not_by=("appraise",))
    report = simulate(sign, cases=60, seed=5)

    assert report.dead_ends == ()


def test_what_was_never_taken_is_told() -> None:
    unknown = Action(to="review", when="never true", proposes="granted")
    actions = {**FULL.steps["appraise"].actions, "unlikely": unknown}
    definition = with_step(FULL, "appraise", actions=actions)

    few = simulate(definition, cases=1, seed=1)

    assert ("appraise", "unlikely") in few.never_taken
