"""Why a command cannot be carried out. Facts only; the words for people are chosen in portal.web."""

from dataclasses import dataclass


class CaseError(Exception):
    """Parent of every refusal that `decide` may give."""


@dataclass(frozen=True)
class ActionNotOffered(CaseError):
    """The step the case is at does not offer this action, or the case has ended."""

    action: str
    step: str | None


@dataclass(frozen=True)
class HeldByAnother(CaseError):
    """Another officer has taken the task."""

    officer: str


@dataclass(frozen=True)
class NotHeld(CaseError):
    """Only the officer who took a task may give it back."""


@dataclass(frozen=True)
class InputMissing(CaseError):
    """The action needs something that was not given."""

    need: str


@dataclass(frozen=True)
class SameHands(CaseError):
    """Whoever worked at that step may not also act at this one (domain.md section 4: sign is not appraise)."""

    step: str


@dataclass(frozen=True)
class FeeUnpaid(CaseError):
    """The result is handed over after the fee is paid."""

    amount: int


@dataclass(frozen=True)
class NothingToAnswer(CaseError):
    """The case does not wait for the citizen."""


@dataclass(frozen=True)
class AlreadyAsked(CaseError):
    """A second notice on the same thing: one notice lists everything (R2.3)."""

    target: str


@dataclass(frozen=True)
class TooLateToWithdraw(CaseError):
    """The case is decided or has ended (R2.11)."""


@dataclass(frozen=True)
class WrongAmount(CaseError):
    """The payment recorded is not the amount owed."""

    owed: int


@dataclass(frozen=True)
class NothingProposed(CaseError):
    """A result cannot be issued before somebody proposed an answer."""
