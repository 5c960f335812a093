"""People act in any order, at any time; after every deed the laws of a case still hold."""

from dataclasses import replace
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portal.workflow import codec
from portal.workflow.case import LEGAL_TRANSITIONS, CaseState, OfficialState
from portal.workflow.commands import AcceptTransfer, AnyCommand, ReturnTransfer, Transfer
from portal.workflow.engine import offered
from portal.workflow.events import AnyEvent, ClockStarted, ClockStopped, ResultIssued, SupplementRequested
from portal.workflow.evolution import evolve, replay
from tests.workflow import stories
from tests.workflow.stories import (
    ASSIGNED,
    ENVELOPE,
    FULL,
    ISSUED,
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
    withdraws,
)

OFFICERS = ("Chi", "Nguyệt", "Huy", "Dũng", "Vân")
ACTIONS = tuple(sorted({code for step in FULL.steps.values() for code in step.actions} - {"supplement"}))
FEE = 15000

# What usually happens at a step, and who does it.
USUAL = {
    "receive": ("accept", "Chi"),
    "assign": ("assign", "Nguyệt"),
    "appraise": ("grant", "Huy"),
    "verify": ("grant", "Huy"),
    "review": ("agree", "Nguyệt"),
    "sign": ("sign", "Dũng"),
    "issue": ("issue", "Vân"),
    "hand_over": ("hand_over", "Chi"),
    "decide_stop": ("stop", "Dũng"),
}


def states(events: tuple[AnyEvent, ...]) -> list[OfficialState]:
    """Return the official state after each event."""
    case: CaseState | None = None
    found = []
    for event in events:
        case = evolve(case, event)
        found.append(case.state)
    return found


