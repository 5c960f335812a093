"""What happened to a case. Facts, in the past: they are never changed, only added to.

`private` marks what may name a person or quote a letter: it is kept sealed beside the event, and the event's hash
covers only a salted digest of it, so lawful erasure does not break the chain (R-AUD-5).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.workflow.commands import Attendant, MeetingFile, MissingItem, RefusalReason
from portal.workflow.definition import Outcome


def private() -> Any:
    """Declare a field of an event that is sealed, not hashed."""
    return field(default="", metadata={"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: datetime  # aware, UTC, to the second


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSlip(Event):
    """What is told on a numbered slip: its number in the register of that slip and the year, none where there is none.

    Events that happened before slips had registers carry no number.
    """

    slip_number: int | None = None
    slip_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(Event):
    """The application reached the authority. `facts` are the answers to the workflow's guards."""

    facts: dict[str, bool]
    intake: str
    competent: str
    channel: str
    fee: int
    answers_digest: str
    files: tuple[str, ...]
    applicant: str = ""  # whose application it is, where somebody else filed it
    helper: str = ""  # the officer who took it in, or helped
    help_unit: str = ""
    return_unit: str = ""  # whose counter gives the result, where it is given at a counter
    leader: str = ""  # the unit whose leader answers for the case: may put it off, may let things be asked again
    elsewhere: bool = False  # taken in by an office that does not belong to the competent authority (R2.2)
    confirmed_by: str = ""  # how the person confirmed what a helper wrote: email, sms (a code was sent), slip
    confirmed_to: str = private()  # where the code went, masked
    parent: str = ""  # the case that opened this one for its part of it (R2.14), and the code of that one
    parent_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn(OnSlip):
    """An office took the dossier in for another authority: slip 01 is given, the clock waits for that one (R2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntered(Event):
    """A task now lies on the desk of a unit, or of one officer of it."""

    step: str
    unit: str
    officer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTaken(Event):
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReleased(Event):
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReassigned(Event):
    """The head of the unit gave the task to this officer."""

    officer: str
    by: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(Event):
    """An officer did what the step offers; what it led to stands in the events that follow."""

    step: str
    action: str
    officer: str
    back: bool = False
    reason: str = private()
    draft: str = private()  # an opinion that goes with the case; that of a proposal stands in `Proposed`
    reasons: tuple[str, ...] = field(default=(), metadata={"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(OnSlip):
    """The dossier was accepted as complete and correct: the legal period begins (R2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(Event):
    cause: str  # supplement | payment | referral


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped(Event):
    """The case is decided: this moment says on time or late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested(OnSlip):
    """The one notice that lists everything missing (R2.3)."""

    reply_by: datetime
    targets: tuple[str, ...]
    items: tuple[MissingItem, ...] = field(default=(), metadata={"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementAnswered(Event):
    answers_digest: str
    files: tuple[str, ...]
    message: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementLapsed(Event):
    """The time to answer is over, and the case goes on without the answer (R2.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRequestAllowed(Event):
    """A leader let the same things be asked once more (R2.3)."""

    targets: tuple[str, ...]
    officer: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecalled(Event):
    """The sender took the case back before anybody had opened it; `step` is where it lay."""

    step: str
    officer: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAsked(Event):
    """A unit was asked for its opinion; the case waits for it where `waits`."""

    number: int  # 1, 2, 3 … within the case
    unit: str
    role: str
    officer: str
    reply_by: datetime
    waits: bool
    files: tuple[str, ...] = ()
    question: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAnswered(Event):
    number: int
    opinion: str  # agrees | objects | other
    officer: str
    files: tuple[str, ...] = ()
    text: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralClosed(Event):
    """Whoever asked went on without the answer; silence is no consent."""

    number: int
    officer: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDrafted(Event):
    """The case will be late: the leader of `unit` is asked to apologise and to name a new date (R2.12)."""

    unit: str
    cause: str = ""
    explanation: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineExtended(OnSlip):
    """The leader apologised and named a new date; the due moment of the law stays what figures count (R2.12)."""

    officer: str
    cause: str  # one of `definition.CAUSES`
    promised: datetime  # what was promised before
    new_due: datetime
    explanation: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequested(Event):
    """The citizen has to pay before the case goes on: official state 6."""

    amount: int
    reply_by: datetime
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLapsed(Event):
    """The time to pay is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Event):
    """A specialist proposes the answer; nobody is bound by it before it is approved and issued."""

    outcome: Outcome
    draft: str = private()
    reasons: tuple[str, ...] = field(default=(), metadata={"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRecorded(Event):
    minutes: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFixed(OnSlip):
    """The applicant is invited to a meeting; `moved` says that the same one was fixed for another time before."""

    number: int  # 1, 2, 3 … within the case
    kind: str  # inspection | council | visit
    meets_at: datetime
    record_by: datetime
    officer: str
    moved: bool = False
    place: str = private()
    asked: str = private()
    bring: str = private()
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(Event):
    number: int
    officer: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDeclined(Event):
    """The applicant cannot come and asks for another day; it stands until somebody moves it."""

    number: int
    words: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMissed(Event):
    """The applicant did not come. `by_time`: nobody wrote anything down in time, so nothing is known of it.

    `excused`: they had asked for another day. Whatever it was, nothing is decided by it.
    """

    number: int
    officer: str
    by_time: bool
    excused: bool = False
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(OnSlip):
    """The meeting took place: the minutes bear a number of the register, and the sheet has the signatures."""

    number: int
    kind: str
    step: str
    result: str  # one of the step's `results`
    officer: str
    files: tuple[MeetingFile, ...]
    minutes: str = private()
    attended: tuple[Attendant, ...] = field(default=(), metadata={"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultIssued(Event):
    """The decision is numbered in its register and leaves the house: official state 9."""

    outcome: Outcome
    register: str
    number: int
    year: int
    approved_by: str | None
    child: int = 0  # of the case's own children, whose result this is; 0: its own


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultHandedOver(Event):
    receipt: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(Event):
    amount: int
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnded(OnSlip):
    """The case reached one of its definition's ends; `state` is the official state that goes with it."""

    end: str
    state: int
    reasons: tuple[str, ...] = field(default=(), metadata={"private": True})
    refusals: tuple[RefusalReason, ...] = field(default=(), metadata={"private": True})  # none before slip 03 had items


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRehomed(Event):
    """A reorganisation gave the case other units. Its step, clock, pauses, code and history stay as they were."""

    intake: str
    competent: str
    unit: str
    holder: str | None
    decree: str
    leader: str = ""  # the unit that may apologise, where the workflow has one
    passed_to: str = ""  # the unit that it is on its way to, where another is asked to take it over


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOpened(Event):
    """A case of its own was opened at another unit; this one waits for it where `waits` (R2.14)."""

    number: int  # 1, 2, 3 … within the case
    case: str
    code: str
    procedure: str
    unit: str
    officer: str
    reply_by: datetime
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildCalledBack(Event):
    """The other unit was asked to stop; what it says comes with `ChildEnded`."""

    number: int
    officer: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(Event):
    """The case that was opened elsewhere is over: with a result, or without one and then with reasons."""

    number: int
    state: int
    outcome: Outcome | None = None
    register: str = ""
    result_number: int | None = None
    year: int | None = None
    document: str = ""  # sha256 of the result
    reasons: tuple[str, ...] = field(default=(), metadata={"private": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAsked(Event):
    """The case was sent to another unit as the competent one; it lies there to be accepted or sent back."""

    unit: str  # that may be competent
    desk: str  # its reception
    officer: str
    reason: str = private()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAccepted(Event):
    """The case has another competent unit. Its code, its clock and what was done to it stay."""

    competent: str
    intake: str
    leader: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReturned(Event):
    """The unit that the case was sent to is not competent either, it says; it comes back to whoever sent it."""

    unit: str
    officer: str
    reason: str = private()


AnyEvent = (
    CaseSubmitted
    | TakenIn
    | StepEntered
    | TaskTaken
    | TaskReleased
    | TaskReassigned
    | ActionDone
    | ClockStarted
    | ClockPaused
    | ClockResumed
    | ClockStopped
    | SupplementRequested
    | SupplementAnswered
    | SupplementLapsed
    | SecondRequestAllowed
    | CaseRecalled
    | ReferralAsked
    | ReferralAnswered
    | ReferralClosed
    | ExtensionDrafted
    | DeadlineExtended
    | PaymentRequested
    | PaymentLapsed
    | Proposed
    | InspectionRecorded
    | AppointmentFixed
    | AppointmentCancelled
    | AppointmentDeclined
    | AppointmentMissed
    | MeetingHeld
    | ResultIssued
    | ResultHandedOver
    | PaymentRecorded
    | CaseEnded
    | CaseRehomed
    | ChildOpened
    | ChildCalledBack
    | ChildEnded
    | TransferAsked
    | TransferAccepted
    | TransferReturned
)

EVENT_KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in AnyEvent.__args__}
