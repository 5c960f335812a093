"""Roads beside the straight one: taken back, asked elsewhere, asked again, paid for, put off, lapsed, taken in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from portal.workflow import errors
from portal.workflow.case import CaseState, OfficialState
from portal.workflow.definition import Action, Definition, Extension, Label, Referral, ReplyLimit, Step
from portal.workflow.events import (
    ActionDone,
    CaseRecalled,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    DeadlineExtended,
    ExtensionDrafted,
    PaymentLapsed,
    PaymentRecorded,
    PaymentRequested,
    ReferralAnswered,
    ReferralAsked,
    ReferralClosed,
    SecondRequestAllowed,
    StepEntered,
    SupplementLapsed,
    SupplementRequested,
    TakenIn,
)
from tests.workflow.stories import (
    ACCEPTED,
    ASSIGNED,
    DRAFT,
    DUE_AFTER,
    FULL,
    ISSUED,
    NINE,
    PROPOSED,
    Deed,
    allows_again,
    answers,
    apologises,
    asks_for,
    closes,
    does,
    given,
    lapses,
    pays,
    recalls,
    refers,
    replies,
    takes,
)


def with_step(name: str, **changes: Any) -> Definition:
    """Return the workflow of the stories with one step changed."""
    step = FULL.steps[name].model_copy(update=changes)
    return FULL.model_copy(update={"steps": {**FULL.steps, name: step}})


ASKING = with_step("appraise", asks=Referral(hours=Decimal(16), clock="pause"))
PUT_OFF = FULL.model_copy(update={"extend": Extension(at="department(X-UBND)")})


class TestTakingBack:
    def test_what_nobody_opened_goes_back_to_whoever_sent_it(self) -> None:
        ending = given(*PROPOSED).when(recalls("Huy"))
        ending.then(CaseRecalled, StepEntered, holds=lambda case: (case.step, case.holder) == ("appraise", "Huy"))

    def test_whoever_takes_back_has_not_done_the_step(self) -> None:
        assert given(*PROPOSED, recalls("Huy")).case.officers_of("appraise") == frozenset()

    def test_what_was_opened_stays(self) -> None:
        given(*PROPOSED).looked_at().when(recalls("Huy")).refused(errors.NotRecallable())

    def test_what_was_taken_stays(self) -> None:
        given(*PROPOSED, takes("Nguyệt")).when(recalls("Huy")).refused(errors.NotRecallable())

    def test_nobody_else_takes_it_back(self) -> None:
        given(*PROPOSED).when(recalls("Chi")).refused(errors.NotRecallable())

    def test_an_acceptance_left_with_a_slip_and_is_not_undone(self) -> None:
        given(*ACCEPTED).when(recalls("Chi")).refused(errors.NotRecallable())

    def test_a_reason_is_needed(self) -> None:
        given(*PROPOSED).when(recalls("Huy", reason="")).refused(errors.InputMissing("reason"))


class TestAskingElsewhere:
    def test_several_units_are_asked_at_once_and_the_clock_stands(self) -> None:
        ending = given(*ASSIGNED, definition=ASKING).when(refers("D1", "D2"))
        ending.then(ReferralAsked, ReferralAsked, ClockPaused, holds=lambda case: len(case.referrals) == 2)

    def test_the_case_stands_until_the_last_answer(self) -> None:
        story = given(*ASSIGNED, refers("D1", "D2"), replies(1), definition=ASKING)
        story.when(does("grant", "Huy", draft="Yes.")).refused(errors.ReferralOpen("D2"))

    def test_the_clock_runs_again_with_the_last_answer(self) -> None:
        story = given(*ASSIGNED, refers("D1", "D2"), replies(2), definition=ASKING)
        story.when(replies(1)).then(ReferralAnswered, ClockResumed, holds=lambda case: case.clock_runs)

    def test_silence_is_no_answer_and_goes_on_only_with_a_reason(self) -> None:
        story = given(*ASSIGNED, refers("D1"), definition=ASKING)
        story.when(closes(1, reason="")).refused(errors.InputMissing("reason"))
        story.when(closes(1)).then(ReferralClosed, ClockResumed)

    def test_an_answer_after_it_was_closed_is_refused(self) -> None:
        story = given(*ASSIGNED, refers("D1"), closes(1), definition=ASKING)
        story.when(replies(1)).refused(errors.NoSuchReferral(1))

    def test_a_step_that_does_not_wait_goes_on(self) -> None:
        asking = with_step("appraise", asks=Referral(hours=Decimal(16), waits=False))
        story = given(*ASSIGNED, refers("D1"), definition=asking)
        story.when(does("grant", "Huy", draft="Yes.")).then(
            ActionDone, *(type(e) for e in given(*PROPOSED).events[-2:])
        )

    def test_a_step_without_the_right_asks_nobody(self) -> None:
        given(*ASSIGNED).when(refers("D1")).refused(errors.ActionNotOffered("refer", "appraise"))


class TestAskingTheCitizenAgain:
    def test_a_leader_lets_the_same_be_asked_once_more(self) -> None:
        story = given(*ASSIGNED, asks_for("form", by="Huy"), answers())
        story.when(asks_for("form", by="Huy")).refused(errors.AlreadyAsked("form"))
        story.when(allows_again("form")).then(SecondRequestAllowed)
        story.goes_on(allows_again("form")).when(asks_for("form", by="Huy")).then(
            ActionDone, SupplementRequested, ClockPaused, holds=lambda case: case.asked == ("form", "form")
        )

    def test_a_third_time_needs_a_leader_again(self) -> None:
        again = (allows_again("form"), asks_for("form", by="Huy"), answers())
        story = given(*ASSIGNED, asks_for("form", by="Huy"), answers(), *again)
        story.when(asks_for("form", by="Huy")).refused(errors.AlreadyAsked("form"))

    @pytest.mark.parametrize("deed", [allows_again("other"), allows_again("form", reason="")])
    def test_only_what_was_asked_and_with_a_reason(self, deed: Deed) -> None:
        ending = given(*ASSIGNED, asks_for("form", by="Huy"), answers()).when(deed)
        assert isinstance(ending.error, errors.InputMissing)


class TestPaying:
    ASKS = Action(
        to="appraise",
        waits="payment",
        clock="pause",
        needs=("amount", "reason"),
        limit=ReplyLimit(days=10),
        then="propose_stop",
    )
    WORKFLOW = with_step("appraise", actions={**FULL.steps["appraise"].actions, "ask_payment": ASKS})
    ASKED = (*ASSIGNED, does("ask_payment", "Huy", amount=500000, reason="Land levy."))

    def test_the_case_waits_for_the_money_in_state_six(self) -> None:
        ending = given(*ASSIGNED, definition=self.WORKFLOW).when(self.ASKED[-1])
        ending.then(ActionDone, PaymentRequested, ClockPaused, holds=lambda case: case.state == 6)

    def test_it_goes_on_with_the_money(self) -> None:
        story = given(*self.ASKED, definition=self.WORKFLOW)
        story.when(pays(500000)).then(
            PaymentRecorded, ClockResumed, StepEntered, holds=lambda case: case.state == 4 and case.holder == "Huy"
        )

    def test_unpaid_in_time_it_goes_to_the_leader_by_itself(self) -> None:
        story = given(*self.ASKED, definition=self.WORKFLOW)
        story.when(lapses(days=11)).then(
            PaymentLapsed, ClockResumed, ActionDone, StepEntered, holds=lambda case: case.step == "decide_stop"
        )


class TestLapsing:
    def test_after_acceptance_the_leader_gets_it_and_nothing_is_decided(self) -> None:
        story = given(*ASSIGNED, asks_for("form", by="Huy"))
        story.when(lapses(days=31)).then(
            SupplementLapsed,
            ClockResumed,
            ActionDone,
            StepEntered,
            holds=lambda case: case.step == "decide_stop" and case.end is None,
        )

    def test_before_acceptance_it_is_reception_that_refuses(self) -> None:
        story = given(asks_for("form", by="Chi"))
        story.when(lapses(days=31)).then(
            SupplementLapsed, holds=lambda case: (case.step, case.state) == ("receive", OfficialState.SUBMITTED)
        )

    def test_not_before_the_time_is_over(self) -> None:
        given(asks_for("form", by="Chi")).when(lapses(days=29)).refused(errors.NotLapsed())

    def test_not_twice(self) -> None:
        given(asks_for("form", by="Chi"), lapses(days=31)).when(lapses(days=1)).refused(errors.NotLapsed())


class TestPuttingOff:
    def test_a_draft_is_put_before_the_leader_once(self) -> None:
        story = given(*ASSIGNED, definition=PUT_OFF)
        story.when(DRAFT).then(ExtensionDrafted, holds=lambda case: case.apology_at == "office of the leader")
        story.goes_on(DRAFT).when(DRAFT).then()

    def test_the_leader_names_one_new_date(self) -> None:
        ending = given(*ASSIGNED, DRAFT, definition=PUT_OFF).when(apologises())
        ending.then(
            DeadlineExtended, holds=lambda case: case.extended_to == NINE + timedelta(days=9) and not case.apology_at
        )
        (extended,) = ending.events
        assert isinstance(extended, DeadlineExtended)
        assert (extended.promised, extended.slip_number) == (NINE + DUE_AFTER, 3)

    @pytest.mark.parametrize(
        ("past", "deed", "why"),
        [
            (ASSIGNED, apologises(days=6), "date"),
            ((*ASSIGNED, apologises()), apologises(days=12), "done"),
            ((), apologises(), "not_running"),
            (ISSUED, apologises(), "not_running"),
        ],
    )
    def test_once_only_while_the_clock_counts_and_to_a_later_day(
        self, past: tuple[Deed, ...], deed: Deed, why: str
    ) -> None:
        given(*past, definition=PUT_OFF).when(deed).refused(errors.NotExtendable(why))

    def test_the_cause_is_one_of_those_that_are_counted(self) -> None:
        given(*ASSIGNED, definition=PUT_OFF).when(apologises(cause="bad mood")).refused(errors.InputMissing("cause"))


class TestTakenInElsewhere:
    RECEIVES = Step(
        name=Label(vi="Nhận hồ sơ", en="Receive"),
        role="reception",
        at="department(X-TTPVHCC)",
        hours=Decimal(2),
        actions={"take_in": Action(to="assign", clock="start")},
    )
    WORKFLOW = FULL.model_copy(update={"steps": {**FULL.steps, "take_in": RECEIVES}, "elsewhere": "take_in"})

    def test_the_clock_waits_for_the_competent_authority(self) -> None:
        story = given(definition=self.WORKFLOW, elsewhere=True)
        story.when(does("accept", "Chi")).then(
            ActionDone,
            TakenIn,
            StepEntered,
            holds=lambda case: (case.state, case.clock_started_at, case.unit) == (2, None, "department(X-TTPVHCC)"),
        )

    def test_it_runs_from_when_that_one_receives_it(self) -> None:
        story = given(does("accept", "Chi"), definition=self.WORKFLOW, elsewhere=True)

        def runs(case: CaseState) -> bool:
            return case.clock_runs and case.step == "assign"

        story.when(does("take_in", "Lan")).then(ActionDone, ClockStarted, StepEntered, holds=runs)

    def test_at_its_own_office_nothing_is_passed_on(self) -> None:
        story = given(definition=self.WORKFLOW)
        story.when(does("accept", "Chi")).then(ActionDone, ClockStarted, StepEntered)
