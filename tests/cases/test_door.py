"""The one door: the same command twice is one, an old page changes nothing, time does not run back (R-TX, R-CLK)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from portal.cases.door import Receipt
from portal.cases.errors import ClockWentBack, KeyReused, NoSuchCase, StaleCase
from portal.cases.models import Case, CaseEvent, CaseUnit, Task
from portal.notifications.models import OutboxMessage
from portal.people.policy import NotAllowed
from portal.schema import upgrade
from portal.workflow.commands import Act, AnyCommand, DraftExtension, Release, Take, Withdraw
from portal.workflow.errors import ActionNotOffered, HeldByAnother
from tests.stories import bring_to, command, file_case, perform
from tests.world import World, prepare, world_at


def tally(world: World, case: Receipt) -> dict[str, int]:
    """Return how many rows there are of everything that a command writes."""
    with world.house.database.read() as look:
        return {
            "version": look.execute(select(Case.version).where(Case.id == case.case_id)).scalar_one(),
            "events": _count(look, CaseEvent, case),
            "tasks": _count(look, Task, case),
            "units": _count(look, CaseUnit, case),
            "messages": _count(look, OutboxMessage, case),
        }


def _count(look: Connection, table: type[CaseEvent | Task | CaseUnit | OutboxMessage], case: Receipt) -> int:
    mine = table.case_id == case.case_id
    return look.execute(select(func.count()).select_from(table).where(mine)).scalar_one()


def take(case: Receipt, key: str = "") -> Take:
    return Take(case_id=case.case_id, seen_version=case.version, key=key or uuid4().hex)


def test_the_same_command_twice_is_one_and_gets_the_same_receipt(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    accept = command(case, "accept")

    first = world.house.door.apply(accept, reception)
    after_first = tally(world, case)
    world.clock.pass_(days=1)

    assert world.house.door.apply(accept, reception) == first
    assert tally(world, case) == after_first


def test_the_same_receipt_comes_after_the_case_has_moved_on(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    accept = command(case, "accept")
    first = world.house.door.apply(accept, reception)
    bring_to(world, first, "sign")

    assert world.house.door.apply(accept, reception) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, action="refuse"),
        lambda c: replace(c, seen_version=c.seen_version + 1),
        lambda c: replace(c, inputs=replace(c.inputs, reason="lý do khác")),
        lambda c: Take(case_id=c.case_id, seen_version=c.seen_version, key=c.key),
    ],
    ids=["other action", "other version", "other words", "other deed"],
)
def test_another_command_under_the_same_key_is_refused(world: World, change: Callable[[Act], AnyCommand]) -> None:
    case, reception = file_case(world), world.officer("reception")
    accept = command(case, "accept")
    world.house.door.apply(accept, reception)
    before = tally(world, case)

    with pytest.raises(KeyReused):
        world.house.door.apply(change(accept), reception)
    assert tally(world, case) == before


def test_two_people_may_use_the_same_key(world: World) -> None:
    case, other = file_case(world), file_case(world)

    world.house.door.apply(take(case, "same"), world.officer("reception"))
    mine = Withdraw(case_id=other.case_id, seen_version=1, key="same")

    assert world.house.door.apply(mine, world.citizen()).version == 2


def test_a_page_that_is_old_changes_nothing_and_learns_who_was_faster(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    old = command(case, "accept")
    world.clock.pass_(minutes=5)
    world.house.door.apply(take(case), reception)
    before = tally(world, case)

    with pytest.raises(StaleCase) as caught:
        world.house.door.apply(old, reception)

    stale = caught.value
    assert (stale.code, stale.seen, stale.now_at) == (case.code, 1, 2)
    assert (stale.by, stale.what, stale.at) == (reception.id, "TaskTaken", world.clock())
    assert tally(world, case) == before


@pytest.mark.parametrize("seen", [0, -1, 2, 99, 2**63])
def test_a_version_that_nobody_saw_is_refused(world: World, seen: int) -> None:
    case = file_case(world)

    with pytest.raises(StaleCase):
        world.house.door.apply(replace(command(case, "accept"), seen_version=seen), world.officer("reception"))


def test_a_clock_that_went_back_stops_the_portal_from_writing(world: World) -> None:
    case = file_case(world)
    world.clock.pass_(hours=-1)
    before = tally(world, case)

    with pytest.raises(ClockWentBack) as caught:
        world.house.door.apply(command(case, "accept"), world.officer("reception"))

    assert caught.value.last - caught.value.now == timedelta(hours=1)
    assert tally(world, case) == before


def test_a_clock_that_trembles_gives_the_moment_of_the_last_event(world: World) -> None:
    filed = world.clock()
    case = file_case(world)
    world.clock.pass_(seconds=-2)

    world.house.door.apply(command(case, "accept"), world.officer("reception"))

    with world.house.database.read() as look:
        moments = look.execute(select(CaseEvent.at).where(CaseEvent.case_id == case.case_id)).scalars().all()
    assert set(moments) == {filed}


def test_a_strangers_command_finds_no_case(world: World) -> None:
    case = file_case(world)

    for who in (world.officer("stranger"), world.officer("administrator"), world.citizen("binh")):
        with pytest.raises(NoSuchCase):
            world.house.door.apply(take(case), who)
    with pytest.raises(NoSuchCase):
        world.house.door.apply(replace(take(case), case_id="absent"), world.officer("reception"))


def test_the_slower_of_two_learns_who_was_faster_even_when_the_case_has_left_the_desk(world: World) -> None:
    case = bring_to(world, file_case(world), "review")
    old, other = command(case, "agree"), command(case, "send_back", reason="x")
    world.house.door.apply(old, world.officer("head"))

    with pytest.raises(StaleCase):
        world.house.door.apply(other, world.officer("head"))
    with pytest.raises(StaleCase):
        world.house.door.apply(replace(old, key="another click"), world.officer("head"))


def test_a_colleague_who_may_read_may_not_act(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")

    for who in ("reception", "head", "clerk", "supervisor"):
        with pytest.raises(NotAllowed):
            world.house.door.apply(command(case, "grant", draft="x"), world.officer(who))


def test_what_stands_for_any_version_is_not_for_any_reader(world: World) -> None:
    """The version may be old; the right has to be of now."""
    case = bring_to(world, file_case(world), "appraise")
    draft = DraftExtension(case_id=case.case_id, seen_version=1, key="late", cause="staff")

    with pytest.raises(NotAllowed):
        world.house.door.apply(draft, world.officer("supervisor"))


def test_a_task_that_somebody_took_is_not_taken_again(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")

    with pytest.raises(HeldByAnother):
        world.house.door.apply(command(case, "grant", draft="x"), world.officer("second-specialist"))


def test_a_refused_command_uses_up_no_key_and_no_number(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    nonsense = command(case, "issue")
    before = tally(world, case)

    with pytest.raises(ActionNotOffered):
        world.house.door.apply(nonsense, reception)

    assert tally(world, case) == before
    again = replace(command(case, "accept"), key=nonsense.key)
    assert world.house.door.apply(again, reception).version == 2


def test_what_belongs_to_a_command_falls_with_it(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    before = tally(world, case)

    def breaks(work: object) -> None:
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="the disk"):
        world.house.door.apply(command(case, "accept"), reception, also=breaks)

    assert tally(world, case) == before
    assert perform(world, "reception", case, "accept").version == 2


def test_a_taken_task_is_due_when_it_was_before(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    before = open_task(world, case)
    world.clock.pass_(minutes=10)

    taken = world.house.door.apply(take(case), reception)
    world.house.door.apply(Release(case_id=case.case_id, seen_version=taken.version, key=uuid4().hex), reception)

    assert open_task(world, case) == before


def open_task(world: World, case: Receipt) -> tuple[object, ...]:
    columns = (Task.step, Task.holder, Task.status, Task.step_due_at, Task.due_at)
    with world.house.database.read() as look:
        return tuple(look.execute(select(*columns).where(Task.case_id == case.case_id, Task.status != "done")).one())


@pytest.mark.parametrize("statement", ["update case_events set kind = 'x'", "delete from case_events"])
def test_AC72_events_can_only_be_added(database_url: str, tmp_path: Path, statement: str) -> None:
    upgrade(database_url)
    prepare(database_url)
    with world_at(database_url, tmp_path) as world:
        case = file_case(world)
        before = tally(world, case)

        with pytest.raises(DBAPIError, match="append-only"), world.house.database.transaction() as work:
            work.execute(text(statement))

        assert tally(world, case) == before
        assert perform(world, "reception", case, "accept").version == 2
