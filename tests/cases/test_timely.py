"""What time brings about is brought about once, however many workers look at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from time import sleep
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlalchemy import Connection, func, select

from portal.cases.door import Receipt
from portal.cases.leaving import Leaving
from portal.cases.missed import miss_appointments
from portal.cases.models import Case, CaseEvent
from portal.cases.timely import Timely
from portal.catalogue.versions import Published, Versions
from portal.people.officers import appoint, switch_off
from portal.people.principal import SYSTEM, Post, Principal
from portal.people.roles import Role
from portal.units.errors import NoSuchPlace
from portal.workflow.commands import AcceptTransfer, DraftExtension, Lapse, Transfer
from portal.workflow.definition import Definition
from portal.worktime import add_hours
from tests.meeting import at_inspection, invite
from tests.racing import together
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import COMMUNE, OTHER_COMMUNE, World


def told(world: World, kind: str) -> int:
    with world.house.database.read() as look:
        return look.execute(select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == kind)).scalar_one()


def nearly_due(world: World, step: str = "appraise") -> Receipt:
    case = bring_to(world, file_case(world), step)
    with world.house.database.read() as look:
        due = look.execute(select(Case.due_at).where(Case.id == case.case_id)).scalar_one()
    assert due is not None
    world.clock.now = due - timedelta(hours=3)
    return case


@contextmanager
def drafted_before(hours: int) -> Iterator[None]:
    """Let every workflow say so many working hours before the due moment an apology is drafted."""
    get = Versions.get

    def early(given: Definition) -> Definition:
        said = given.extend and given.extend.model_copy(update={"hours_before": Decimal(hours)})
        return given.model_copy(update={"extend": said})

    def changed(versions: Versions, look: Connection, version_id: str) -> Published:
        found = get(versions, look, version_id)
        return replace(found, workflows={name: early(one) for name, one in found.workflows.items()})

    with patch.object(Versions, "get", changed):
        yield


@pytest.mark.parametrize(("hours", "left", "drafted"), [(8, 9, 0), (8, 7, 1), (20, 21, 0), (20, 19, 1)])
def test_an_apology_is_drafted_as_early_as_the_workflow_says(world: World, hours: int, left: int, drafted: int) -> None:
    case = bring_to(world, file_case(world), "appraise")  # due in three working days
    with world.house.database.read() as look:
        due = look.execute(select(Case.due_at).where(Case.id == case.case_id)).scalar_one()
    working = world.house.calendar
    assert due is not None
    while add_hours(working, world.clock(), Decimal(left)) < due:
        world.clock.pass_(minutes=15)

    with drafted_before(hours):
        assert Timely(world.house.door).draft_extensions(world.clock()) == drafted


def unanswered(world: World) -> None:
    ask_for_more(world, file_case(world))
    world.clock.pass_(days=31)


def left(world: World) -> None:
    bring_to(world, file_case(world), "appraise")
    with world.house.database.transaction() as work:
        switch_off(work, world.officer("specialist").id, world.clock())


def unrecorded(world: World) -> None:
    invite(world, at_inspection(world))
    world.clock.pass_(days=30)


DEEDS: dict[str, tuple[Callable[[World], object], Callable[[World], int]]] = {
    "ExtensionDrafted": (nearly_due, lambda world: Timely(world.house.door).draft_extensions(world.clock())),
    "SupplementLapsed": (unanswered, lambda world: Timely(world.house.door).lapse(world.clock())),
    "TaskReleased": (left, lambda world: Leaving(world.house.door).free(world.clock())),
    "AppointmentMissed": (unrecorded, lambda world: miss_appointments(world.house.door, world.clock())),
}


@pytest.mark.parametrize("kind", DEEDS)
def test_several_workers_bring_it_about_once(world: World, kind: str) -> None:
    prepare, deed = DEEDS[kind]
    prepare(world)

    together(lambda: deed(world))

    assert told(world, kind) == 1


def test_a_case_that_was_sent_to_another_unit_is_put_before_the_leader_there(world: World) -> None:
    with world.house.database.transaction() as work:
        appoint(work, world.officer("second-specialist").id, Post(Role.HEAD, f"{OTHER_COMMUNE}/X-VP"), date(2025, 7, 1))
    case, timely, door = nearly_due(world, "assign"), Timely(world.house.door), world.house.door
    assert timely.draft_extensions(world.clock()) == 1
    known = {"case_id": case.case_id, "key": uuid4().hex}
    send = Transfer(**known, seen_version=case.version + 1, unit=OTHER_COMMUNE, reason="Đã chuyển đến xã khác.")
    sent = door.apply(send, world.officer("head"))
    door.apply(AcceptTransfer(**known, seen_version=sent.version), world.officer("stranger"))

    assert timely.draft_extensions(world.clock()) == 1
    assert told(world, "ExtensionDrafted") == 2


def test_of_two_workers_the_slower_changes_nothing_and_fails_at_nothing(world: World) -> None:
    """It waits for the row of the case, and reads afterwards what the faster one did under the same key."""
    case, door = nearly_due(world), world.house.door
    draft = DraftExtension(case_id=case.case_id, seen_version=case.version, key="late")
    slower: list[Future[Receipt]] = []

    def come(work: Connection) -> None:
        slower.append(pool.submit(door.apply, draft, SYSTEM))
        sleep(0.3)  # enough to come as far as the row that we hold

    with ThreadPoolExecutor(1) as pool:
        faster = door.apply(draft, SYSTEM, also=come)

        assert slower[0].result() == faster
    assert told(world, "ExtensionDrafted") == 1


def test_a_case_whose_unit_nobody_carries_on_yet_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = ask_for_more(world, file_case(world)), ask_for_more(world, file_case(world))
    world.clock.pass_(days=31)
    door = world.house.door
    apply = door.apply

    def lost(command: Lapse, who: Principal) -> Receipt:
        if command.case_id == first.case_id:
            raise NoSuchPlace("competent", COMMUNE)
        return apply(command, who)

    monkeypatch.setattr(door, "apply", lost)

    assert Timely(door).lapse(world.clock()) == 1
    assert told(world, "SupplementLapsed") == 1
