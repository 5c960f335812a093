"""What happened to a case. Facts, in the past: they are never changed, only added to.

`private` marks what may name a person or quote a letter: it is kept sealed beside the event, and the event's hash
covers only a salted digest of it, so lawful erasure does not break the chain (R-AUD-5).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.workflow.commands import MissingItem
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
    """The time to answer was over, and an officer went on without the answer: never by itself (R2.8)."""


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
class ResultIssued(Event):
    """The decision is numbered in its register and leaves the house: official state 9."""

    outcome: Outcome
    register: str
    number: int
    year: int
    approved_by: str | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRehomed(Event):
    """A reorganisation gave the case other units. Its step, clock, pauses, code and history stay as they were."""

    intake: str
    competent: str
    unit: str
    holder: str | None
    decree: str


AnyEvent = (
    CaseSubmitted
    | StepEntered
    | TaskTaken
    | TaskReleased
    | ActionDone
    | ClockStarted
    | ClockPaused
    | ClockResumed
    | ClockStopped
    | SupplementRequested
    | SupplementAnswered
    | SupplementLapsed
    | Proposed
    | InspectionRecorded
    | ResultIssued
    | ResultHandedOver
    | PaymentRecorded
    | CaseEnded
    | CaseRehomed
)

EVENT_KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in AnyEvent.__args__}
