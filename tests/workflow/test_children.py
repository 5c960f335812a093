"""A case that waits for one it opened elsewhere, and one that was opened: what each may do, and the clocks."""

from typing import Any

from portal.catalogue.loader import load_folder
from portal.workflow import errors
from portal.workflow.acting import offered
from portal.workflow.case import OfficialState
from portal.workflow.commands import CallBackChild, Deliver, SettleChild, StopChild
from portal.workflow.definition import Definition
from portal.workflow.events import (
    ActionDone,
    CaseEnded,
    ChildCalledBack,
    ChildEnded,
    ChildOpened,
    ClockPaused,
    ClockResumed,
    ClockStopped,
    ResultHandedOver,
    ResultIssued,
    StepEntered,
)
from portal.workflow.setting import NewChild
from tests.workflow.stories import ENVELOPE, ISSUED, PROCEDURES, Deed, Story, does, given, template, withdraws

WHOLE = next(
    one.workflows["monthly"]
    for one in load_folder(PROCEDURES)[0]
    if one.definition.code == "2.001428" and one.definition.in_force.to is None
)
PART = template("province")
FIRST = (
    does("accept", "Chi"),
    does("forward", "Huy", draft="Complete."),
    does("agree", "Nguyệt"),
    does("sign", "Dũng"),
)
SENDS = does("send_up", "Vân")
DECIDED: dict[str, Any] = {"state": 9, "outcome": "granted", "register": "QĐ-TC", "result_number": 7, "year": 2026}


def pausing() -> Definition:
    """Return the same workflow with a clock that stands while the other unit works."""
    step = WHOLE.steps["send_up"]
    opens = step.actions["send_up"].opens
    assert opens is not None
    action = step.actions["send_up"].model_copy(update={"opens": opens.model_copy(update={"clock": "pause"})})
    paused = step.model_copy(update={"actions": {"send_up": action}})
    return WHOLE.model_copy(update={"steps": {**WHOLE.steps, "send_up": paused}})


def told(definition: Definition = WHOLE) -> Story:
    return given(*FIRST, definition=definition).with_child(NewChild("part", "H48.03-1", "department"))


def sent(definition: Definition = WHOLE) -> Story:
    return told(definition).goes_on(SENDS)


def comes_back(**what: Any) -> Deed:
    return Deed("system", SettleChild(**ENVELOPE, child=1, **what))


class TestOpening:
    def test_the_case_goes_on_to_the_step_that_takes_the_answer_in(self) -> None:
        ending = told().when(SENDS)
        ending.then(ActionDone, ChildOpened, StepEntered, holds=lambda case: case.step == "take_back")

    def test_its_clock_runs_on_or_stands_as_the_workflow_says(self) -> None:
        assert sent().case.clock_runs
        ending = told(pausing()).when(SENDS)
        ending.then(ActionDone, ChildOpened, ClockPaused, StepEntered, holds=lambda case: not case.clock_runs)

    def test_nobody_is_there_to_be_given_it(self) -> None:
        given(*FIRST, definition=WHOLE).when(SENDS).refused(errors.CannotOpen("3.000243"))

    def test_meanwhile_nothing_can_be_done_and_it_says_why(self) -> None:
        assert offered(WHOLE, sent().case) == {}
        sent().when(does("carry_out", "Huy")).refused(errors.ChildOpen("H48.03-1"))


class TestComingBack:
    def test_a_decision_is_issued_as_that_of_the_case(self) -> None:
        story = sent().goes_on(comes_back(**DECIDED))
        ending = story.when(does("carry_out", "Huy"))
        ending.then(
            ActionDone, ResultIssued, ClockStopped, StepEntered, holds=lambda case: case.state is OfficialState.DECIDED
        )

    def test_without_a_decision_there_is_nothing_to_issue(self) -> None:
        story = sent().goes_on(comes_back(state=3, reasons=("A paper is missing.",)))
        assert offered(WHOLE, story.case).keys() == {"appraise_again", "propose_stop"}

    def test_a_clock_that_stood_runs_again(self) -> None:
        sent(pausing()).when(comes_back(**DECIDED)).then(ChildEnded, ClockResumed, holds=lambda case: case.clock_runs)

    def test_it_comes_back_once(self) -> None:
        sent().goes_on(comes_back(**DECIDED)).when(comes_back(**DECIDED)).refused(errors.NoSuchChild(1))

    def test_a_case_that_ended_takes_nothing_in(self) -> None:
        sent().goes_on(withdraws()).when(comes_back(**DECIDED)).refused(errors.NoSuchChild(1))


class TestCallingBack:
    def test_with_a_reason_and_then_it_is_waited_for(self) -> None:
        ask = CallBackChild(**ENVELOPE, child=1, reason="Sent by mistake.")
        sent().when(Deed("Huy", ask)).then(ChildCalledBack, holds=lambda case: case.waits_for_children)
        sent().goes_on(Deed("Huy", ask)).when(Deed("Huy", ask)).then()
        silent = Deed("Huy", CallBackChild(**ENVELOPE, child=1, reason=""))
        sent().when(silent).refused(errors.InputMissing("reason"))


class TestTheOtherCase:
    def test_it_asks_nothing_of_the_citizen(self) -> None:
        story = given(definition=PART, parent="whole", parent_code="H48-1")
        assert offered(PART, story.case).keys() == {"accept", "refuse"}

    def test_its_result_is_handed_over_when_it_arrived(self) -> None:
        story = given(*ISSUED, definition=PART, parent="whole", parent_code="H48-1")
        ending = story.when(Deed("system", Deliver(**ENVELOPE)))
        ending.then(ResultHandedOver, CaseEnded, holds=lambda case: case.state is OfficialState.RETURNED)

    def test_nobody_hands_over_what_is_not_decided_or_was_applied_for(self) -> None:
        deliver = Deed("system", Deliver(**ENVELOPE))
        child = given(definition=PART, parent="whole", parent_code="H48-1")
        child.when(deliver).refused(errors.ActionNotOffered("deliver", "receive"))
        given(*ISSUED, definition=PART).when(deliver).refused(errors.ActionNotOffered("deliver", "hand_over"))

    def test_it_stops_when_nobody_waits_for_it_until_it_is_decided(self) -> None:
        stop = Deed("system", StopChild(**ENVELOPE, reason="Withdrawn."))
        given(definition=PART, parent="whole").when(stop).then(CaseEnded)
        given(*ISSUED, definition=PART, parent="whole").when(stop).refused(errors.TooLateToWithdraw())
