"""Work goes on in the place of who is away: in the stand-in's lists, in their hands, and in the history as it was."""

from datetime import date
from typing import get_args
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from portal.cases.door import Receipt
from portal.cases.inbox import Lane, count_inbox, list_inbox
from portal.cases.models import CaseEvent
from portal.cases.standing_in import hand_over
from portal.people.absences import cancel_absence, set_roster
from portal.people.acting import load_principal
from portal.people.officers import appoint
from portal.people.policy import NotAllowed
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.workflow.commands import Release, Take
from portal.workflow.errors import HeldByAnother, NotHeld, SameHands
from tests.cases.standing import BOARD, DIVISION, hire, leave, today
from tests.cases.test_inbox import lane, moments
from tests.cases.test_plans import scans_of
from tests.sent import plan, scans, sent
from tests.stories import CERTIFICATE, DRAFT_TEXT, bring_to, file_case, perform
from tests.world import World

LANES: tuple[Lane, ...] = get_args(Lane)


def actors(world: World, case: Receipt) -> list[dict[str, str]]:
    with world.house.database.read() as look:
        statement = select(CaseEvent.actor).where(CaseEvent.case_id == case.case_id).order_by(CaseEvent.seq)
        return list(look.execute(statement).scalars())


@pytest.mark.parametrize("stand_in", ["second-specialist", "head"])
def test_what_the_one_who_is_away_holds_lies_with_the_stand_in_and_is_done_for_them(
    world: World, stand_in: str
) -> None:
    case = bring_to(world, file_case(world), "appraise")
    assert not lane(world, world.officer(stand_in), "all")
    leave(world, "specialist", stand_in)

    assert lane(world, world.officer(stand_in), "mine") == [case.code]
    after = perform(world, stand_in, case, "grant", draft=DRAFT_TEXT)

    last = actors(world, after)[-1]
    assert (last["id"], last["for"]) == (world.officer(stand_in).id, world.officer("specialist").id)
    assert after.step == "review"


def test_what_is_done_by_ones_own_post_is_for_nobody(world: World) -> None:
    leave(world, "specialist", "second-specialist")
    case = bring_to(world, file_case(world), "assign")
    case = perform(world, "head", case, "assign", officer="second-specialist")

    case = perform(world, "second-specialist", case, "grant", draft=DRAFT_TEXT)

    assert all("for" not in actor for actor in actors(world, case))


def test_the_right_ends_with_the_last_day(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "head", days=2)
    world.clock.pass_(days=1)
    assert lane(world, world.officer("head"), "mine") == [case.code]
    world.clock.pass_(days=1)

    assert not lane(world, world.officer("head"), "all")
    with pytest.raises(NotAllowed):
        perform(world, "head", case, "grant", draft=DRAFT_TEXT)
    case = perform(world, "specialist", case, "grant", draft=DRAFT_TEXT)
    assert case.step == "review"


def test_a_colleague_who_does_not_stand_in_touches_nothing(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "head")

    with pytest.raises(HeldByAnother):
        perform(world, "second-specialist", case, "grant", draft=DRAFT_TEXT)


