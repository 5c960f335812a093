"""What follows from each command, told as stories."""

from dataclasses import fields
from datetime import timedelta
from typing import get_args

import pytest

from portal.workflow import errors
from portal.workflow.acting import offered
from portal.workflow.case import OfficialState
from portal.workflow.commands import Inputs, RefusalReason
from portal.workflow.definition import Need
from portal.workflow.events import (
    ActionDone,
    CaseEnded,
    CaseSubmitted,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    InspectionRecorded,
    PaymentRecorded,
    Proposed,
    ResultHandedOver,
    ResultIssued,
    StepEntered,
    SupplementAnswered,
    SupplementLapsed,
    SupplementRequested,
    TaskReleased,
    TaskTaken,
)
from tests.workflow.stories import (
    ACCEPTED,
    ASSIGNED,
    ISSUED,
    PROPOSED,
    RETURNED,
    REVIEWED,
    SIGNED,
    Deed,
    answers,
    asks_for,
    does,
    given,
    pays,
    releases,
    takes,
    template,
    withdraws,
)

# What was done so far, and the official state it comes to.
STATES: list[tuple[tuple[Deed, ...], OfficialState]] = [
    ((), OfficialState.SUBMITTED),
    ((takes("Chi"),), OfficialState.SUBMITTED),
    ((asks_for("judgment", by="Chi"),), OfficialState.SUPPLEMENT_REQUESTED),
    ((asks_for("judgment", by="Chi"), answers()), OfficialState.SUBMITTED),
    ((does("refuse", "Chi", reasons=("Elsewhere.",)),), OfficialState.NOT_ACCEPTED),
    (ACCEPTED, OfficialState.ACCEPTED),
    ((*ACCEPTED, takes("Nguyệt")), OfficialState.IN_PROGRESS),
    (ASSIGNED, OfficialState.IN_PROGRESS),
    ((*ASSIGNED, asks_for("judgment", by="Huy")), OfficialState.SUPPLEMENT_REQUESTED),
    ((*ASSIGNED, asks_for("judgment", by="Huy"), answers()), OfficialState.IN_PROGRESS),
    (PROPOSED, OfficialState.IN_PROGRESS),
    ((*ASSIGNED, withdraws()), OfficialState.WITHDRAWN),
    (
        (*ASSIGNED, does("propose_stop", "Huy", reasons=("Asked.",)), does("stop", "Dũng", reasons=("Asked.",))),
        OfficialState.STOPPED,
    ),
    (ISSUED, OfficialState.DECIDED),
    (RETURNED, OfficialState.RETURNED),
]


@pytest.mark.parametrize(("deeds", "state"), STATES, ids=[f"{n} {s.name}" for n, (_, s) in enumerate(STATES)])
def test_R1_1_the_official_state_follows_from_what_was_done(deeds: tuple[Deed, ...], state: OfficialState) -> None:
    assert given(*deeds).case.state is state


def test_a_case_begins_on_the_first_desk() -> None:
    story = given()

    assert [type(event) for event in story.events] == [CaseSubmitted, StepEntered]
    assert (story.case.step, story.case.unit) == ("receive", "intake")


def test_R2_1_the_clock_starts_when_the_dossier_is_accepted() -> None:
    given().when(does("accept", "Chi")).then(
        ActionDone, ClockStarted, StepEntered, holds=lambda case: case.clock_runs and case.step == "assign"
    )


def test_an_action_of_another_step_is_refused() -> None:
    given().when(does("sign", "Dũng")).refused(errors.ActionNotOffered("sign", "receive"))


def test_nothing_is_done_to_a_case_that_has_ended() -> None:
    given(*RETURNED).when(does("hand_over", "Chi", receipt="13")).refused(errors.ActionNotOffered("hand_over", None))


def test_an_assigned_case_lies_with_the_officer_named() -> None:
    given(*ACCEPTED).when(does("assign", "Nguyệt", officer="Huy")).then(
        ActionDone, StepEntered, holds=lambda case: case.holder == "Huy"
    )


def test_a_task_held_by_another_is_refused() -> None:
    given(*ASSIGNED).when(does("grant", "Lan", draft="Single.")).refused(errors.HeldByAnother("Huy"))


def test_a_task_is_taken_from_the_pool() -> None:
    given(*ACCEPTED).when(takes("Nguyệt")).then(TaskTaken, holds=lambda case: case.holder == "Nguyệt")


