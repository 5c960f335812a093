"""An applicant cannot come on the day of the appointment: the desk shows it before anything that can wait."""

import re
from datetime import timedelta

from portal.cases.door import Receipt
from portal.workflow.commands import DeclineAppointment
from tests.meeting import MEETS_AT, at, at_inspection, do, invite
from tests.world import World

HEADING, NOTICE = "Người dân xin hẹn ngày khác", "1 người dân xin hẹn ngày khác."


def desk(world: World, who: str = "specialist") -> str:
    return world.client(world.officer(who)).get("/desk/").text


def declined(world: World) -> Receipt:
    case = invite(world, at_inspection(world))
    return do(world, "citizen", DeclineAppointment(**at(case), words="Tôi đi viện."))


def test_the_case_stands_under_a_heading_of_its_own_and_the_desk_says_how_many(world: World) -> None:
    code = declined(world).code

    shown = desk(world)

    assert NOTICE in shown
    assert 'href="/desk/appointments"' in shown[shown.index(NOTICE) :][:200]
    heading = re.search(rf">\s*{HEADING}", shown)
    assert heading
    assert code in shown[heading.end() :]
    assert "Hẹn ngày khác" in shown


def test_an_appointment_that_stands_is_nothing_to_look_at(world: World) -> None:
    invite(world, at_inspection(world))

    assert HEADING not in desk(world)
    assert NOTICE not in desk(world)


def test_a_new_day_takes_it_away(world: World) -> None:
    invite(world, declined(world), MEETS_AT + timedelta(days=1), reason="Người nộp đi viện.")

    assert NOTICE not in desk(world)


def test_what_is_overdue_stays_so(world: World) -> None:
    declined(world)
    world.clock.pass_(days=100)

    shown = desk(world)

    assert NOTICE in shown
    assert "Quá hạn" in shown[re.search(rf">\s*{HEADING}", shown).end() :]  # type: ignore[union-attr]


def test_only_those_hear_of_it_on_whose_desk_the_case_is(world: World) -> None:
    declined(world)

    for who in ("clerk", "leader", "reception"):
        assert NOTICE not in desk(world, who)
