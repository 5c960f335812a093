"""What waits between two units when one of them ends: it goes on at one living desk, and can be done to its end."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from portal.cases.apologies import count_waiting
from portal.cases.bulk import TAKE, Chosen, Order, begin_bulk
from portal.cases.bulk_models import BulkItem
from portal.cases.bulk_work import BulkWork
from portal.cases.door import NOWHERE, Receipt
from portal.cases.models import Case, Task
from portal.cases.referrals import list_open, read_asked
from portal.cases.verification import Verifier
from portal.clock import local
from portal.notifications.worker import Worker
from portal.people.acting import load_principal
from portal.people.officers import active_holders
from portal.people.principal import SYSTEM, Kind, Post, Principal
from portal.people.roles import Role
from portal.units.oversight import carried_on_by
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import (
    AcceptTransfer,
    Act,
    AnswerReferral,
    AnyCommand,
    AskReferral,
    DraftExtension,
    Inputs,
    ReturnTransfer,
    Transfer,
)
from tests.reorganisation.before import DAY, LAST, Before
from tests.reorganisation.test_enact import reorganise

DEATH, CARD = "1.000656", "3.000333"  # of a commune; of a department, which asks other units
WAY = {"receive": "accept", "take_in": "take_in", "assign": "assign"}
FROM, TO = "51.528.21238", "51.528.21235"  # they go on in two communes


def at_reception(before: Before, commune: str) -> Principal:
    """Return somebody at the reception that a commune has today."""
    desk = before.tools.directory.reception(commune, local(before.clock()).date())
    return Principal(kind=Kind.OFFICER, id=f"of {commune}", posts=(Post(Role.RECEPTION, desk),))


def at_desk(before: Before, case_id: str) -> Principal:
    """Return somebody who works where a case lies."""
    with before.tools.database.read() as look:
        [task] = (
            look.execute(select(Task.__table__).where(Task.case_id == case_id, Task.status != "done")).mappings().all()
        )
    return Principal(
        kind=Kind.OFFICER, id=task["holder"] or "somebody", posts=(Post(Role(task["role"]), task["unit"]),)
    )


def do(before: Before, who: Principal, kind: type[AnyCommand], case_id: str, **said: Any) -> None:
    before.clock.now += timedelta(minutes=1)
    version = row_of(before, case_id).version
    before.door.apply(kind(case_id=case_id, seen_version=version, key=uuid4().hex, **said), who)


def row_of(before: Before, case_id: str) -> Any:
    with before.tools.database.read() as look:
        return look.execute(select(Case.__table__).where(Case.id == case_id)).one()


def standing(before: Before, case_id: str) -> CaseState:
    """Return the case, which lies on one desk that lives, and whose rows follow from its events."""
    house, directory = before.house, before.tools.directory
    state = case_from_json(row_of(before, case_id).snapshot)
    with house.database.read() as look:
        [task] = look.execute(select(Task.unit).where(Task.case_id == case_id, Task.status != "done")).all()
        checked = Verifier(house.sealer, house.versions, house.calendar).verify_all(look)
        assert [found for _, found in checked if found] == []
    assert state.unit == task.unit
    for unit in (task.unit, state.intake, state.competent, state.leader, state.passed.unit if state.passed else ""):
        assert not unit or directory.get(unit).alive_on(DAY), unit
    return state


def sent_on(before: Before) -> Receipt:
    """Let a commune send a case to another before both end."""
    case = before.submit_in(FROM, DEATH)
    do(before, at_reception(before, FROM), Transfer, case.case_id, unit=TO, reason="Người nộp cư trú ở đó.")
    return case


def heir_of(before: Before, commune: str) -> str:
    [heir] = before.tools.directory.successors(commune, DAY)
    return heir


def test_what_is_on_its_way_lies_with_the_heir_of_the_unit_that_was_asked(before: Before) -> None:
    case = sent_on(before)
    reorganise(before)

    state = standing(before, case.case_id)

    old, new = heir_of(before, FROM), heir_of(before, TO)
    assert old != new
    assert state.passed is not None
    assert (state.competent, state.passed.unit) == (old, new)
    assert state.unit == before.tools.directory.reception(new, DAY)


def test_the_heir_takes_it_over(before: Before) -> None:
    case = sent_on(before)
    reorganise(before)

    do(before, at_reception(before, heir_of(before, TO)), AcceptTransfer, case.case_id)

    assert standing(before, case.case_id).competent == heir_of(before, TO)


def test_sent_back_it_lies_with_the_heir_of_the_unit_that_sent_it(before: Before) -> None:
    case = sent_on(before)
    reorganise(before)

    do(before, at_reception(before, heir_of(before, TO)), ReturnTransfer, case.case_id, reason="Không thuộc xã này.")

    state, home = standing(before, case.case_id), heir_of(before, FROM)
    assert (state.competent, state.unit) == (home, before.tools.directory.reception(home, DAY))


def test_an_apology_waits_for_the_leader_of_the_heir(before: Before) -> None:
    case = before.submit_in(FROM, DEATH)
    do(before, at_desk(before, case.case_id), Act, case.case_id, action="accept")
    do(before, SYSTEM, DraftExtension, case.case_id)
    reorganise(before)

    state = standing(before, case.case_id)

    assert state.apology_at == state.leader
    with before.tools.database.read() as look:
        leader = Principal(kind=Kind.OFFICER, id="new", posts=(Post(Role.LEADER, state.leader),))
        assert count_waiting(look, leader) == 1


def test_a_question_is_answered_by_the_heir_of_the_unit_that_was_asked(before: Before) -> None:
    asked = (
        f"{TO}/X-VHXH" if before.tools.directory.find(f"{TO}/X-VHXH") else before.tools.directory.reception(TO, LAST)
    )
    case = before.submit_in(FROM, CARD)
    while row_of(before, case.case_id).step != "appraise":
        action = WAY[row_of(before, case.case_id).step]
        do(before, at_desk(before, case.case_id), Act, case.case_id, action=action, inputs=Inputs(officer="somebody"))
    do(before, at_desk(before, case.case_id), AskReferral, case.case_id, units=(asked,), question="Có đúng không?")
    [role] = {referral.role for referral in case_from_json(row_of(before, case.case_id).snapshot).referrals}
    reorganise(before)

    [heir] = carried_on_by(before.tools.directory, asked) - {asked}
    clerk = Principal(kind=Kind.OFFICER, id="new", posts=(Post(Role(role), heir),))
    with before.tools.database.read() as look:
        assert [row.code for row in list_open(look, clerk, before.tools.directory)] == [case.code]
        assert read_asked(look, case.code, 1, clerk, before.tools.directory, before.tools.sealer).answered is None
    do(before, clerk, AnswerReferral, case.case_id, referral=1, opinion="agrees", text="Đúng.")

    assert standing(before, case.case_id).referrals == ()


def test_a_bulk_job_that_was_queued_says_that_the_case_was_moved_and_moves_it_no_further(before: Before) -> None:
    case = before.submit_in(FROM, DEATH)
    with before.tools.database.read() as look:
        found = active_holders(look, Role.RECEPTION, before.tools.directory.reception(FROM, LAST), LAST)
        officer = load_principal(look, Kind.OFFICER, found[0].id, LAST)
    assert officer is not None
    tools, now = before.tools, before.clock()
    with tools.database.transaction() as work:
        chosen = [Chosen(case.case_id, row_of(before, case.case_id).version)]
        begin_bulk(
            work,
            Order(deed=TAKE, key="k"),
            chosen,
            officer,
            directory=tools.directory,
            sealer=tools.sealer,
            now=now,
            origin=NOWHERE,
        )
    reorganise(before)
    worker = Worker(before.tools.database, BulkWork(before.door, before.house.mill).handlers, before.clock)
    while worker.run_once():
        pass

    with before.tools.database.read() as look:
        assert look.execute(select(BulkItem.status, BulkItem.reason)).all() == [("stale", "StaleCase")]
    assert standing(before, case.case_id).holder is None
