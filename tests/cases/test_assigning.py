"""Who gets a task by the rule of its step; where the rule finds nobody, the task lies in the pool."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, select, update

from portal.cases.assigning import address_units
from portal.cases.door import Receipt
from portal.cases.models import Case
from portal.catalogue.versions import Published, Versions
from portal.people.areas import areas_of, set_areas
from portal.people.models import Appointment
from portal.workflow import acting
from portal.workflow.definition import Assignment, Definition
from tests.stories import bring_to, file_case, perform
from tests.world import COMMUNE, OTHER_COMMUNE, World


@contextmanager
def rule_at(step: str, rule: Assignment) -> Iterator[None]:
    """Let a step of every workflow have a rule, as if its definition said so."""
    get = Versions.get

    def ruled(given: Definition) -> Definition:
        steps = {**given.steps, step: given.steps[step].model_copy(update={"assign": rule})}
        return given.model_copy(update={"steps": steps})

    def changed(versions: Versions, look: Connection, version_id: str) -> Published:
        found = get(versions, look, version_id)
        return replace(found, workflows={n: ruled(w) if step in w.steps else w for n, w in found.workflows.items()})

    with patch.object(Versions, "get", changed):
        yield


def holder(world: World, case: Receipt) -> str | None:
    with world.house.database.read() as look:
        return look.execute(select(Case.holder).where(Case.id == case.case_id)).scalar_one()


def review_of(world: World, case: Receipt) -> Receipt:
    return bring_to(world, case, "assign")


def test_without_a_rule_the_task_lies_in_the_pool(world: World) -> None:
    assert holder(world, review_of(world, file_case(world))) is None


def test_least_loaded_evens_the_work_out(world: World) -> None:
    one, two = world.officer("specialist").id, world.officer("second-specialist").id
    given: list[str | None] = []
    with rule_at("appraise", "least_loaded"):
        for _ in range(4):
            case = review_of(world, file_case(world))
            case = perform(world, "head", case, "assign", officer="specialist") if not given else _to_pool(world, case)
            given.append(holder(world, case))

    assert given == [one, two, two, one]  # of equals the first by name


def _to_pool(world: World, case: Receipt) -> Receipt:
    """Let the head send a case on without naming anybody: the definition is told not to need it."""
    with patch.object(acting, "_check_inputs", lambda step, action, inputs: None):
        return perform(world, "head", case, "assign")


@pytest.mark.parametrize(("area", "found"), [(COMMUNE, True), (OTHER_COMMUNE, False)])
def test_by_area_goes_to_who_looks_after_the_place(world: World, area: str, found: bool) -> None:
    second = world.officer("second-specialist").id
    with world.house.database.transaction() as work:
        set_areas(work, second, [area])
    with world.house.database.read() as look:
        assert areas_of(look, second) == (area,)
    with rule_at("appraise", "by_area"):
        case = _to_pool(world, review_of(world, file_case(world)))

    assert holder(world, case) == (second if found else None)


def test_last_handler_is_who_had_the_applicants_last_case_and_still_works_there(world: World) -> None:
    second = world.officer("second-specialist").id
    case = perform(world, "head", review_of(world, file_case(world)), "assign", officer="second-specialist")
    perform(world, "second-specialist", case, "grant", draft="Đủ điều kiện")
    with rule_at("appraise", "last_handler"):
        again = _to_pool(world, review_of(world, file_case(world)))
        neighbours = _to_pool(world, review_of(world, file_case(world, world.citizen("binh"))))
        with world.house.database.transaction() as work:
            ended = update(Appointment).where(Appointment.officer_id == second)
            work.execute(ended.values(valid_to=date(2026, 3, 8)))
        left = _to_pool(world, review_of(world, file_case(world)))

    assert (holder(world, again), holder(world, neighbours), holder(world, left)) == (second, None, None)


def test_the_first_desk_has_a_rule_too(world: World) -> None:
    with rule_at("receive", "least_loaded"):
        assert holder(world, file_case(world)) == world.officer("reception").id


def test_units_are_found_however_deep_an_address_lies() -> None:
    answers = {"subject": {"residence": {"unit": "a"}}, "others": [{"where": {"unit": "b"}}], "x": "unit", "n": 1}

    assert set(address_units(answers)) == {"a", "b"}
