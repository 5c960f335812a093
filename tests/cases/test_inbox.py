"""The desk: what lies with an officer and nobody else, nearest to its due moment first, page by page without a gap."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from portal.cases.inbox import Lane, Moments, count_inbox, list_inbox
from portal.people.principal import ANONYMOUS, Principal
from portal.workflow.commands import Take
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import World


def moments(world: World) -> Moments:
    return Moments(now=world.clock(), end_of_today=world.clock() + timedelta(hours=15))


def lane(world: World, who: Principal, name: Lane) -> list[str]:
    with world.house.database.read() as look:
        return [row.code for row in list_inbox(look, who, name, moments(world)).rows]


def test_a_new_case_lies_with_reception_of_its_own_commune_alone(world: World) -> None:
    case = file_case(world)

    assert lane(world, world.officer("reception"), "receive") == [case.code]
    others = ("specialist", "head", "leader", "clerk", "stranger", "supervisor", "administrator")
    assert not any(lane(world, world.officer(name), "all") for name in others)
    assert not lane(world, world.citizen(), "all")
    assert not lane(world, ANONYMOUS, "all")


def test_a_taken_case_leaves_the_colleagues_desks(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")

    assert lane(world, world.officer("specialist"), "mine") == [case.code]
    assert not lane(world, world.officer("second-specialist"), "all")


def test_a_result_to_hand_over_is_not_counted_as_something_to_receive(world: World) -> None:
    case, reception = bring_to(world, file_case(world), "hand_over"), world.officer("reception")

    assert lane(world, reception, "pool") == [case.code]
    assert not lane(world, reception, "receive")
    with world.house.database.read() as look:
        assert count_inbox(look, reception, moments(world)).lanes.receive == 0


def test_a_case_that_waits_for_the_citizen_is_in_its_own_lane(world: World) -> None:
    case, reception = ask_for_more(world, file_case(world)), world.officer("reception")

    assert lane(world, reception, "waiting") == [case.code]
    assert not lane(world, reception, "all")


def test_R2_8_what_the_citizen_did_not_answer_in_time_leaves_the_lane_of_those_who_wait(world: World) -> None:
    case, reception = ask_for_more(world, file_case(world)), world.officer("reception")
    assert not lane(world, reception, "unanswered")
    world.clock.pass_(days=31)

    assert lane(world, reception, "unanswered") == [case.code]
    assert not lane(world, reception, "waiting")


def test_taking_a_case_does_not_make_it_late(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    world.clock.pass_(minutes=10)

    world.house.door.apply(Take(case_id=case.case_id, seen_version=1, key=uuid4().hex), reception)

    assert not lane(world, reception, "overdue")
    assert lane(world, reception, "mine") == [case.code]


def test_what_is_past_its_moment_is_overdue_and_not_due_today(world: World) -> None:
    case, head = bring_to(world, file_case(world), "assign"), world.officer("head")
    assert not lane(world, head, "overdue")
    world.clock.pass_(days=30)

    assert lane(world, head, "overdue") == [case.code]
    assert not lane(world, head, "today")


@pytest.mark.parametrize("name", ["receive", "mine", "pool", "today", "overdue", "waiting", "unanswered"])
def test_a_counter_counts_what_its_lane_lists(world: World, name: Lane) -> None:
    cases = [file_case(world) for _ in range(6)]
    reception = world.officer("reception")
    ask_for_more(world, cases[0])
    world.clock.pass_(days=31)
    ask_for_more(world, file_case(world))
    world.house.door.apply(Take(case_id=cases[1].case_id, seen_version=1, key=uuid4().hex), reception)
    world.clock.pass_(hours=30)
    file_case(world)

    with world.house.database.read() as look:
        counters = count_inbox(look, reception, moments(world))
    assert getattr(counters.lanes, name) == len(lane(world, reception, name))


def test_pages_follow_each_other_without_a_gap_or_a_double(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.cases.inbox.PAGE_SIZE", 3)
    filed = {file_case(world).code for _ in range(10)}  # all due at the same moment: the id decides

    with world.house.database.read() as look:
        listed = _all_pages(look, world)

    assert sorted(listed) == sorted(filed)


def _all_pages(look: Connection, world: World) -> list[str]:
    listed: list[str] = []
    page = list_inbox(look, world.officer("reception"), "all", moments(world))
    listed += [row.code for row in page.rows]
    while page.next is not None:
        page = list_inbox(look, world.officer("reception"), "all", moments(world), page.next)
        listed += [row.code for row in page.rows]
    return listed
