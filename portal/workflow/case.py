"""What the events of a case add up to, and the official state that follows from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from portal.workflow.definition import Outcome


class OfficialState(IntEnum):
    """The ten states that are synchronised with the National Public Service Portal (domain.md section 1)."""

    SUBMITTED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_REQUESTED = 5
    PAYMENT_REQUESTED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DECIDED = 9
    RETURNED = 10


# Which state may follow which, from the meaning of the states (domain.md section 1).
LEGAL_TRANSITIONS: dict[OfficialState, frozenset[OfficialState]] = {
    OfficialState(before): frozenset(OfficialState(after) for after in afters)
    for before, afters in {
        1: (2, 3, 5, 7),
        2: (4, 5, 6, 7, 8, 9),
        3: (),
        4: (5, 6, 7, 8, 9),
        5: (1, 4, 7, 8),
        6: (4, 7, 8),
        7: (),
        8: (),
        9: (4, 10),
        10: (),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the legal clock stands; open while `end` is missing."""

    start: datetime
    end: datetime | None
    cause: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The case waits for somebody outside the desk."""

    since: datetime
    reply_by: datetime
    targets: tuple[str, ...]
    kind: str = "supplement"  # supplement | payment

    def is_over(self, now: datetime) -> bool:
        """Say whether the time to answer has passed: it is the desk's turn again (R2.8)."""
        return now > self.reply_by


@dataclass(frozen=True, slots=True)
class Referral:
    """A question to another unit that is still open."""

    number: int
    unit: str
    role: str
    asked_at: datetime
    reply_by: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Child:
    """A case that this one opened elsewhere and that is still running."""

    number: int
    case: str
    code: str
    procedure: str
    unit: str
    opened_at: datetime
    reply_by: datetime
    waits: bool
    called_back: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The result that came back from the latest child."""

    child: int
    outcome: Outcome
    register: str
    number: int
    year: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A case that lies at another unit to be accepted: which, and the desk that it came from."""

    unit: str
    from_step: str
    from_unit: str
    officer: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting that the applicant was told of and that lies ahead, or was not recorded yet."""

    number: int
    kind: str
    meets_at: datetime
    record_by: datetime
    declined: bool = False  # the applicant said in time that they cannot come


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent the case to where it lies, from which step: that may be taken back until somebody opens it."""

    step: str
    officer: str


@dataclass(frozen=True, kw_only=True)
class CaseState:
    """One case after some of its events. Compared with the stored row by `portal cases verify`.

    Without slots: each event makes a copy, and a dictionary is copied ten times as fast as two dozen slots.
    """

    facts: dict[str, bool]
    intake: str
    competent: str
    fee: int
    submitted_at: datetime
    paid: int = 0
    step: str | None = None
    unit: str | None = None
    holder: str | None = None
    step_since: datetime | None = None
    clock_started_at: datetime | None = None
    clock_stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    waiting: Waiting | None = None
    worked_on: bool = False
    leader: str = ""
    elsewhere: bool = False
    taken_in: bool = False
    sent: Sent | None = None
    referrals: tuple[Referral, ...] = ()
    asked_units: int = 0  # how many referrals there were
    appointment: Appointment | None = None
    appointments: int = 0  # how many there were
    missed: int = 0  # how many the applicant let pass at this step
    met: tuple[str, ...] = ()  # steps whose meeting was recorded
    apology_at: str | None = None  # the unit whose leader is asked for an apology
    extended_to: datetime | None = None
    askable_again: tuple[str, ...] = ()
    proposal: Outcome | None = None
    outcome: Outcome | None = None
    result_number: int | None = None
    end: str | None = None
    end_state: int | None = None
    asked: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    done_by: tuple[tuple[str, str], ...] = ()
    parent: str = ""  # the case that opened this one, and its code
    parent_code: str = ""
    children: tuple[Child, ...] = ()
    opened_cases: int = 0  # how many children there were
    answer: Answer | None = None
    passed: Passed | None = None
    sent_back_by: tuple[str, ...] = ()  # units that said once that they are not competent

    def with_(self, **changes: object) -> "CaseState":
        """Return this case with some of it changed; `dataclasses.replace`, without its cost."""
        changed = object.__new__(CaseState)
        changed.__dict__.update(self.__dict__, **changes)
        return changed

    @property
    def stands_for(self) -> str | None:
        """Why the clock stands; None where no pause is open."""
        return self.pauses[-1].cause if self.pauses and self.pauses[-1].end is None else None

    @property
    def clock_runs(self) -> bool:
        return self.clock_started_at is not None and self.clock_stopped_at is None and self.stands_for is None

    @property
    def state(self) -> OfficialState:
        """The official state: derived, never set (R1.1)."""
        if self.end_state is not None:
            return OfficialState(self.end_state)
        if self.waiting is not None:
            asked = self.waiting.kind == "payment"
            return OfficialState.PAYMENT_REQUESTED if asked else OfficialState.SUPPLEMENT_REQUESTED
        if self.result_number is not None:
            return OfficialState.DECIDED
        if self.clock_started_at is None:
            return OfficialState.ACCEPTED if self.taken_in else OfficialState.SUBMITTED
        return OfficialState.IN_PROGRESS if self.worked_on else OfficialState.ACCEPTED

    @property
    def unpaid(self) -> int:
        """What is still owed, in đồng: nothing for a case that ended without a result."""
        if self.end is not None and self.end_state != OfficialState.RETURNED:
            return 0
        return max(0, self.fee - self.paid)

    def officers_of(self, step: str) -> frozenset[str]:
        """Who has carried this case on from a step; sending it back does not count."""
        return frozenset(officer for at, officer in self.done_by if at == step)

    @property
    def waits_for_units(self) -> bool:
        """Say whether the case stands until another unit has answered, or is no longer waited for."""
        return any(referral.waits for referral in self.referrals)

    @property
    def waits_for_children(self) -> bool:
        """Say whether the case stands until one that it opened elsewhere is over."""
        return any(child.waits for child in self.children)
