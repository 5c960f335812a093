"""A case of its own at the province, for its part of a commune's: opened once, ended once, each knowing the other."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Row, func, select, text

from portal.cases import queries
from portal.cases.access import visible_to
from portal.cases.door import Receipt
from portal.cases.errors import NoSuchCase
from portal.cases.models import NOT_DONE, Case, CaseEvent, CaseUnit, Task
from portal.catalogue.versions import Versions
from portal.notifications.models import OutboxMessage
from portal.people.policy import NotAllowed
from portal.people.principal import SYSTEM
from portal.workflow.case import OfficialState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import CallBackChild, Rehome, SettleChild, Withdraw
from portal.workflow.errors import CannotOpen, ChildOpen, InputMissing
from tests.e2e.staff import hire
from tests.sent_up import (
    ANSWERS,
    DEPARTMENT,
    PROVINCE_RECEPTION,
    as_it_stands,
    before_sending_up,
    child_of,
    decided_above,
    row_of,
    run_errands,
    sent_up,
    wrong_with,
)
from tests.stories import command, perform
from tests.world import COMMUNE, OTHER_COMMUNE, World


@pytest.fixture(autouse=True)
def officers(world: World) -> None:
    hire(world)


def kinds(world: World, case_id: str) -> list[str]:
    with world.house.database.read() as look:
        return list(
            look.execute(select(CaseEvent.kind).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)).scalars()
        )


def open_task(world: World, case: Receipt) -> Row[Any]:
    with world.house.database.read() as look:
        return look.execute(select(Task.__table__).where(Task.case_id == case.case_id, NOT_DONE)).one()


class TestOpening:
    def test_it_has_its_own_code_desk_and_clock_and_is_the_citizens(self, world: World) -> None:
        case, child = sent_up(world)
        row = row_of(world, child)

        assert row.code.startswith("H48.03-")
        assert (row.competent, row.unit, row.step) == (DEPARTMENT, PROVINCE_RECEPTION, "receive")
        assert (row.parent_id, row.channel, row.fee) == (case.case_id, "unit", 0)
        assert row.applicant_id == row_of(world, case).applicant_id
        assert (row.accepted_at, row.due_at) == (None, None)
        assert wrong_with(world) == []

    def test_the_other_unit_knows_what_is_shared_and_no_more(self, world: World) -> None:
        _, child = sent_up(world)
        with world.house.database.read() as look:
            answers = queries.answers_of(look, child.case_id, world.house.sealer)
            files = queries.files_of(look, child.case_id)
            units = set(look.execute(select(CaseUnit.unit).where(CaseUnit.case_id == child.case_id)).scalars())

        assert answers["volunteer"] == ANSWERS["volunteer"]
        assert not {"account", "bank", "phone", "pay_by"} & answers.keys()
        assert [file.component for file in files] == ["service_proof"]
        assert not any(unit.startswith(COMMUNE) for unit in units)

    def test_the_same_click_again_opens_no_second_one(self, world: World) -> None:
        case, clerk = before_sending_up(world), world.officer("clerk")
        send = command(case, "send_up")

        assert world.house.door.apply(send, clerk) == world.house.door.apply(send, clerk)

        with world.house.database.read() as look:
            assert look.execute(select(func.count()).select_from(Case)).scalar_one() == 2

    def test_nothing_is_written_where_the_other_unit_has_no_such_procedure(self, world: World) -> None:
        case = before_sending_up(world)
        with world.house.database.transaction() as work:
            work.execute(text("update procedure_versions set in_force_from = '2030-01-01' where code = '3.000243'"))
        world.house.versions.__dict__.update(Versions().__dict__)  # what a new process knows

        with pytest.raises(CannotOpen):
            perform(world, "clerk", case, "send_up")

        assert as_it_stands(world, case) == case
        assert wrong_with(world) == []

    def test_the_commune_waits_for_it(self, world: World) -> None:
        case, child = sent_up(world)

        with pytest.raises(ChildOpen) as refused:
            perform(world, "social-specialist", case, "propose_stop", reasons=("Chờ lâu.",))

        assert refused.value.code == child.code

    def test_what_is_missing_is_not_asked_of_the_citizen(self, world: World) -> None:
        _, child = sent_up(world)

        with pytest.raises(Exception, match="supplement"):
            perform(world, "province-reception", child, "supplement")


class TestComingBack:
    def test_the_decision_is_the_answer_of_the_first_case(self, world: World) -> None:
        case, child = sent_up(world)
        decided_above(world, child)
        run_errands(world)

        case = perform(world, "social-specialist", as_it_stands(world, case), "carry_out")
        run_errands(world)
        case = perform(world, "reception", as_it_stands(world, case), "hand_over", receipt="Bà Lành ký nhận")

        whole, part = row_of(world, case), row_of(world, child)
        assert (whole.state, whole.outcome) == (OfficialState.RETURNED, "granted")
        assert (part.state, part.outcome) == (OfficialState.RETURNED, "granted")
        with world.house.database.read() as look:
            papers = {d.kind: (d.number, d.sha256) for d in queries.documents_of(look, case.case_id)}
            theirs = {d.kind: (d.number, d.sha256) for d in queries.documents_of(look, child.case_id)}
        assert papers["result"] == papers["child-1"] == theirs["result"]
        assert wrong_with(world) == []

    def test_it_finds_the_case_that_opened_it_where_a_reorganisation_put_that(self, world: World) -> None:
        case, child = sent_up(world)
        here: dict[str, Any] = {
            "intake": f"{OTHER_COMMUNE}/X-TTPVHCC",
            "competent": OTHER_COMMUNE,
            "unit": f"{OTHER_COMMUNE}/X-VHXH",
        }
        known: dict[str, Any] = {"case_id": case.case_id, "seen_version": as_it_stands(world, case).version}
        world.house.door.apply(Rehome(**known, **here, key="move", holder=None, decree="1/NQ"), SYSTEM)
        decided_above(world, child)

        run_errands(world)

        row = row_of(world, case)
        state = case_from_json(row.snapshot)
        assert (state.competent, row.unit, state.children) == (OTHER_COMMUNE, f"{OTHER_COMMUNE}/X-VHXH", ())
        assert state.answer is not None
        assert state.answer.outcome == "granted"
        assert wrong_with(world) == []

    def test_a_refusal_comes_back_as_one(self, world: World) -> None:
        case, child = sent_up(world)
        decided_above(world, child, grant=False)
        run_errands(world)

        perform(world, "social-specialist", as_it_stands(world, case), "carry_out")

        assert row_of(world, case).outcome == "refused"

    def test_one_that_is_not_accepted_comes_back_with_the_reasons_and_may_be_opened_again(self, world: World) -> None:
        case, child = sent_up(world)
        perform(world, "province-reception", child, "refuse", reasons=("Thiếu giấy chứng nhận của đơn vị.",))
        run_errands(world)

        case = as_it_stands(world, case)
        with pytest.raises(Exception, match="carry_out"):
            perform(world, "social-specialist", case, "carry_out")
        case = perform(world, "social-specialist", case, "appraise_again", reason="Bổ sung giấy chứng nhận.")
        case = perform(world, "social-specialist", case, "forward", draft="Đã bổ sung.")
        case = perform(world, "leader", perform(world, "social-head", case, "agree"), "sign")
        case = perform(world, "clerk", case, "send_up")

        with world.house.database.read() as look:
            history = [entry.event for entry in queries.history(look, case.case_id, world.house.sealer)]
            children = look.execute(select(Case.code).where(Case.parent_id == case.case_id)).scalars().all()
        ended = next(event for event in history if type(event).__name__ == "ChildEnded")
        assert ended.reasons == ("Thiếu giấy chứng nhận của đơn vị.",)  # type: ignore[union-attr]
        assert len(set(children)) == 2
        assert wrong_with(world) == []

    def test_word_that_comes_twice_is_taken_once(self, world: World) -> None:
        """A worker that was killed after the transaction and before it said so: the message comes again."""
        case, child = sent_up(world)
        decided_above(world, child)
        run_errands(world)
        seen = kinds(world, case.case_id), kinds(world, child.case_id)
        with world.house.database.transaction() as work:
            work.execute(OutboxMessage.__table__.update().values(done_at=None))  # type: ignore[attr-defined]

        run_errands(world)

        assert (kinds(world, case.case_id), kinds(world, child.case_id)) == seen
        assert seen[0].count("ChildEnded") == 1
        assert wrong_with(world) == []

    def test_half_of_it_done_is_finished_by_the_next_worker(self, world: World) -> None:
        """Killed between the two transactions: the first case has the result, the second was not handed over."""
        case, child = sent_up(world)
        decided_above(world, child)
        door, apply = world.house.door, world.house.door.apply
        died: list[object] = []

        def dies_at_the_second(command: object, *args: object, **more: object) -> object:
            if type(command).__name__ == "Deliver" and not died:
                died.append(command)
                raise RuntimeError("killed")
            return apply(command, *args, **more)  # type: ignore[arg-type]

        door.apply = dies_at_the_second  # type: ignore[method-assign,assignment]
        run_errands(world)
        assert (row_of(world, child).state, len(died)) == (OfficialState.DECIDED, 1)
        assert kinds(world, case.case_id)[-1] == "ChildEnded"

        world.clock.pass_(minutes=30)
        run_errands(world)

        assert row_of(world, child).state == OfficialState.RETURNED
        assert kinds(world, case.case_id).count("ChildEnded") == 1

    def test_both_clocks_stand_in_both_ledgers(self, world: World) -> None:
        case, child = sent_up(world)
        child = perform(world, "province-reception", child, "accept")
        whole, part = row_of(world, case), row_of(world, child)

        assert part.accepted_at > whole.accepted_at
        assert case_from_json(whole.snapshot).clock_runs
        assert part.due_at is not None
        assert whole.due_at == whole.original_due_at > part.due_at


class TestTheDeskMeanwhile:
    def test_its_hours_begin_when_the_part_comes_back_or_should_have(self, world: World) -> None:
        case, child = sent_up(world)
        whole = case_from_json(row_of(world, case).snapshot)
        while_away = open_task(world, case)
        decided_above(world, child)
        run_errands(world)
        back = open_task(world, case)

        assert while_away.step_due_at > whole.children[0].reply_by
        assert back.entered_at == world.clock()
        assert world.clock() < back.step_due_at < while_away.step_due_at
        assert wrong_with(world) == []


class TestStopping:
    def test_the_citizen_who_withdraws_stops_both(self, world: World) -> None:
        case, child = sent_up(world)
        withdraw = Withdraw(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)

        world.house.door.apply(withdraw, world.citizen())
        run_errands(world)

        assert (row_of(world, case).state, row_of(world, child).state) == (OfficialState.WITHDRAWN,) * 2
        assert "ChildEnded" not in kinds(world, case.case_id)
        assert wrong_with(world) == []

    def test_what_is_decided_there_by_then_goes_on_to_its_end(self, world: World) -> None:
        case, child = sent_up(world)
        decided_above(world, child)
        withdraw = Withdraw(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)

        world.house.door.apply(withdraw, world.citizen())
        run_errands(world)

        assert row_of(world, child).state == OfficialState.RETURNED
        assert wrong_with(world) == []

    def test_an_officer_calls_it_back_with_a_reason(self, world: World) -> None:
        case, child = sent_up(world)
        call = CallBackChild(case_id=case.case_id, seen_version=case.version, key="a", child=1, reason="")
        specialist = world.officer("social-specialist")
        with pytest.raises(InputMissing):
            world.house.door.apply(call, specialist)

        world.house.door.apply(replace(call, key="b", reason="Gửi nhầm."), specialist)
        run_errands(world)

        assert row_of(world, child).state == OfficialState.WITHDRAWN
        assert kinds(world, case.case_id)[-2:] == ["ChildCalledBack", "ChildEnded"]
        perform(world, "social-specialist", as_it_stands(world, case), "propose_stop", reasons=("Gửi nhầm.",))


class TestWhoSeesIt:
    def test_the_citizen_has_one_case(self, world: World) -> None:
        _, child = sent_up(world)
        visible = visible_to(world.citizen(), world.house.directory)
        with world.house.database.read() as look, pytest.raises(NoSuchCase):
            queries.get_case(look, child.code, visible)

        with pytest.raises(NoSuchCase):
            withdraw = Withdraw(case_id=child.case_id, seen_version=child.version, key=uuid4().hex)
            world.house.door.apply(withdraw, world.citizen())

    @pytest.mark.parametrize(("who", "sees"), [("clerk", False), ("province-head", True), ("supervisor", True)])
    def test_officers_see_it_where_it_lies_and_above(self, world: World, who: str, sees: bool) -> None:
        case, child = sent_up(world)
        decided_above(world, child)
        visible = visible_to(world.officer(who), world.house.directory)
        with world.house.database.read() as look:
            found = set(look.execute(select(Case.code).where(visible)).scalars())

        assert (child.code in found) == sees
        assert (case.code in found) == (who != "province-head")

    def test_no_officer_carries_word_between_them(self, world: World) -> None:
        case, _ = sent_up(world)
        forged = SettleChild(case_id=case.case_id, seen_version=0, key="x", child=1, state=9, outcome="granted")

        with pytest.raises(NotAllowed):
            world.house.door.apply(forged, world.officer("social-specialist"))


def test_the_letters_are_those_of_the_first_case(world: World) -> None:
    case, child = sent_up(world)
    decided_above(world, child)
    run_errands(world)
    with world.house.database.read() as look:
        told = look.execute(select(OutboxMessage.case_id).where(OutboxMessage.topic == "notify-applicant")).scalars()

        assert set(told) == {case.case_id}
    assert child_of(world, case).code == child.code