def test_outside_the_procedures_that_were_named_nothing_moves(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    absence_id = leave(world, "specialist", "head", procedures=frozenset({"1.001193"}))
    assert not lane(world, world.officer("head"), "all")
    with pytest.raises(NotAllowed):
        perform(world, "head", case, "grant", draft=DRAFT_TEXT)
    with world.house.database.transaction() as work:
        cancel_absence(work, world.officer("specialist"), absence_id, world.clock())

    leave(world, "specialist", "head", procedures=frozenset({CERTIFICATE}))
    assert lane(world, world.officer("head"), "mine") == [case.code]
    assert perform(world, "head", case, "grant", draft=DRAFT_TEXT).step == "review"


def test_a_leader_is_stood_in_for_only_where_signing_was_granted(world: World) -> None:
    hire(world, "clerk-of-the-board", Role.CLERK, BOARD)
    case = bring_to(world, file_case(world), "sign")
    absence_id = leave(world, "leader", "clerk-of-the-board")
    with pytest.raises(NotAllowed):
        perform(world, "clerk-of-the-board", case, "sign")
    with world.house.database.transaction() as work:
        cancel_absence(work, world.officer("leader"), absence_id, world.clock())

    leave(world, "leader", "clerk-of-the-board", signing=True)
    signed = perform(world, "clerk-of-the-board", case, "sign")

    assert signed.step == "issue"
    assert actors(world, signed)[-1]["for"] == world.officer("leader").id


def test_whoever_appraised_does_not_sign_for_the_leader_either(world: World) -> None:
    hire(world, "both", Role.SPECIALIST, DIVISION)
    hire(world, "second-leader", Role.LEADER, BOARD)
    case = bring_to(world, file_case(world), "assign")
    case = perform(world, "head", case, "assign", officer="both")
    case = perform(world, "both", case, "grant", draft=DRAFT_TEXT)
    case = bring_to(world, case, "sign")
    _serves_at_the_board(world, "both")
    leave(world, "leader", "both", signing=True)

    with pytest.raises(SameHands):
        perform(world, "both", case, "sign")
    assert perform(world, "second-leader", case, "sign").step == "issue"


def test_what_was_appraised_for_somebody_they_do_not_sign_themselves(world: World) -> None:
    with world.house.database.transaction() as work:
        appoint(work, world.officer("leader").id, Post(Role.SPECIALIST, DIVISION), date(2025, 7, 1))
    case = bring_to(world, file_case(world), "assign")
    case = perform(world, "head", case, "assign", officer="leader")
    leave(world, "leader", None, days=1)
    with world.house.database.transaction() as work:
        set_roster(
            work, world.officer("head"), Post(Role.SPECIALIST, DIVISION), [world.officer("head").id], today(world)
        )
    case = perform(world, "head", case, "grant", draft=DRAFT_TEXT)
    world.clock.pass_(days=1)
    case = perform(world, "head", case, "agree")

    with pytest.raises(SameHands):
        perform(world, "leader", case, "sign")


def _serves_at_the_board(world: World, name: str) -> None:
    with world.house.database.transaction() as work:
        appoint(work, world.officer(name).id, Post(Role.CLERK, BOARD), date(2025, 7, 1))


def test_what_a_stand_in_took_comes_back_when_their_days_are_over(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    specialist = world.officer("specialist")
    release = Release(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)
    case = world.house.door.apply(release, specialist)
    leave(world, "specialist", "head", days=1)
    take = Take(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)
    case = world.house.door.apply(take, world.officer("head"))
    with pytest.raises(HeldByAnother):
        perform(world, "specialist", case, "grant", draft=DRAFT_TEXT)
    world.clock.pass_(days=1)

    with world.house.database.read() as look:
        told = hand_over(look, specialist.id, specialist.posts, world.clock(), today(world))
    assert [row.code for row in told.still_open] == [case.code]
    assert perform(world, "specialist", case, "grant", draft=DRAFT_TEXT).step == "review"


def test_a_stand_in_does_not_give_back_what_another_took(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "second-specialist")
    release = Release(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)

    with pytest.raises(NotHeld):
        world.house.door.apply(release, world.officer("second-specialist"))


def test_who_comes_back_is_told_what_was_done_and_what_lies_open(world: World) -> None:
    since = world.clock()
    done = bring_to(world, file_case(world), "appraise")
    still_open = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "second-specialist", days=1)
    perform(world, "second-specialist", done, "grant", draft=DRAFT_TEXT)
    specialist = world.officer("specialist")

    with world.house.database.read() as look:
        told = hand_over(look, specialist.id, specialist.posts, since, today(world))

    assert [(deed.code, deed.facts["action"], deed.by) for deed in told.done] == [
        (done.code, "grant", world.officer("second-specialist").id)
    ]
    assert [row.code for row in told.still_open] == [still_open.code]


def stand_ins(world: World) -> dict[str, Principal]:
    """Return somebody who stands in at their own post, at another, and for some procedures only."""
    hire(world, "third", Role.SPECIALIST, DIVISION)
    leave(world, "specialist", "third")
    leave(world, "second-specialist", "head", procedures=frozenset({CERTIFICATE}))
    leave(world, "clerk", "head")
    return {"own": world.officer("third"), "scoped": world.officer("head")}


@pytest.mark.parametrize("who", ["own", "scoped"])
def test_the_lists_of_a_stand_in_read_no_whole_table_and_count_what_they_list(world: World, who: str) -> None:
    case = bring_to(world, file_case(world), "appraise")
    stand_in = stand_ins(world)[who]
    pooled = bring_to(world, file_case(world), "appraise")
    release = Release(case_id=pooled.case_id, seen_version=pooled.version, key=uuid4().hex)
    world.house.door.apply(release, world.officer("specialist"))

    for name in LANES:
        assert not scans_of(world, lambda look, w, p, n=name: list_inbox(look, p, n, moments(w)), stand_in)  # type: ignore[misc]
    assert not scans_of(world, lambda look, w, p: count_inbox(look, p, moments(w)), stand_in)
    with world.house.database.read() as look:
        counters = count_inbox(look, stand_in, moments(world))
    assert all(getattr(counters.lanes, n) == len(lane(world, stand_in, n)) for n in LANES if n != "all")
    assert lane(world, stand_in, "pool") == [pooled.code]
    assert lane(world, stand_in, "mine") == ([case.code] if who == "own" else [])


def test_nothing_that_is_asked_of_absences_reads_all_of_them(world: World) -> None:
    """Who acts is asked with every page."""
    leave(world, "specialist", "head")
    who, database = world.officer("head"), world.house.database
    with sent() as asked, database.read() as look:
        load_principal(look, Kind.OFFICER, who.id, today(world))
    tables = ("absences", "absence_posts", "stand_in_rosters", "appointments", "officers")
    with database.read() as look:
        if not database.is_sqlite:
            look.execute(text("SET enable_seqscan = off"))
        assert asked
        steps = [step for statement, parameters in asked for step in plan(look, statement, parameters)]
    assert not scans(steps, *tables)