class OneCase(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.story = given(fee=FEE)

    @initialize(past=st.sampled_from(((), ASSIGNED, REVIEWED, SIGNED, ISSUED)))
    def something_was_done_before(self, past: tuple[Deed, ...]) -> None:
        self.story = given(*past, fee=FEE)

    def attempt(self, deed: Deed, hours: int) -> None:
        before = self.story
        ending = before.when(deed.later(hours=hours))
        self.story = ending.story
        if ending.error is not None:
            assert self.story == before

    def act(self, action: str, by: str, hours: int) -> None:
        receipt = "12" if action == "hand_over" else ""
        because = {"reason": "Because.", "reasons": ("Because.",), "draft": "Single."}
        self.attempt(does(action, by, **because, officer="Huy", receipt=receipt), hours)

    @rule(action=st.sampled_from(ACTIONS), by=st.sampled_from(OFFICERS), hours=st.integers(1, 1000))
    def somebody_does_anything(self, action: str, by: str, hours: int) -> None:
        self.act(action, by, hours)

    @rule(by=st.sampled_from(OFFICERS), hours=st.integers(1, 1000), data=st.data())
    def somebody_does_what_is_offered(self, by: str, hours: int, data: st.DataObject) -> None:
        actions = sorted(offered(self.story.definition, self.story.case, self.story.now).keys() - {"supplement"})
        if actions:
            self.act(data.draw(st.sampled_from(actions)), by, hours)

    @rule(hours=st.integers(1, 20))
    def the_desk_goes_on(self, hours: int) -> None:
        if self.story.case.step in USUAL:
            self.act(*USUAL[self.story.case.step], hours)

    @rule(paper=st.sampled_from(("judgment", "old_certificate", "photo")), by=st.sampled_from(OFFICERS))
    def somebody_asks_for_papers(self, paper: str, by: str) -> None:
        self.attempt(asks_for(paper, by=by), 1)

    @rule(by=st.sampled_from(OFFICERS), gives_back=st.booleans())
    def somebody_takes_or_gives_back(self, by: str, gives_back: bool) -> None:
        self.attempt(releases(by) if gives_back else takes(by), 1)

    @rule(hours=st.integers(1, 1000))
    def the_citizen_answers(self, hours: int) -> None:
        self.attempt(answers(), hours)

    @rule(late=st.integers(0, 20))
    def the_citizen_withdraws(self, late: int) -> None:
        if late == 20:  # seldom, so that other stories come to their end
            self.attempt(withdraws(), 1)

    @rule(by=st.sampled_from(OFFICERS), what=st.sampled_from(("send", "accept", "return")), seldom=st.integers(0, 3))
    def another_unit_is_competent(self, by: str, what: str, seldom: int) -> None:
        wishes: dict[str, AnyCommand] = {
            "send": Transfer(**ENVELOPE, unit="B", reason="The applicant lives in B."),
            "accept": AcceptTransfer(**ENVELOPE),
            "return": ReturnTransfer(**ENVELOPE, reason="The address is in A."),
        }
        if what != "send" or seldom == 3:
            self.attempt(Deed(by, wishes[what]), 1)

    @rule(amount=st.sampled_from((FEE, 1)))
    def reception_takes_the_fee(self, amount: int) -> None:
        self.attempt(pays(amount), 1)

    @invariant()
    def the_events_alone_tell_the_case(self) -> None:
        case: CaseState | None = None
        for event in self.story.events:
            case = evolve(case, event)
        assert case == replay(self.story.events) == self.story.case

    @invariant()
    def every_official_transition_is_legal(self) -> None:
        for before, after in pairwise(states(self.story.events)):
            assert before is after or after in LEGAL_TRANSITIONS[before], f"{before!r} -> {after!r}"

    @invariant()
    def nothing_is_asked_for_twice(self) -> None:
        asked = [t for e in self.story.events if isinstance(e, SupplementRequested) for t in e.targets]
        assert len(asked) == len(set(asked))

    @invariant()
    def there_is_one_clock(self) -> None:
        for kind in (ClockStarted, ClockStopped, ResultIssued):
            assert sum(isinstance(event, kind) for event in self.story.events) <= 1

    @invariant()
    def the_clock_stands_only_while_the_citizen_is_asked(self) -> None:
        case = self.story.case
        if case.clock_started_at is not None and case.clock_stopped_at is None and case.end is None:
            assert case.clock_runs == (case.waiting is None)

    @invariant()
    def what_is_on_its_way_to_another_unit_stands_still(self) -> None:
        case = self.story.case
        assert case.passed is None or not offered(self.story.definition, case, self.story.now)
        assert case.passed is None or case.competent != case.passed.unit

    @invariant()
    def nobody_signs_what_they_appraised(self) -> None:
        for event in self.story.events:
            if isinstance(event, ResultIssued):
                assert event.approved_by is not None
                assert event.approved_by not in self.story.case.officers_of("appraise")

    @invariant()
    def an_ended_case_offers_nothing(self) -> None:
        case = self.story.case
        assert case.end is None or not offered(self.story.definition, case, self.story.now)
        assert case.end is None or case.paid == FEE or case.state is not OfficialState.RETURNED

    @invariant()
    def what_is_stored_comes_back(self) -> None:
        assert codec.case_from_json(codec.case_to_json(self.story.case)) == self.story.case


OneCase.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
TestOneCase = OneCase.TestCase


def test_these_official_transitions_are_reached() -> None:
    """State 6 comes with online payment; 2 -> 8 and 2 -> 9 would need a first officer who decides at once."""
    lapsed = does("refuse", "Chi", reasons=("No answer.",)).later(days=31)
    stopped = (does("propose_stop", "Huy", reasons=("Asked.",)), does("stop", "Dũng", reasons=("Asked.",)))
    walks = [
        RETURNED,
        (asks_for("judgment", by="Chi"), answers(), *RETURNED),
        (asks_for("judgment", by="Chi"), lapsed),
        (withdraws(),),
        (*stories.ACCEPTED, withdraws()),
        (*ASSIGNED, asks_for("judgment", by="Huy"), answers(), withdraws()),
        (*ASSIGNED, asks_for("judgment", by="Huy"), withdraws()),
        (*ASSIGNED, *stopped),
    ]

    reached = {pair for walk in walks for pair in pairwise(states(given(*walk).events)) if pair[0] is not pair[1]}

    pairs = ["1-2", "1-3", "1-5", "1-7", "2-4", "2-7", "4-5", "4-7", "4-8", "4-9", "5-1", "5-4", "5-7", "9-10"]
    assert reached == {tuple(OfficialState(int(state)) for state in pair.split("-")) for pair in pairs}


def test_a_wrong_engine_would_be_noticed() -> None:
    """The machine's laws are not empty: a case whose clock runs while it waits breaks them."""
    machine = OneCase()
    machine.story = given(*ASSIGNED, asks_for("judgment", by="Huy"))
    paused_no_more = tuple(event for event in machine.story.events if type(event).__name__ != "ClockPaused")
    machine.story = replace(machine.story, events=paused_no_more)

    try:
        machine.the_clock_stands_only_while_the_citizen_is_asked()
    except AssertionError:
        return
    raise AssertionError("the law about the clock let a running one pass")