def test_taking_ones_own_task_again_changes_nothing() -> None:
    given(*ASSIGNED).when(takes("Huy")).then()


def test_a_task_that_another_took_first_is_refused() -> None:
    given(*ACCEPTED, takes("Nguyệt")).when(takes("Lan")).refused(errors.HeldByAnother("Nguyệt"))


def test_a_task_is_given_back_to_the_pool() -> None:
    given(*ASSIGNED).when(releases("Huy")).then(TaskReleased, holds=lambda case: case.holder is None)


def test_only_the_holder_gives_a_task_back() -> None:
    given(*ASSIGNED).when(releases("Lan")).refused(errors.NotHeld())


@pytest.mark.parametrize(
    ("before", "deed", "need"),
    [
        ((), does("refuse", "Chi"), "reasons"),
        ((), does("supplement", "Chi"), "items"),
        (ACCEPTED, does("assign", "Nguyệt"), "officer"),
        (ASSIGNED, does("grant", "Huy"), "draft"),
        (ASSIGNED, does("reject", "Huy"), "reasons"),
        (PROPOSED, does("send_back", "Nguyệt"), "reason"),
        (ISSUED, does("hand_over", "Chi"), "receipt"),
    ],
)
def test_what_an_action_needs_has_to_be_given(before: tuple[Deed, ...], deed: Deed, need: str) -> None:
    given(*before).when(deed).refused(errors.InputMissing(need))


def test_every_need_can_be_given() -> None:
    assert set(get_args(Need)) == {field.name for field in fields(Inputs)} - {"refusals"}  # which are reasons too


def test_a_reason_that_is_bound_to_a_paper_is_a_reason() -> None:
    unreadable = RefusalReason(target="judgment", why="The copy cannot be read.", then="Scan it again.")

    ending = given().when(does("refuse", "Chi", refusals=(unreadable,)))

    ended = ending.events[-1]
    assert isinstance(ended, CaseEnded)
    assert (ended.reasons, ended.refusals) == ((), (unreadable,))


def test_an_answer_after_its_time_is_refused_whether_anybody_acted_or_not() -> None:
    waiting = given(*ASSIGNED, asks_for("judgment", by="Huy"))
    assert waiting.case.waiting is not None

    waiting.when(answers().later(days=31)).refused(errors.AnswerLate(waiting.case.waiting.reply_by))


def test_the_reasons_of_a_refusal_are_kept() -> None:
    ending = given(*ASSIGNED).when(does("reject", "Huy", reasons=("Married in 2019.",)))

    done, proposed, _ = ending.events
    assert isinstance(done, ActionDone)
    assert done.reasons == ("Married in 2019.",)
    assert isinstance(proposed, Proposed)
    assert proposed.outcome == "refused"


# One notice lists everything (R2.3).


def test_R2_3_a_notice_pauses_the_clock_after_acceptance() -> None:
    given(*ASSIGNED).when(asks_for("judgment", by="Huy")).then(
        ActionDone, SupplementRequested, ClockPaused, holds=lambda case: not case.clock_runs and case.step == "appraise"
    )


def test_R2_3_a_notice_before_acceptance_has_no_clock_to_pause() -> None:
    given().when(asks_for("judgment", by="Chi")).then(ActionDone, SupplementRequested)


def test_R2_3_a_second_notice_on_the_same_item_is_refused() -> None:
    story = given(*ASSIGNED, asks_for("judgment", "old_certificate", by="Huy"), answers())

    story.when(asks_for("judgment", by="Huy")).refused(errors.AlreadyAsked("judgment"))


def test_R2_3_the_specialist_may_not_ask_again_for_what_reception_asked_for() -> None:
    story = given(asks_for("judgment", by="Chi"), answers(), *ASSIGNED)

    story.when(asks_for("judgment", by="Huy")).refused(errors.AlreadyAsked("judgment"))


def test_R2_3_a_notice_on_something_new_is_allowed() -> None:
    story = given(*ASSIGNED, asks_for("judgment", by="Huy"), answers())

    story.when(asks_for("old_certificate", by="Huy")).then(ActionDone, SupplementRequested, ClockPaused)


def test_R2_8_the_citizen_has_the_days_that_the_definition_gives() -> None:
    story = given(*ASSIGNED, asks_for("judgment", by="Huy"))

    assert story.case.waiting is not None
    assert story.case.waiting.reply_by - story.now == timedelta(days=30)


