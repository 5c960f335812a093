"""Another unit is competent: sent there, accepted or sent back once; the clock and what was done stay."""

from collections.abc import Callable

import pytest

from portal.workflow import errors
from portal.workflow.acting import offered
from portal.workflow.case import CaseState
from portal.workflow.commands import AcceptTransfer, Rehome, ReturnTransfer, Transfer
from portal.workflow.definition import TransferRule
from portal.workflow.events import (
    ClockPaused,
    ClockResumed,
    StepEntered,
    TransferAccepted,
    TransferAsked,
    TransferReturned,
)
from tests.workflow.stories import ACCEPTED, ASSIGNED, ENVELOPE, FULL, ISSUED, PROPOSED, Deed, asks_for, given

PAUSING = FULL.model_copy(update={"transfer": TransferRule(clock="pause")})


def sends(by: str = "Chi", unit: str = "B", reason: str = "The applicant lives in B.") -> Deed:
    return Deed(by, Transfer(**ENVELOPE, unit=unit, reason=reason))


ACCEPTS = Deed("Bình", AcceptTransfer(**ENVELOPE))


def returns(reason: str = "The address is in A.") -> Deed:
    return Deed("Bình", ReturnTransfer(**ENVELOPE, reason=reason))


class TestSending:
    def test_it_lies_at_the_reception_of_the_other_unit(self) -> None:
        ending = given().when(sends())
        ending.then(
            TransferAsked, StepEntered, holds=lambda case: (case.unit, case.competent) == ("B-desk", "competent")
        )
        assert offered(FULL, given(sends()).case) == {}

    def test_a_head_may_find_it_out_later(self) -> None:
        given(*ACCEPTED).when(sends("Nguyệt")).then(TransferAsked, StepEntered, holds=lambda case: case.clock_runs)

    def test_the_clock_stands_where_the_workflow_says_so(self) -> None:
        story = given(*ACCEPTED, definition=PAUSING)
        story.when(sends("Nguyệt")).then(TransferAsked, ClockPaused, StepEntered)
        story.goes_on(sends("Nguyệt")).when(ACCEPTS).then(TransferAccepted, ClockResumed, StepEntered)

    @pytest.mark.parametrize(
        ("before", "why"),
        [(ASSIGNED, "step"), (ISSUED, "decided"), ((asks_for("photo", by="Chi"),), "waiting"), ((sends(),), "pending")],
    )
    def test_when_it_cannot_be_sent(self, before: tuple[Deed, ...], why: str) -> None:
        given(*before).when(sends()).refused(errors.NotTransferable(why))

    def test_a_workflow_that_knows_one_unit_sends_to_no_other(self) -> None:
        alone = FULL.model_copy(update={"transfer": None})
        given(definition=alone).when(sends()).refused(errors.NotTransferable("workflow"))

    def test_only_to_a_unit_that_may_be_competent_and_with_a_reason(self) -> None:
        given().when(sends(unit="nowhere")).refused(errors.NotTransferable("unit"))
        given().when(sends(unit="")).refused(errors.InputMissing("unit"))
        given().when(sends(reason="")).refused(errors.InputMissing("reason"))


class TestAccepting:
    def test_what_was_not_accepted_yet_is_received_there(self) -> None:
        ending = given(sends()).when(ACCEPTS)
        ending.then(TransferAccepted, StepEntered, holds=lambda case: (case.step, case.competent) == ("receive", "B"))

    def test_what_was_accepted_goes_on_behind_the_reception_with_its_clock(self) -> None:
        before = given(*ACCEPTED, sends("Nguyệt"))
        after = before.goes_on(ACCEPTS).case
        assert after.step == next(iter(a.to for a in FULL.steps["receive"].actions.values() if a.clock == "start"))
        assert after.clock_started_at == before.case.clock_started_at
        assert after.pauses == ()

    def test_what_the_other_unit_proposed_is_no_proposal_here(self) -> None:
        story = given(*PROPOSED, sends("Nguyệt"), ACCEPTS)
        assert story.case.proposal is None
        assert story.case.officers_of("appraise") == {"Huy"}

    def test_what_was_not_sent_cannot_be_accepted(self) -> None:
        given().when(ACCEPTS).refused(errors.NotTransferable("none"))


class TestSendingBack:
    def test_it_comes_back_to_whoever_sent_it(self) -> None:
        ending = given(*ACCEPTED, sends("Nguyệt")).when(returns())
        ending.then(TransferReturned, StepEntered, holds=_is_back_with("Nguyệt"))

    def test_with_a_reason(self) -> None:
        given(sends()).when(returns("")).refused(errors.InputMissing("reason"))

    def test_once(self) -> None:
        again = given(sends(), returns(), sends().later(hours=2))
        again.when(returns()).refused(errors.NotTransferable("once"))
        again.when(ACCEPTS.later(hours=1)).then(TransferAccepted, StepEntered)


def _is_back_with(officer: str) -> Callable[[CaseState], bool]:
    def holds(case: CaseState) -> bool:
        return (case.holder, case.passed) == (officer, None) and case.step == "assign"

    return holds


class TestWhileUnitsEnd:
    MOVED = Deed(
        "system",
        Rehome(
            **ENVELOPE,
            intake="intake 2",
            competent="competent 2",
            unit="B2-desk",
            holder=None,
            decree="A decree.",
            leader="leaders 2",
            passed_to="B2",
        ),
    )

    def test_who_carries_on_the_unit_that_was_asked_takes_it_over(self) -> None:
        story = given(sends()).goes_on(self.MOVED)
        assert (story.case.unit, story.case.leader) == ("B2-desk", "leaders 2")
        story.when(ACCEPTS).then(TransferAccepted, StepEntered, holds=lambda case: case.competent == "B2")
