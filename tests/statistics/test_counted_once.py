"""What goes up to the province and comes back is one case of the citizen's, now and as of any day (R2.14)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.cases.models import NOT_DONE, Task
from portal.statistics.figures import codes, overview
from portal.statistics.indicators import Period
from portal.statistics.scope import Books, Scope
from portal.workflow.commands import AcceptTransfer, Transfer
from tests.e2e.staff import hire
from tests.sent_up import DEPARTMENT, as_it_stands, decided_above, run_errands, sent_up
from tests.stories import file_case, perform
from tests.world import COMMUNE, OTHER_COMMUNE, World


@pytest.fixture(autouse=True)
def officers(world: World) -> None:
    hire(world)


def figures(world: World, as_of: datetime | None = None, unit: str | None = None) -> dict[str, int]:
    """Return the figures of the province, or of a unit, from long before to a moment."""
    house = world.house
    until = as_of or world.clock() + timedelta(seconds=1)
    period = Period(until - timedelta(days=300), until)
    scope = Scope(principal=world.officer("supervisor"), period=period, as_of=until, unit=unit)
    with house.database.read() as look:
        found = overview(look, Books(house.directory, house.versions), scope, "unit")
    return dict(found.total.counts)


def test_the_province_counts_it_once_at_every_stage(world: World) -> None:
    case, child = sent_up(world)
    while_away = figures(world)
    went_up = world.clock() + timedelta(seconds=1)
    decided_above(world, child)
    run_errands(world)
    perform(world, "social-specialist", as_it_stands(world, case), "carry_out")

    decided = figures(world)

    assert (while_away["received"], while_away["in_hand"], while_away["decided"]) == (1, 1, 0)
    assert (decided["received"], decided["in_hand"], decided["decided"]) == (1, 0, 1)
    assert figures(world, as_of=went_up) == while_away


def test_it_counts_for_the_commune_and_the_list_behind_the_number_is_that_case(world: World) -> None:
    case, _ = sent_up(world)
    house, until = world.house, world.clock() + timedelta(seconds=1)
    period = Period(until - timedelta(days=300), until)
    scope = Scope(principal=world.officer("supervisor"), period=period, as_of=until)
    with house.database.read() as look:
        listed = codes(look, Books(house.directory, house.versions), scope, "received").rows

    assert [row.code for row in listed] == [case.code]
    assert figures(world, unit=COMMUNE)["in_hand"] == 1
    assert figures(world, unit=DEPARTMENT)["in_hand"] == 0


def test_a_case_that_was_passed_on_counts_for_the_unit_that_took_it_and_once_for_the_province(world: World) -> None:
    case, door = file_case(world), world.house.door
    before = figures(world)
    envelope: dict[str, Any] = {"case_id": case.case_id, "key": uuid4().hex}
    send = Transfer(**envelope, seen_version=1, unit=OTHER_COMMUNE, reason="Cư trú ở xã khác.")
    sent = door.apply(send, world.officer("reception"))
    on_its_way = figures(world, unit=COMMUNE)["in_hand"], figures(world, unit=OTHER_COMMUNE)["in_hand"]

    door.apply(AcceptTransfer(**envelope, seen_version=sent.version), world.officer("stranger"))

    assert on_its_way == (1, 0)
    assert figures(world, unit=COMMUNE)["in_hand"] == 0
    assert figures(world, unit=OTHER_COMMUNE)["in_hand"] == 1
    assert figures(world) == before


def test_the_department_has_it_on_its_desk_with_its_own_due_moment(world: World) -> None:
    _, child = sent_up(world)
    child = perform(world, "province-reception", child, "accept")
    with world.house.database.read() as look:
        there = select(func.count(), func.min(Task.due_at)).where(Task.unit == DEPARTMENT, NOT_DONE)
        count, due = look.execute(there).one()

    assert count == 1
    assert due > world.clock()
    page = world.client(world.officer("province-head")).get("/desk/").text
    assert child.code in page
