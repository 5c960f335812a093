"""What a person wants done to a case. A wish, not a fact: `decide` says what follows from it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingItem:
    """One thing that is missing or wrong: a dossier component or a form field, and how to mend it."""

    target: str  # code of a dossier component or name of a form field
    wrong: str  # missing | invalid | unclear
    mend: str  # words for the citizen


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What came with an action; which of it must be there is said by the action's `needs`."""

    reason: str = ""
    reasons: tuple[str, ...] = ()
    items: tuple[MissingItem, ...] = ()
    officer: str | None = None
    draft: str = ""
    receipt: str = ""
    minutes: str = ""
    amount: int = 0  # đồng


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """On which case, seen at which version, under which idempotency key (R-TX-2, R-TX-3)."""

    case_id: str
    seen_version: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Command):
    """Do one of the actions that the case's step offers."""

    action: str
    inputs: Inputs = field(default_factory=Inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(Command):
    """Put a pooled task on one's own desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Command):
    """Give a task back to the pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(Command):
    """The head of a unit gives a task to another of its people, and says why."""

    officer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupplement(Command):
    """The citizen answers the one notice that listed everything missing."""

    answers_digest: str
    files: tuple[str, ...]  # sha256 of the files sent
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """The citizen takes the application back."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment(Command):
    """Reception took the fee at the counter and wrote a receipt."""

    amount: int  # đồng
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehome(Command):
    """The reorganisation that a decree orders gives the case other units. Given by the system, never at a desk."""

    intake: str
    competent: str
    unit: str
    holder: str | None
    decree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Command):
    """Whoever sent the case on takes it back: nobody has opened it yet."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowSecondRequest(Command):
    """A leader lets the same things be asked of the citizen once more, and says why (R2.3)."""

    targets: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReferral(Command):
    """Ask units for their opinion, all at once, on one question and with as few documents as it needs."""

    units: tuple[str, ...]
    question: str
    files: tuple[str, ...] = ()  # sha256 of the documents that are shared


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReferral(Command):
    """A unit that was asked says what it thinks."""

    referral: int
    opinion: str  # agrees | objects | other
    text: str
    files: tuple[str, ...] = ()  # sha256 of the papers that come with it


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReferral(Command):
    """Whoever asked goes on without the answer. That the other unit was silent is no consent."""

    referral: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftExtension(Command):
    """Say that the case will be late: an apology with a new date is put before the leader (R2.12)."""

    cause: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDeadline(Command):
    """The leader apologises to the citizen and names one new date (slip 04, R2.12)."""

    cause: str
    explanation: str
    new_due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Command):
    """The time that the citizen had is over: what follows by itself follows, and nothing is decided (R2.8)."""

    reason: str


AnyCommand = (
    Act
    | Take
    | Release
    | Reassign
    | AnswerSupplement
    | Withdraw
    | RecordPayment
    | Recall
    | AllowSecondRequest
    | AskReferral
    | AnswerReferral
    | CloseReferral
    | DraftExtension
    | ExtendDeadline
    | Lapse
    | Rehome
)
