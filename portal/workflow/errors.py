"""Why a command cannot be carried out. Facts only; the words for people are chosen in portal.web.

Not frozen: Python itself writes the traceback into an error that leaves a `with` block.
"""

from dataclasses import dataclass
from datetime import datetime


class CaseError(Exception):
    """Parent of every refusal that `decide` may give."""


@dataclass(unsafe_hash=True)
class ActionNotOffered(CaseError):
    """The step the case is at does not offer this action, or the case has ended."""

    action: str
    step: str | None


@dataclass(unsafe_hash=True)
class HeldByAnother(CaseError):
    """Another officer has taken the task."""

    officer: str


@dataclass(unsafe_hash=True)
class NotHeld(CaseError):
    """Only the officer who took a task may give it back."""


@dataclass(unsafe_hash=True)
class InputMissing(CaseError):
    """The action needs something that was not given."""

    need: str


@dataclass(unsafe_hash=True)
class SameHands(CaseError):
    """Whoever worked at that step may not also act at this one (domain.md section 4: sign is not appraise)."""

    step: str


@dataclass(unsafe_hash=True)
class FeeUnpaid(CaseError):
    """The result is handed over after the fee is paid."""

    amount: int


@dataclass(unsafe_hash=True)
class NothingToAnswer(CaseError):
    """The case does not wait for the citizen."""


@dataclass(unsafe_hash=True)
class AnswerLate(CaseError):
    """The time to answer is over (R2.8): the same whether anybody has acted on that yet or not."""

    reply_by: datetime


@dataclass(unsafe_hash=True)
class AlreadyAsked(CaseError):
    """A second notice on the same thing: one notice lists everything (R2.3)."""

    target: str


@dataclass(unsafe_hash=True)
class NotBrought(CaseError):
    """The applicant filed by their own login, and answers or withdraws by it: nobody else does it for them."""


@dataclass(unsafe_hash=True)
class TooLateToWithdraw(CaseError):
    """The case is decided or has ended (R2.11)."""


@dataclass(unsafe_hash=True)
class WrongAmount(CaseError):
    """The payment recorded is not the amount owed."""

    owed: int


@dataclass(unsafe_hash=True)
class NothingProposed(CaseError):
    """A result cannot be issued before somebody proposed an answer."""


@dataclass(unsafe_hash=True)
class ReferralOpen(CaseError):
    """The case waits for another unit's answer."""

    unit: str


@dataclass(unsafe_hash=True)
class NoSuchReferral(CaseError):
    """The question was answered, closed, or never asked."""

    number: int


@dataclass(unsafe_hash=True)
class ChildOpen(CaseError):
    """The case waits for one that it opened elsewhere."""

    code: str


@dataclass(unsafe_hash=True)
class NoSuchChild(CaseError):
    """The case opened no such other, or that one is over."""

    number: int


@dataclass(unsafe_hash=True)
class CannotOpen(CaseError):
    """The other unit cannot be given a case: its procedure is not in force, or no unit is competent."""

    procedure: str


@dataclass(unsafe_hash=True)
class NotTransferable(CaseError):
    """The case cannot be passed on to another competent unit, or the transfer cannot be answered so."""

    why: str  # workflow | step | decided | waiting | unit | pending | none | once


@dataclass(unsafe_hash=True)
class NotRecallable(CaseError):
    """The case was opened, carried on, or sent by somebody else; or it left with a slip, and that is not undone."""


@dataclass(unsafe_hash=True)
class NotExtendable(CaseError):
    """There is nothing to apologise for, or it was done: a case is put off once, to a later day (R2.12)."""

    why: str  # not_running | done | date | workflow


@dataclass(unsafe_hash=True)
class NotLapsed(CaseError):
    """The time that the citizen has is not over, or the case does not wait for it."""


@dataclass(unsafe_hash=True)
class NotMet(CaseError):
    """The action uses the minutes of a meeting that was not recorded yet."""

    step: str


@dataclass(unsafe_hash=True)
class AppointmentOpen(CaseError):
    """Somebody is still asked to come: first that is recorded, missed or cancelled."""

    number: int


@dataclass(unsafe_hash=True)
class NoAppointment(CaseError):
    """There is no such appointment, or it was held, missed or cancelled before."""


@dataclass(unsafe_hash=True)
class BadMoment(CaseError):
    """A meeting cannot be fixed for this moment, or what is said of it does not fit its moment."""

    why: str  # notice | closed | ahead | over
