"""People act in any order, at any time; after every deed the laws of a case still hold.

`HISTORIES=5000 pytest -s tests/workflow/test_machine.py` plays more histories, and says how many and of which deeds.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.workflow import codec
from portal.workflow.acting import offered
from portal.workflow.case import LEGAL_TRANSITIONS, CaseState, OfficialState
from portal.workflow.commands import (
    AcceptTransfer,
    AnyCommand,
    CallBackChild,
    Deliver,
    Free,
    ReturnTransfer,
    SettleChild,
    StopChild,
    Transfer,
)
from portal.workflow.definition import Action, Extension, Referral, ReplyLimit
from portal.workflow.events import (
    ActionDone,
    AnyEvent,
    CaseEnded,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    DeadlineExtended,
    ReferralAnswered,
    ReferralAsked,
    ReferralClosed,
    ResultIssued,
    SecondRequestAllowed,
    SupplementRequested,
    TaskReleased,
    TaskTaken,
)
from portal.workflow.evolution import evolve, replay
from portal.workflow.setting import NewChild
from tests.workflow import stories
from tests.workflow import test_children as children
from tests.workflow import test_meetings as meetings
from tests.workflow.stories import (
    ASSIGNED,
    DRAFT,
    ENVELOPE,
    FULL,
    ISSUED,
    RETURNED,
    REVIEWED,
    SIGNED,
    Deed,
    Story,
    allows_again,
    answers,
    apologises,
    asks_for,
    closes,
    does,
    given,
    lapses,
    pays,
    reassigns,
    recalls,
    refers,
    rehomes,
    releases,
    replies,
    takes,
    withdraws,
)

PAYMENT = Action(
    to="appraise",
    waits="payment",
    clock="pause",
    needs=("amount", "reason"),
    limit=ReplyLimit(days=30),
    then="propose_stop",
)
APPRAISE = FULL.steps["appraise"].model_copy(
    update={
        "asks": Referral(hours=Decimal(16), clock="pause"),
        "actions": {**FULL.steps["appraise"].actions, "ask_payment": PAYMENT},
    }
)
# The workflow of the stories, with every road that there is.
WIDE = FULL.model_copy(
    update={"steps": {**FULL.steps, "appraise": APPRAISE}, "extend": Extension(at="department(X-UBND)")}
)
OFFICERS = ("Chi", "Nguyệt", "Huy", "Dũng", "Vân")
WHOEVER_IT_IS = "whoever it is"
HANDS = (*OFFICERS, *[WHOEVER_IT_IS] * 10)  # mostly those of whom it is expected
UNITS = ("D1", "D2")
PAPERS = ("judgment", "old_certificate", "photo")
SEND = Transfer(**ENVELOPE, unit="B", reason="The applicant lives in B.")
ACTIONS = tuple(sorted({code for step in WIDE.steps.values() for code in step.actions} - {"supplement"}))
FEE = 15000
PASTS = (
    (),
    ASSIGNED,
    (*ASSIGNED, asks_for("photo", by="Huy")),
    (*ASSIGNED, refers("D1", "D2")),
    (Deed("Chi", SEND),),
    REVIEWED,
    SIGNED,
    ISSUED,
)
PART = NewChild("part", "H48.03-1", "department")
# Cases of other workflows: one that meets the applicant, one that opened another, one that was opened.
OTHERS: tuple[Callable[[], Story], ...] = (
    lambda: given(*meetings.SENT, fee=FEE, definition=meetings.INSPECTED),
    lambda: given(*meetings.SENT, meetings.invites(), fee=FEE, definition=meetings.INSPECTED),
    lambda: given(*children.FIRST, definition=children.WHOLE).with_child(PART).goes_on(children.SENDS),
    lambda: given(*ASSIGNED, definition=WIDE, parent="whole", parent_code="H48-1"),
    lambda: given(*ISSUED, definition=WIDE, parent="whole", parent_code="H48-1"),
)
PLAYED: Counter[str] = Counter()  # histories, and how many of them had each kind of command carried out
HISTORIES = int(os.environ.get("HISTORIES", "150"))
pytestmark = pytest.mark.timeout(120 + HISTORIES)

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
        self.story = given(fee=FEE, definition=WIDE)
        self.carried_out: set[str] = set()

    @initialize(past=st.sampled_from((*PASTS, *OTHERS)), elsewhere=st.booleans())
    def something_was_done_before(self, past: tuple[Deed, ...] | Callable[[], Story], elsewhere: bool) -> None:
        if callable(past):
            self.story = past()
        else:
            self.story = given(*past, fee=FEE, definition=WIDE, elsewhere=elsewhere and not past)

    def teardown(self) -> None:
        PLAYED.update(["histories", *self.carried_out])

    def attempt(self, deed: Deed, hours: int) -> None:
        case = self.story.case
        if deed.by == WHOEVER_IT_IS:
            usual = USUAL.get(case.step or "", ("", "Chi"))[1]
            deed = replace(deed, by=case.holder or usual)
        before = self.story
        ending = before.when(deed.later(hours=hours))
        self.story = ending.story
        if ending.error is not None:
            assert self.story == before
        elif ending.events:
            self.carried_out.add(type(deed.command).__name__)

    def act(self, action: str, by: str, hours: int) -> None:
        receipt = "12" if action == "hand_over" else ""
        because = {"reason": "Because.", "reasons": ("Because.",), "draft": "Single."}
        self.attempt(does(action, by, **because, officer="Huy", receipt=receipt, amount=500), hours)

    @rule(action=st.sampled_from(ACTIONS), by=st.sampled_from(OFFICERS), hours=st.integers(1, 1000))
    def somebody_does_anything(self, action: str, by: str, hours: int) -> None:
        self.act(action, by, hours)

    @rule(by=st.sampled_from(HANDS), hours=st.integers(1, 1000), data=st.data())
    def somebody_does_what_is_offered(self, by: str, hours: int, data: st.DataObject) -> None:
        actions = sorted(offered(self.story.definition, self.story.case, self.story.now).keys() - {"supplement"})
        if actions:
            self.act(data.draw(st.sampled_from(actions)), by, hours)

    @rule(hours=st.integers(1, 20))
    def the_desk_goes_on(self, hours: int) -> None:
        if self.story.case.step in USUAL:
            self.act(*USUAL[self.story.case.step], hours)

    @rule(paper=st.sampled_from(PAPERS), by=st.sampled_from(HANDS))
    def somebody_asks_for_papers(self, paper: str, by: str) -> None:
        self.attempt(asks_for(paper, by=by), 1)

    @rule(by=st.sampled_from(HANDS), gives_back=st.booleans())
    def somebody_takes_or_gives_back(self, by: str, gives_back: bool) -> None:
        self.attempt(releases(by) if gives_back else takes(by), 1)

    @precondition(lambda self: self.story.case.waiting is not None)
    @rule(hours=st.integers(1, 1000))
    def the_citizen_answers(self, hours: int) -> None:
        self.attempt(answers(), hours)

    @rule(late=st.integers(0, 10))
    def the_citizen_withdraws(self, late: int) -> None:
        if late == 10:  # seldom, so that other stories come to their end
            self.attempt(withdraws(), 1)

    @rule(by=st.sampled_from(OFFICERS), seldom=st.integers(0, 3))
    def another_unit_is_competent(self, by: str, seldom: int) -> None:
        if seldom == 3:
            self.attempt(Deed(by, SEND), 1)

    @precondition(lambda self: self.story.case.passed is not None)
    @rule(by=st.sampled_from(HANDS), accepts=st.booleans())
    def the_other_unit_answers(self, by: str, accepts: bool) -> None:
        back = ReturnTransfer(**ENVELOPE, reason="The address is in A.")
        self.attempt(Deed(by, AcceptTransfer(**ENVELOPE) if accepts else back), 1)

    @precondition(lambda self: self.story.case.holder is not None)
    @rule(seldom=st.integers(0, 3))
    def whoever_holds_it_leaves(self, seldom: int) -> None:
        if seldom == 3:
            self.attempt(Deed("system", Free(**ENVELOPE)), 1)

    @precondition(lambda self: self.story.case.step == "inspect")
    @rule(ahead=st.integers(1, 400), because=st.sampled_from(("", "Mưa.")))
    def the_applicant_is_invited(self, ahead: int, because: str) -> None:
        self.attempt(meetings.invites(self.story.now + timedelta(hours=ahead), reason=because), 1)

    @precondition(lambda self: self.story.case.appointment is not None)
    @rule(what=st.sampled_from(("record", "miss", "time", "cancel", "decline")), hours=st.sampled_from((170, 400, 1)))
    def something_comes_of_an_appointment(self, what: str, hours: int) -> None:
        appointment = self.story.case.appointment
        number = appointment.number if appointment is not None else 0
        deeds = {"cancel": meetings.cancels(), "decline": meetings.declines(), "record": meetings.records(number)}
        self.attempt(deeds.get(what) or meetings.misses(number, by_time=what == "time"), hours)

    @precondition(lambda self: bool(self.story.case.children))
    @rule(what=st.sampled_from(("granted", "refused", "ended", "call back")))
    def something_comes_of_what_it_opened(self, what: str) -> None:
        number = self.story.case.children[0].number
        decided = {**children.DECIDED, "outcome": what} if what in ("granted", "refused") else {"state": 3}
        settle = SettleChild(**ENVELOPE, child=number, **decided)
        back = CallBackChild(**ENVELOPE, child=number, reason="Sent by mistake.")
        self.attempt(Deed("Huy", back) if what == "call back" else Deed("system", settle), 1)

    @precondition(lambda self: bool(self.story.case.parent))
    @rule(seldom=st.integers(0, 3))
    def the_case_that_opened_it_is_over_or_takes_the_result(self, seldom: int) -> None:
        stop = StopChild(**ENVELOPE, reason="The other case is over.")
        if self.story.case.result_number is not None:
            self.attempt(Deed("system", Deliver(**ENVELOPE)), 1)
        elif seldom == 3:
            self.attempt(Deed("system", stop), 1)

    @rule(wrong=st.booleans())
    def reception_takes_what_is_owed(self, wrong: bool) -> None:
        self.attempt(pays(1 if wrong else self.story.case.unpaid), 1)

    @rule(to=st.sampled_from(OFFICERS))
    def the_head_gives_the_task_to_another(self, to: str) -> None:
        self.attempt(reassigns(to), 1)

    @rule(by=st.sampled_from(OFFICERS))
    def somebody_takes_back(self, by: str) -> None:
        self.attempt(recalls(by), 1)

    @precondition(lambda self: self.story.case.sent is not None)
    @rule()
    def the_sender_takes_back(self) -> None:
        sent = self.story.case.sent
        if sent is not None:
            self.attempt(recalls(sent.officer), 1)

    @precondition(lambda self: bool(self.story.case.asked))
    @rule(paper=st.sampled_from(PAPERS))
    def a_leader_lets_it_be_asked_again(self, paper: str) -> None:
        self.attempt(allows_again(paper), 1)

    @precondition(lambda self: self.story.case.step == "appraise")
    @rule(units=st.lists(st.sampled_from(UNITS), min_size=1, max_size=2), by=st.sampled_from(HANDS))
    def somebody_asks_units(self, units: list[str], by: str) -> None:
        self.attempt(refers(*units, by=by), 1)

    @precondition(lambda self: bool(self.story.case.referrals))
    @rule(which=st.integers(1, 4), hours=st.integers(1, 100))
    def a_unit_replies(self, which: int, hours: int) -> None:
        self.attempt(replies(which), hours)

    @precondition(lambda self: bool(self.story.case.referrals))
    @rule(which=st.integers(1, 4), by=st.sampled_from(HANDS))
    def somebody_stops_waiting(self, which: int, by: str) -> None:
        self.attempt(closes(which, by=by), 1)

    @precondition(lambda self: self.story.case.apology_at is None)
    @rule()
    def an_apology_is_drafted(self) -> None:
        self.attempt(DRAFT, 1)

    @rule(days=st.integers(1, 60))
    def the_leader_apologises(self, days: int) -> None:
        self.attempt(apologises(days), 1)

    @precondition(lambda self: self.story.case.waiting is not None)
    @rule(days=st.integers(1, 40))
    def time_passes_and_the_worker_looks(self, days: int) -> None:
        self.attempt(lapses(), days * 24)

    @rule(unit=st.sampled_from(UNITS))
    def a_decree_gives_it_other_units(self, unit: str) -> None:
        self.attempt(rehomes(unit, holder=self.story.case.holder), 1)

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
    def nothing_is_asked_for_twice_without_leave(self) -> None:
        asked = Counter(t for e in self.story.events if isinstance(e, SupplementRequested) for t in e.targets)
        leave = Counter(t for e in self.story.events if isinstance(e, SecondRequestAllowed) for t in e.targets)
        assert all(times <= 1 + leave[target] for target, times in asked.items())

    @invariant()
    def there_is_one_clock(self) -> None:
        for kind in (ClockStarted, ClockStopped, ResultIssued, DeadlineExtended):
            assert sum(isinstance(event, kind) for event in self.story.events) <= 1

    @invariant()
    def the_clock_stands_only_while_somebody_is_waited_for(self) -> None:
        case, others = self.story.case, self.story.definition is not WIDE
        if case.clock_started_at is not None and case.clock_stopped_at is None and case.end is None:
            waits = case.waiting is not None or case.waits_for_units
            assert case.clock_runs != waits or (others and case.clock_runs)  # another may let it run for questions

    @invariant()
    def what_the_clock_ran_and_what_it_stood_add_up(self) -> None:
        case = self.story.case
        if case.clock_started_at is None:
            assert case.pauses == ()
            return
        until = case.clock_stopped_at or self.story.now
        stood = sum(((pause.end or until) - pause.start for pause in case.pauses), timedelta(0))
        assert ran(self.story.events, until) + stood == until - case.clock_started_at
        assert all(one.end is not None and one.end <= other.start for one, other in pairwise(case.pauses))

    @invariant()
    def a_task_is_in_one_hand(self) -> None:
        case: CaseState | None = None
        for event in self.story.events:
            holder = case.holder if case is not None else None
            if isinstance(event, TaskTaken):
                assert holder is None
            if isinstance(event, TaskReleased | ActionDone) and event.officer != "system":
                assert holder in (event.officer, None if isinstance(event, ActionDone) else event.officer)
            case = evolve(case, event)
        assert self.story.case.holder is None or self.story.case.step is not None

    @invariant()
    def a_question_is_settled_once_and_silence_settles_none(self) -> None:
        asked = [event.number for event in self.story.events if isinstance(event, ReferralAsked)]
        settled = [e.number for e in self.story.events if isinstance(e, ReferralAnswered | ReferralClosed)]
        assert asked == list(range(1, len(asked) + 1))
        assert len(settled) == len(set(settled))
        still_open = set(asked) - set(settled) if self.story.case.end is None else set()
        assert {one.number for one in self.story.case.referrals} == still_open

    @invariant()
    def an_apology_names_a_later_day(self) -> None:
        for event in self.story.events:
            assert not isinstance(event, DeadlineExtended) or event.new_due > max(event.promised, event.at)

    @invariant()
    def what_is_on_its_way_to_another_unit_stands_still(self) -> None:
        case = self.story.case
        assert case.passed is None or not offered(self.story.definition, case, self.story.now)
        assert case.passed is None or case.competent != case.passed.unit

    @invariant()
    def nobody_signs_what_they_appraised(self) -> None:
        for event in self.story.events:
            if isinstance(event, ResultIssued) and not event.child:  # what another unit decided is signed there
                assert event.approved_by is not None
                assert event.approved_by not in self.story.case.officers_of("appraise")

    @invariant()
    def an_ended_case_offers_nothing(self) -> None:
        case = self.story.case
        assert case.end is None or not offered(self.story.definition, case, self.story.now)
        assert case.end is None or case.unpaid == 0 or case.state is not OfficialState.RETURNED

    @invariant()
    def what_is_stored_comes_back(self) -> None:
        assert codec.case_from_json(codec.case_to_json(self.story.case)) == self.story.case


def ran(events: tuple[AnyEvent, ...], until: datetime) -> timedelta:
    """Return how long the clock ran, told from its events alone."""
    total, since = timedelta(0), None
    for event in events:
        if isinstance(event, ClockStarted | ClockResumed):
            since = event.at
        elif isinstance(event, ClockPaused | ClockStopped | CaseEnded) and since is not None:
            total, since = total + (event.at - since), None
    return total + (until - since if since is not None else timedelta(0))


OneCase.TestCase.settings = settings(max_examples=HISTORIES, stateful_step_count=40, deadline=None)
TestOneCase = OneCase.TestCase


def test_what_the_histories_were_made_of() -> None:
    """Says what the machine above played. Many histories give every command; a few may leave one out."""
    every = {kind.__name__ for kind in AnyCommand.__args__}
    print(f"{PLAYED['histories']} histories;", ", ".join(f"{name} in {PLAYED[name]}" for name in sorted(every)))
    assert set(PLAYED) - {"histories"} <= every
    assert PLAYED["histories"] < 5000 or set(PLAYED) - {"histories"} == every


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
    machine.story = given(*ASSIGNED, asks_for("judgment", by="Huy"), definition=WIDE)
    paused_no_more = tuple(event for event in machine.story.events if type(event).__name__ != "ClockPaused")
    machine.story = replace(machine.story, events=paused_no_more)

    try:
        machine.the_clock_stands_only_while_somebody_is_waited_for()
    except AssertionError:
        return
    raise AssertionError("the law about the clock let a running one pass")
