"""What `decide` is told about the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from portal.workflow.definition import Action
from portal.workflow.office import NEVER_CLOSES, Office

DEFAULT_REPLY_DAYS = 30  # domain.md R2.8, to be confirmed by the province


@dataclass(frozen=True, slots=True)
class NewChild:
    """The case that is about to be opened: its id and code are taken in the same transaction."""

    case: str
    code: str
    unit: str


class SlipNumber(TypedDict, total=False):
    """What an `OnSlip` event says of its slip."""

    slip_number: int | None
    slip_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What `decide` is told about the world: the moment, who acts, where places are, the next register numbers."""

    now: datetime
    actor: str
    places: Mapping[str, str]  # place of a step -> unit code
    leader: str = ""  # the office whose leader apologises and lets things be asked again
    register: str = ""
    number: int | None = None
    slip_number: int | None = None  # of the slip that the action is told on
    year: int | None = None  # of the registers, on the calendar of the office; of `now` if not given
    due: datetime | None = None  # of the case, as the law counts
    assignee: Mapping[str, str] = field(default_factory=dict)  # step -> officer, by the step's rule
    opened: bool = False  # whether somebody at the desk where the case lies has opened it
    office: Office = NEVER_CLOSES  # when it works
    hands: frozenset[str] = frozenset()  # officers whose tasks the actor may do in their place
    child: NewChild | None = None  # the case that the action opens elsewhere
    seats: Mapping[str, str] = field(default_factory=dict)  # unit that may be competent -> its reception

    def reply_by(self, action: Action) -> datetime:
        """Return until when the citizen may do what an action asks them for."""
        return self.office.end_of_days(self.now, action.limit.days if action.limit else DEFAULT_REPLY_DAYS)

    def on_slip(self, action: Action) -> SlipNumber:
        """Return the fields of an event that is told on the slip of an action."""
        if action.slip is None or self.slip_number is None:
            return {}
        return {"slip_number": self.slip_number, "slip_year": self.year}
