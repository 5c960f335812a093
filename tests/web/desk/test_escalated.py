"""What heads and leaders are warned of stands on their desk too: who has no address gets no letter."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal.cases.door import Receipt
from portal.cases.models import Task
from portal.cases.warnings import Warnings
from portal.people.models import Appointment
from tests.stories import DRAFT_TEXT, bring_to, file_case, perform
from tests.world import World


def watch(world: World) -> None:
    house = world.house
    Warnings(database=house.database, directory=house.directory, calendar=house.calendar).warn_of_steps(world.clock())


def told(world: World, who: str) -> str:
    """Return what the desk says of the units that somebody answers for."""
    page = world.client(world.officer(who)).get("/desk/").text
    return " ".join(re.sub("<[^>]+>", "", "".join(re.findall(r"Trong đơn vị bạn phụ trách.*?</p>", page))).split())


@pytest.fixture
def late(world: World) -> Receipt:
    """A case whose appraisal has used 80 % of its hours, and nobody has an address."""
    case = bring_to(world, file_case(world), "appraise")
    with world.house.database.read() as look:
        due = look.execute(select(Task.step_due_at).where(Task.step == "appraise")).scalar_one()
    world.clock.now = due - timedelta(minutes=20)
    watch(world)
    return case


def test_the_head_sees_it_at_eighty_percent_and_the_leader_at_due(world: World, late: Receipt) -> None:
    assert "1 hồ sơ đã dùng hơn 80 phần trăm" in told(world, "head")
    assert late.code in told(world, "head")
    assert told(world, "leader") == ""

    world.clock.pass_(minutes=21)
    watch(world)

    for who in ("head", "leader"):
        assert "1 hồ sơ đã hết giờ của bước" in told(world, who), who
        assert late.code in told(world, who)
    for who in ("specialist", "clerk", "stranger"):
        assert told(world, who) == "", who


def test_what_was_done_meanwhile_is_gone(world: World, late: Receipt) -> None:
    perform(world, "specialist", late, "grant", draft=DRAFT_TEXT)

    assert told(world, "head") == ""


def test_where_there_is_no_head_the_leader_sees_it_before(world: World, late: Receipt) -> None:
    with world.house.database.transaction() as work:
        work.execute(delete(Appointment).where(Appointment.role == "head"))

    assert late.code in told(world, "leader")
