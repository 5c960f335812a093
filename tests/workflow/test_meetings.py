"""Meeting the applicant: invited in time, recorded once, missed without anything being decided."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from portal.workflow import errors
from portal.workflow.commands import (
    Attendant,
    CancelAppointment,
    DeclineAppointment,
    FixAppointment,
    MeetingFile,
    MissAppointment,
    RecordMeeting,
)
from portal.workflow.definition import Definition
from portal.workflow.engine import decide
from portal.workflow.events import (
    ActionDone,
    AppointmentCancelled,
    AppointmentDeclined,
    AppointmentFixed,
    AppointmentMissed,
    CaseEnded,
    ClockStopped,
    MeetingHeld,
    StepEntered,
)
from portal.workflow.office import NeverCloses
from tests.workflow.stories import ASSIGNED, ENVELOPE, NINE, Deed, Story, does, given, takes, template, withdraws

INSPECTED = template("commune-inspection")
SENT = (*ASSIGNED, does("plan_visit", "Huy"))
DAY = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)  # a week later
SHEET = MeetingFile(kind="sheet", sha256="5" * 64, size=9, media_type="image/png")
OWNER = Attendant(name="Nguyễn Văn An", part="chủ nhà")


def invites(meets_at: datetime = DAY, *, by: str = "Huy", **said: Any) -> Deed:
    said = {"place": "Thôn Điện An", "asked": "Trạm y tế", **said}
    return Deed(by, FixAppointment(**ENVELOPE, meets_at=meets_at, **said))


def cancels(reason: str = "Mưa lớn.") -> Deed:
    return Deed("Huy", CancelAppointment(**ENVELOPE, reason=reason))


def declines(words: str = "Tôi đi vắng, xin tuần sau.") -> Deed:
    return Deed("citizen", DeclineAppointment(**ENVELOPE, words=words))


def records(number: int = 1, **said: Any) -> Deed:
    said = {"result": "fit", "minutes": "Đúng hồ sơ.", "attended": (OWNER,), "files": (SHEET,), **said}
    return Deed("Huy", RecordMeeting(**ENVELOPE, appointment=number, **said)).later(days=8)


def misses(number: int = 1, *, by_time: bool = False, days: int = 8) -> Deed:
    missed = MissAppointment(**ENVELOPE, appointment=number, reason="Không ai ở nhà.", by_time=by_time)
    return Deed("system" if by_time else "Huy", missed).later(days=days)


class Closed(NeverCloses):
    """An office that never works."""

    def works_at(self, moment: datetime) -> bool:
        return False


def at_inspection(*deeds: Deed, definition: Definition = INSPECTED) -> Story:
    return given(*SENT, *deeds, definition=definition)


class TestInviting:
    def test_the_applicant_is_invited_with_a_number_of_the_register(self) -> None:
        ending = at_inspection().when(invites())
        ending.then(AppointmentFixed, holds=lambda case: case.appointment is not None and case.appointments == 1)
        (fixed,) = ending.events
        assert isinstance(fixed, AppointmentFixed)
        assert (fixed.slip_number, fixed.moved, fixed.kind) == (3, False, "inspection")
        assert fixed.record_by == DAY + timedelta(hours=8)

    def test_not_sooner_than_the_notice_allows(self) -> None:
        at_inspection().when(invites(NINE + timedelta(hours=19))).refused(errors.BadMoment("notice"))

    def test_only_while_the_office_works(self) -> None:
        story = at_inspection()
        setting = replace(story.setting("Huy", story.now), office=Closed())
        with pytest.raises(errors.BadMoment, check=lambda refused: refused.why == "closed"):
            decide(INSPECTED, story.case, invites().command, setting)

    def test_it_is_moved_with_a_reason_and_stays_the_same_appointment(self) -> None:
        story, later = at_inspection(invites()), DAY + timedelta(days=1)
        story.when(invites(later)).refused(errors.InputMissing("reason"))
        ending = story.when(invites(later, reason="Mưa lớn."))
        ending.then(AppointmentFixed, holds=lambda case: case.appointment is not None and case.appointments == 1)
        assert getattr(ending.events[0], "moved", False)

    @pytest.mark.parametrize("missing", ["place", "asked"])
    def test_where_and_with_whom_is_said(self, missing: str) -> None:
        unsaid: dict[str, Any] = {missing: ""}
        at_inspection().when(invites(**unsaid)).refused(errors.InputMissing(missing))

    def test_a_step_that_meets_nobody_invites_nobody(self) -> None:
        given(*ASSIGNED).when(invites()).refused(errors.ActionNotOffered("appoint", "appraise"))

    def test_what_somebody_else_holds_is_left_alone(self) -> None:
        held = at_inspection(takes("Huy"))
        held.when(invites(by="Mai")).refused(errors.HeldByAnother("Huy"))


class TestTheMeeting:
    def test_nothing_goes_on_before_it_was_recorded(self) -> None:
        at_inspection().when(does("inspect", "Huy", minutes="Trust me.")).refused(errors.NotMet("inspect"))

    def test_nobody_is_left_waiting_at_a_door(self) -> None:
        stop = does("propose_stop", "Huy", reasons=("Asked.",))
        at_inspection(invites()).when(stop).refused(errors.AppointmentOpen(1))
        at_inspection(invites()).when(cancels()).then(AppointmentCancelled, holds=lambda case: not case.appointment)
        at_inspection(invites(), cancels()).when(stop).then(ActionDone, StepEntered)

    def test_it_is_recorded_with_who_was_there_and_then_the_case_goes_on(self) -> None:
        story = at_inspection(invites())
        story.when(records()).then(MeetingHeld, holds=lambda case: case.met == ("inspect",) and not case.appointment)
        story.goes_on(records()).when(does("inspect", "Huy")).then(
            ActionDone, StepEntered, holds=lambda case: case.step == "draft"
        )

    def test_not_before_it_began(self) -> None:
        at_inspection(invites()).when(records().later(days=6)).refused(errors.BadMoment("ahead"))

    def test_not_twice(self) -> None:
        at_inspection(invites(), records()).when(records()).refused(errors.NoAppointment())

    @pytest.mark.parametrize(
        ("missing", "what"),
        [
            ({"result": "lovely"}, "result"),
            ({"minutes": ""}, "minutes"),
            ({"attended": ()}, "attended"),
            ({"files": ()}, "sheet"),
        ],
    )
    def test_it_says_all_that_minutes_say(self, missing: dict[str, Any], what: str) -> None:
        at_inspection(invites()).when(records(**missing)).refused(errors.InputMissing(what))

    def test_a_second_one_may_follow(self) -> None:
        second = invites(DAY + timedelta(days=20))
        story = at_inspection(invites(), records(result="mend"), second)
        story.when(does("inspect", "Huy")).refused(errors.AppointmentOpen(2))
        story.when(records(2).later(days=30)).then(MeetingHeld)


class TestNotComing:
    def test_the_applicant_says_so_before_the_day(self) -> None:
        story = at_inspection(invites())
        story.when(declines()).then(
            AppointmentDeclined, holds=lambda case: case.appointment is not None and case.appointment.declined
        )
        story.when(declines(words="")).refused(errors.InputMissing("words"))
        story.when(declines().later(days=8)).refused(errors.BadMoment("over"))

    def test_whoever_asked_for_another_day_has_missed_nothing(self) -> None:
        story = at_inspection(invites(), declines())
        story.when(misses()).then(AppointmentMissed, holds=lambda case: (case.missed, case.step) == (0, "inspect"))

    def test_a_new_day_takes_the_mark_away(self) -> None:
        moved = invites(DAY + timedelta(days=3), reason="Dân xin đổi.")
        appointment = at_inspection(invites(), declines(), moved).case.appointment
        assert appointment is not None
        assert not appointment.declined

    def test_the_first_time_the_step_stays_open(self) -> None:
        at_inspection(invites()).when(misses()).then(
            AppointmentMissed, holds=lambda case: (case.missed, case.step, case.appointment) == (1, "inspect", None)
        )

    def test_the_second_time_the_leader_gets_it_and_nothing_is_decided(self) -> None:
        second = invites(DAY + timedelta(days=20))
        story = at_inspection(invites(), misses(), second)
        story.when(misses(2, days=30)).then(
            AppointmentMissed,
            ActionDone,
            StepEntered,
            holds=lambda case: (case.step, case.end, case.missed) == ("decide_stop", None, 0),
        )

    def test_time_closes_it_only_when_the_time_to_record_it_is_over(self) -> None:
        story = at_inspection(invites())
        story.when(misses(by_time=True, days=6)).refused(errors.NotLapsed())
        story.when(misses(by_time=True)).then(AppointmentMissed)
        story.goes_on(misses(by_time=True)).when(misses(by_time=True)).refused(errors.NoAppointment())

    def test_an_officer_cannot_say_so_before_the_hour(self) -> None:
        at_inspection(invites()).when(misses(days=1)).refused(errors.BadMoment("ahead"))

    def test_whoever_withdraws_need_not_come(self) -> None:
        at_inspection(invites()).when(withdraws()).then(
            ClockStopped, CaseEnded, holds=lambda case: case.appointment is None
        )


class Appointments(RuleBasedStateMachine):
    """Everybody does anything about appointments, in any order, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.story = at_inspection()

    def attempt(self, deed: Deed, hours: int) -> None:
        before = self.story
        self.story = before.when(deed.later(hours=hours)).story

    @rule(ahead=st.integers(1, 200), hours=st.integers(1, 100), reason=st.sampled_from(("", "Mưa.")))
    def fix(self, ahead: int, hours: int, reason: str) -> None:
        self.attempt(invites(self.story.now + timedelta(hours=ahead + hours), reason=reason), hours)

    @rule(hours=st.integers(1, 100), number=st.integers(1, 4), by_time=st.booleans())
    def miss(self, hours: int, number: int, by_time: bool) -> None:
        self.attempt(misses(number, by_time=by_time), hours)

    @rule(hours=st.integers(1, 100), number=st.integers(1, 4))
    def record(self, hours: int, number: int) -> None:
        self.attempt(records(number), hours)

    @rule(hours=st.integers(1, 100), deed=st.sampled_from((cancels(), declines(), does("inspect", "Huy"))))
    def other(self, hours: int, deed: Deed) -> None:
        self.attempt(deed, hours)

    @invariant()
    def every_appointment_is_settled_once(self) -> None:
        settling = (MeetingHeld, AppointmentMissed, AppointmentCancelled)
        settled = [event.number for event in self.story.events if isinstance(event, settling)]
        assert len(settled) == len(set(settled))

    @invariant()
    def nothing_is_decided_by_a_missed_appointment(self) -> None:
        assert self.story.case.end is None
        assert self.story.case.proposal is None

    @invariant()
    def no_draft_is_begun_without_a_recorded_meeting(self) -> None:
        case = self.story.case
        assert case.step != "draft" or "inspect" in case.met

    @invariant()
    def an_open_appointment_belongs_to_the_step_that_meets(self) -> None:
        assert self.story.case.appointment is None or self.story.case.step == "inspect"


Appointments.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestAppointmentsInAnyOrder = Appointments.TestCase