def test_an_answer_starts_the_clock_again_and_returns_to_the_same_officer() -> None:
    given(*ASSIGNED, asks_for("judgment", by="Huy")).when(answers()).then(
        SupplementAnswered, ClockResumed, StepEntered, holds=lambda case: case.clock_runs and case.holder == "Huy"
    )


def test_an_opinion_that_proposes_nothing_is_kept_with_what_was_done() -> None:
    agreed = given(*PROPOSED).goes_on(does("agree", "Nguyệt", draft="The commune agrees.")).events[-2]

    assert isinstance(agreed, ActionDone)
    assert agreed.draft == "The commune agrees."


def test_an_answer_that_nobody_waits_for_is_refused() -> None:
    given(*ASSIGNED).when(answers()).refused(errors.NothingToAnswer())


def test_while_the_case_waits_for_the_citizen_nothing_is_offered() -> None:
    story = given(*ASSIGNED, asks_for("judgment", by="Huy"))

    assert offered(story.definition, story.case, story.now) == {}
    story.when(does("grant", "Huy", draft="x").later(days=29)).refused(errors.ActionNotOffered("grant", "appraise"))


def test_R2_8_when_the_time_to_answer_is_over_only_the_named_action_is_offered() -> None:
    story = given(*ASSIGNED, asks_for("judgment", by="Huy"))
    over = story.now + timedelta(days=30, seconds=1)

    assert list(offered(story.definition, story.case, over)) == ["propose_stop"]
    story.when(does("propose_stop", "Huy", reasons=("No answer.",)).later(days=31)).then(
        ActionDone, SupplementLapsed, ClockResumed, StepEntered, holds=lambda case: case.step == "decide_stop"
    )


def test_R2_8_before_acceptance_an_unanswered_notice_leads_to_a_refusal() -> None:
    story = given(asks_for("judgment", by="Chi"))

    story.when(does("refuse", "Chi", reasons=("No answer.",)).later(days=31)).then(
        ActionDone, SupplementLapsed, CaseEnded, holds=lambda case: case.state is OfficialState.NOT_ACCEPTED
    )


def test_R2_8_an_answer_after_the_case_went_on_is_refused() -> None:
    story = given(
        *ASSIGNED, asks_for("judgment", by="Huy"), does("propose_stop", "Huy", reasons=("No answer.",)).later(days=31)
    )

    story.when(answers()).refused(errors.NothingToAnswer())


# Nobody signs what they appraised (domain.md section 4).


def test_whoever_appraised_may_not_sign() -> None:
    given(*REVIEWED).when(does("sign", "Huy")).refused(errors.SameHands("appraise"))


def test_whoever_verified_may_not_sign_either() -> None:
    story = given(*ASSIGNED, does("verify", "Huy"), does("grant", "Mai", draft="Single."), does("agree", "Nguyệt"))

    story.when(does("sign", "Mai")).refused(errors.SameHands("verify"))


def test_whoever_appraised_may_not_stop_the_case_alone() -> None:
    story = given(*ASSIGNED, does("propose_stop", "Huy", reasons=("Asked.",)))

    story.when(does("stop", "Huy", reasons=("Asked.",))).refused(errors.SameHands("appraise"))


# Back, and forward again.


def test_a_case_sent_back_returns_to_the_officer_who_had_it() -> None:
    given(*PROPOSED).when(does("send_back", "Nguyệt", reason="Which commune?")).then(
        ActionDone, StepEntered, holds=lambda case: case.step == "appraise" and case.holder == "Huy"
    )


def test_a_leader_who_sent_back_may_sign_later() -> None:
    story = given(
        *REVIEWED, does("send_back", "Dũng", reason="Typing error."), does("agree", "Nguyệt"), does("sign", "Dũng")
    )

    assert story.case.step == "issue"


# The result.


def test_a_result_stops_the_clock_and_names_who_approved_it() -> None:
    ending = given(*SIGNED).when(does("issue", "Vân"))

    ending.then(ActionDone, ResultIssued, ClockStopped, StepEntered, holds=lambda case: case.result_number == 7)
    issued = ending.events[1]
    assert isinstance(issued, ResultIssued)
    assert (issued.outcome, issued.approved_by, issued.register, issued.year) == ("granted", "Dũng", "XNTTHN", 2026)


