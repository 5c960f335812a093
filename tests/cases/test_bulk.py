"""Many cases at once: each has its own result, a failure hides no other, and a job begun again does nothing twice."""

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from sqlalchemy import func, select, update

from portal.cases.bulk import (
    MOST_CASES,
    PRINT,
    TAKE,
    Chosen,
    Job,
    NothingChosen,
    Order,
    TooManyChosen,
    begin_bulk,
    get_job,
    suits_many,
)
from portal.cases.bulk_work import BulkWork
from portal.cases.door import Receipt
from portal.cases.models import Case, CaseEvent, CaseView
from portal.notifications.models import OutboxMessage
from portal.notifications.worker import Worker
from portal.people.models import Officer
from portal.people.principal import Origin, Principal
from portal.workflow.commands import Act
from tests.stories import bring_to, file_case, perform
from tests.world import World

pytestmark = pytest.mark.timeout(300)


def order(world: World, who: Principal, cases: Sequence[Receipt], deed: str, **more: str) -> str:
    """Let an officer choose cases as they are now, and return the job."""
    asked = Order(deed=deed, key=more.pop("key", uuid4().hex), assignee=more.get("assignee"))
    with world.house.database.transaction() as work:
        return begin_bulk(
            work,
            asked,
            [Chosen(case.case_id, case.version) for case in cases],
            who,
            directory=world.house.directory,
            sealer=world.house.sealer,
            now=world.clock(),
            origin=Origin(session="s"),
        )


def work_off(world: World) -> None:
    """Let a worker do the bulk jobs, and nothing else."""
    bulk = BulkWork(door=world.house.door, mill=world.house.mill)
    worker = Worker(world.house.database, bulk.handlers, world.house.clock)
    while worker.run_once():
        pass


def result(world: World, job_id: str, who: Principal) -> Job:
    with world.house.database.read() as look:
        return get_job(look, job_id, who)


def statuses(job: Job) -> Counter[tuple[str, str]]:
    return Counter((item.status, item.reason) for item in job.items)


def accepted(world: World) -> int:
    with world.house.database.read() as look:
        found = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "ClockStarted")
        return int(look.execute(found).scalar_one())


def test_five_hundred_cases_with_stale_and_refused_ones_among_them(world: World) -> None:
    reception = world.officer("reception")
    cases = [file_case(world) for _ in range(MOST_CASES)]
    for case in cases[:7]:
        perform(world, "reception", case, "accept")  # seen before, done since
    gone = [bring_to(world, case, "assign") for case in cases[7:12]]
    job_id = order(world, reception, [*cases[:7], *gone, *cases[12:]], "accept")

    work_off(world)

    job = result(world, job_id, reception)
    assert statuses(job) == {("stale", "StaleCase"): 7, ("refused", "NotAllowed"): 5, ("done", ""): 488}
    assert job.row.finished_at is not None
    assert {item.facts["by"] for item in job.with_status("stale")} == {reception.id}
    assert [item.case_id for item in job.items] == [case.case_id for case in cases]
    assert accepted(world) == MOST_CASES


def test_the_same_form_sent_twice_is_one_job(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")

    first = order(world, reception, [case], "accept", key="one")
    assert order(world, reception, [case], "accept", key="one") == first
    work_off(world)

    assert accepted(world) == 1


def test_what_a_stranger_chooses_is_not_there(world: World) -> None:
    with pytest.raises(NothingChosen):
        order(world, world.officer("stranger"), [file_case(world)], TAKE)


def test_more_than_five_hundred_are_refused(world: World) -> None:
    many = [Receipt(str(uuid4()), "", 1, 1, None) for _ in range(MOST_CASES + 1)]

    with pytest.raises(TooManyChosen):
        order(world, world.officer("reception"), many, TAKE)


def test_rights_are_those_of_the_moment_of_the_deed(world: World) -> None:
    reception = world.officer("reception")
    job_id = order(world, reception, [file_case(world)], "accept")
    with world.house.database.transaction() as work:
        work.execute(update(Officer).where(Officer.id == reception.id).values(disabled_at=world.clock()))

    work_off(world)

    assert statuses(result(world, job_id, reception)) == {("refused", "NotAllowed"): 1}


def test_many_are_assigned_to_one_officer_who_works_there(world: World) -> None:
    head, specialist = world.officer("head"), world.officer("specialist")
    cases = [bring_to(world, file_case(world), "assign") for _ in range(2)]
    wrong = order(world, head, cases, "assign", assignee=world.officer("stranger").id)
    work_off(world)
    right = order(world, head, cases, "assign", assignee=specialist.id)
    work_off(world)

    assert statuses(result(world, wrong, head)) == {("refused", "NotInThatUnit"): 2}
    assert statuses(result(world, right, head)) == {("done", ""): 2}
    with world.house.database.read() as look:
        assert set(look.execute(select(Case.holder)).scalars()) == {specialist.id}


def test_what_binds_the_citizen_is_not_done_to_many(world: World) -> None:
    leader = world.officer("leader")
    job_id = order(world, leader, [bring_to(world, file_case(world), "sign")], "sign")

    work_off(world)

    assert statuses(result(world, job_id, leader)) == {("refused", "NotForMany"): 1}
    with world.house.database.read() as look:
        row = look.execute(select(Case)).one()
        definition = world.house.versions.get(look, row.version_id).workflows[row.variant]
    fit = {
        (code, name)
        for code, step in definition.steps.items()
        for name, action in step.actions.items()
        if suits_many(definition, step, action)
    }
    assert fit == {("receive", "accept"), ("assign", "assign"), ("review", "agree"), ("take_in", "take_in")}


def test_a_surprise_with_one_case_is_its_result_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reception, cases = world.officer("reception"), [file_case(world) for _ in range(3)]
    job_id = order(world, reception, cases, "accept")
    door = world.house.door
    apply = door.apply

    def fragile(command: Act, *rest: Any, **more: Any) -> Receipt:
        if command.case_id == cases[1].case_id:
            raise ZeroDivisionError
        return apply(command, *rest, **more)

    monkeypatch.setattr(door, "apply", fragile)
    work_off(world)

    assert [item.status for item in result(world, job_id, reception).items] == ["done", "refused", "done"]


def test_a_job_that_is_carried_out_again_changes_nothing(world: World) -> None:
    reception, cases = world.officer("reception"), [file_case(world) for _ in range(3)]
    job_id = order(world, reception, cases, "accept")
    work_off(world)
    before = result(world, job_id, reception)
    with world.house.database.transaction() as work:
        work.execute(update(OutboxMessage).values(done_at=None, available_at=world.clock()))

    work_off(world)

    assert result(world, job_id, reception) == before
    assert accepted(world) == 3


def test_slips_are_printed_in_one_file_in_the_order_chosen(world: World) -> None:
    reception = world.officer("reception")
    cases = [perform(world, "reception", file_case(world), "accept") for _ in range(2)]
    job_id = order(world, reception, [*cases, file_case(world)], PRINT)

    work_off(world)

    job = result(world, job_id, reception)
    assert [(item.status, item.reason) for item in job.items] == [("done", ""), ("done", ""), ("refused", "NoSlipYet")]
    with pikepdf.open(BytesIO(world.house.storage.read(job.row.sha256))) as book:
        assert len(book.pages) >= 2
    with world.house.database.read() as look:
        assert look.execute(select(CaseView.purpose)).scalars().all() == ["print", "print"]
