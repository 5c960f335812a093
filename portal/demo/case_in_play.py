"""One case of a play, and what all who act in it work with."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from random import Random
from typing import Any

from sqlalchemy import bindparam, select

from portal.cases.door import Door
from portal.cases.loaded import Tools
from portal.cases.models import Case
from portal.cases.submission import Submission
from portal.demo.cast import Cast
from portal.demo.moves import Way
from portal.demo.plans import Plan
from portal.demo.scans import MEDIA_TYPE, Scan
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.definition import Step

_STATE = select(Case.version, Case.variant, Case.snapshot).where(Case.id == bindparam("case_id"))


class Deed(Enum):
    """What somebody does next to a case."""

    APPLY = "apply"
    TAKE = "take"
    WORK = "work"
    ANSWER = "answer"
    MEET = "meet"
    WITHDRAW = "withdraw"


@dataclass(slots=True)
class CaseInPlay:
    """A case that is being played: its plan, its own stream of chance, and what happens next."""

    plan: Plan
    random: Random
    deed: Deed = Deed.APPLY
    case_id: str = ""
    variant: str = ""
    version: int = 0
    state: CaseState | None = None  # as it was read last; forgotten with every deed
    asked: bool = False
    sent_back: bool = False
    keys: int = 0

    def key(self) -> str:
        """Return an idempotency key of its own for each command."""
        self.keys += 1
        return f"demo-{self.case_id}-{self.keys}"

    @property
    def way(self) -> Way:
        return self.plan.stage.ways[self.variant]


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as it stands when somebody turns to it, at its open step."""

    now: datetime
    version: int
    state: CaseState
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Props:
    """The real rooms, on the play's own clock; the people, and the papers they attach."""

    tools: Tools
    door: Door
    submission: Submission
    cast: Cast
    citizens: dict[str, str]  # subject -> id
    scans: tuple[Scan, ...]

    def state_of(self, case: CaseInPlay) -> CaseState:
        """Return a case as its last event left it."""
        if case.state is None:
            with self.tools.database.read() as look:
                row = look.execute(_STATE, {"case_id": case.case_id}).one()
            case.version, case.variant, case.state = row.version, row.variant, case_from_json(row.snapshot)
        return case.state

    def see(self, case: CaseInPlay) -> Seen:
        """Return a case with its open step. Raises `KeyError` for one that is over."""
        state = self.state_of(case)
        return Seen(self.tools.clock(), case.version, state, case.way.workflow.steps[state.step or ""])

    def file(self, random: Random) -> dict[str, Any]:
        """Return one of the pictures, as the facts of a file."""
        scan = random.choice(self.scans)
        stored = scan.stored
        return {"file_name": scan.file_name, "sha256": stored.sha256, "size": stored.size, "media_type": MEDIA_TYPE}
