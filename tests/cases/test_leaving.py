"""Nobody's work lies with somebody who left: it goes back to the pool, once, and the history says so."""

from datetime import timedelta

from sqlalchemy import select

from portal.cases.door import Receipt
from portal.cases.leaving import Leaving
from portal.cases.models import CaseEvent
from portal.people.officers import appointments_on, end_appointment, switch_off
from tests.cases.standing import leave, today
from tests.cases.test_inbox import lane
from tests.stories import DRAFT_TEXT, bring_to, file_case, perform
from tests.world import World


def kinds(world: World, case: Receipt) -> list[tuple[str, str]]:
    with world.house.database.read() as look:
        statement = select(CaseEvent.kind, CaseEvent.actor).where(CaseEvent.case_id == case.case_id)
        return [(row.kind, row.actor["kind"]) for row in look.execute(statement.order_by(CaseEvent.seq))]


def end_post(world: World, who: str) -> None:
    with world.house.database.transaction() as work:
        for one in appointments_on(work, world.officer(who).id, today(world)):
            end_appointment(work, one.id, today(world) - timedelta(days=1))


def test_what_an_officer_held_whose_post_ended_is_in_the_pool_of_the_others(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    end_post(world, "specialist")
    colleague = world.officer("second-specialist")
    assert not lane(world, colleague, "all")

    leaving = Leaving(world.house.door)
    assert (leaving.free(world.clock()), leaving.free(world.clock())) == (1, 0)

    assert lane(world, colleague, "pool") == [case.code]
    assert kinds(world, case)[-1] == ("TaskReleased", "system")


def test_what_is_sent_back_to_somebody_who_left_does_not_stay_with_them(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    case = perform(world, "specialist", case, "grant", draft=DRAFT_TEXT)
    end_post(world, "specialist")
    perform(world, "head", case, "send_back", reason="Thiếu ngày sinh")

    assert Leaving(world.house.door).free(world.clock()) == 1

    assert lane(world, world.officer("second-specialist"), "pool") == [case.code]


def test_an_account_that_is_switched_off_keeps_nothing(world: World) -> None:
    bring_to(world, file_case(world), "appraise")
    with world.house.database.transaction() as work:
        switch_off(work, world.officer("specialist").id, world.clock())

    assert Leaving(world.house.door).free(world.clock()) == 1


def test_who_is_away_or_stands_in_keeps_what_they_hold(world: World) -> None:
    bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "second-specialist")

    assert Leaving(world.house.door).free(world.clock()) == 0
