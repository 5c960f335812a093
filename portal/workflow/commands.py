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
class RefusalReason:
    """Why an application is not accepted: for the sake of one paper or answer, or of the whole; and what to do next."""

    target: str  # as of a `MissingItem`; empty for the application as a whole
    why: str
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What came with an action; which of it must be there is said by the action's `needs`."""

    reason: str = ""
    reasons: tuple[str, ...] = ()
    refusals: tuple[RefusalReason, ...] = ()  # reasons that are bound to a paper or an answer
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
class Free(Command):
    """Give a task back to the pool whose holder has no post there any more. Given by the system, never at a desk."""


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
    leader: str = ""  # the unit that may apologise, where the workflow has one
    passed_to: str = ""  # the unit that it is on its way to, where another is asked to take it over


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleChild(Command):
    """The case that this one opened is over: its result comes back, or why there is none. Given by the system."""

    child: int
    state: int  # the official state that it came to
    outcome: str | None = None
    register: str = ""
    result_number: int | None = None
    year: int | None = None
    document: str = ""  # sha256 of the result
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackChild(Command):
    """Ask the other unit to stop the case that was opened there, and say why."""

    child: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopChild(Command):
    """Nobody waits for this case any more: it stops as if it had been taken back. Given by the system."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver(Command):
    """The result went to the case that waits for it, and with that it is handed over. Given by the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """Another unit is competent: send it the case, and say why (R2.2)."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTransfer(Command):
    """The unit that a case was sent to takes it over: it is competent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTransfer(Command):
    """The unit that a case was sent to sends it back, once, and says why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendant:
    """Somebody who was at a meeting, and in which part: the owner, a doctor of the health station."""

    name: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFile:
    """A file of a meeting's minutes: a photo, or the scanned sheet that everybody signed."""

    kind: str  # photo | sheet
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FixAppointment(Command):
    """Tell the applicant when and where they are met; where that is settled already, move it and say why."""

    meets_at: datetime
    place: str
    asked: str  # who is asked to come, beside the applicant
    bring: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAppointment(Command):
    """Nobody has to come; another appointment may be fixed later."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAppointment(Command):
    """The applicant cannot come on that day, and asks for another."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeeting(Command):
    """Write down what came of a meeting: who was there, the result, the minutes, photos, the signed sheet."""

    appointment: int
    result: str
    minutes: str
    attended: tuple[Attendant, ...]
    files: tuple[MeetingFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissAppointment(Command):
    """The applicant did not come, as an officer says; or, `by_time`, nothing was recorded in the time for that."""

    appointment: int
    reason: str
    by_time: bool = False


AnyCommand = (
    Act
    | Take
    | Release
    | Free
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
    | SettleChild
    | CallBackChild
    | StopChild
    | Deliver
    | Transfer
    | AcceptTransfer
    | ReturnTransfer
    | FixAppointment
    | CancelAppointment
    | DeclineAppointment
    | RecordMeeting
    | MissAppointment
)