def test_R1_2_a_refusal_on_the_merits_is_a_result_not_a_refused_dossier() -> None:
    story = given(
        *ASSIGNED,
        does("reject", "Huy", reasons=("Married.",)),
        does("agree", "Nguyệt"),
        does("sign", "Dũng"),
        does("issue", "Vân"),
    )

    assert (story.case.outcome, story.case.state) == ("refused", OfficialState.DECIDED)


def test_handing_over_ends_the_case() -> None:
    given(*ISSUED).when(does("hand_over", "Chi", receipt="12")).then(
        ActionDone, ResultHandedOver, CaseEnded, holds=lambda case: case.step is None
    )


def test_the_minutes_of_an_inspection_are_recorded() -> None:
    shared = template("commune-inspection")
    inspect = shared.steps["inspect"].model_copy(update={"meets": None})  # nobody has to be met
    unmet = shared.model_copy(update={"steps": {**shared.steps, "inspect": inspect}})
    story = given(*ASSIGNED, does("plan_visit", "Huy"), definition=unmet)

    story.when(does("inspect", "Huy", minutes="All is well.")).then(ActionDone, InspectionRecorded, StepEntered)


# Fees.


def test_a_result_is_not_handed_over_before_the_fee_is_paid() -> None:
    given(*ISSUED, fee=15000).when(does("hand_over", "Chi", receipt="12")).refused(errors.FeeUnpaid(15000))


def test_a_paid_result_is_handed_over() -> None:
    story = given(*ISSUED, pays(15000), fee=15000)

    story.when(does("hand_over", "Chi", receipt="12")).then(ActionDone, ResultHandedOver, CaseEnded)


def test_a_case_that_was_not_accepted_owes_no_fee() -> None:
    story = given(does("refuse", "Chi", reasons=("Not here.",)), fee=15000)

    assert story.case.unpaid == 0


def test_the_whole_fee_is_paid_at_once() -> None:
    given(*ACCEPTED, fee=15000).when(pays(15000)).then(PaymentRecorded, holds=lambda case: case.unpaid == 0)


@pytest.mark.parametrize("amount", [0, 14999, 15001])
def test_another_amount_is_refused(amount: int) -> None:
    given(*ACCEPTED, fee=15000).when(pays(amount)).refused(errors.WrongAmount(15000))


def test_a_payment_without_a_receipt_is_refused() -> None:
    given(*ACCEPTED, fee=15000).when(pays(15000, receipt="")).refused(errors.InputMissing("receipt"))


# The citizen takes the application back.


@pytest.mark.parametrize(
    "before",
    [(), ACCEPTED, ASSIGNED, (*ASSIGNED, asks_for("judgment", by="Huy")), PROPOSED, REVIEWED],
    ids=["submitted", "accepted", "in progress", "asked", "proposed", "reviewed"],
)
def test_R2_11_an_application_is_taken_back_before_it_is_signed(before: tuple[Deed, ...]) -> None:
    ending = given(*before).when(withdraws("I found the old one."))

    assert ending.story.case.state is OfficialState.WITHDRAWN
    assert not ending.story.case.clock_runs


@pytest.mark.parametrize("before", [SIGNED, ISSUED, RETURNED], ids=["signed", "decided", "returned"])
def test_R2_11_a_signed_result_is_not_taken_back(before: tuple[Deed, ...]) -> None:
    given(*before).when(withdraws()).refused(errors.TooLateToWithdraw())


def test_R2_11_a_case_that_the_leader_sent_back_may_be_taken_back() -> None:
    story = given(*REVIEWED, does("send_back", "Dũng", reason="Typing error."))

    story.when(withdraws()).then(ClockStopped, CaseEnded)


def test_R2_11_taking_back_twice_is_refused() -> None:
    given(withdraws()).when(withdraws()).refused(errors.TooLateToWithdraw())


# One clock.


def test_the_clock_of_a_whole_case_starts_once_and_stops_once() -> None:
    story = given(*ASSIGNED, asks_for("judgment", by="Huy"), answers(), *PROPOSED[len(ASSIGNED) :])
    story = story.goes_on(*RETURNED[len(PROPOSED) :])

    kinds = [type(event) for event in story.events]
    assert (kinds.count(ClockStarted), kinds.count(ClockStopped)) == (1, 1)
    assert kinds.count(ClockPaused) == kinds.count(ClockResumed) == 1


def test_withdrawing_in_a_pause_closes_the_pause() -> None:
    story = given(*ASSIGNED, asks_for("judgment", by="Huy"), withdraws())

    assert story.case.pauses[-1].end == story.now
