"""Why a command on a case was refused, beyond what the workflow itself says.

Not frozen: Python itself writes the traceback into an error that leaves a `with` block.
"""

from dataclasses import dataclass
from datetime import datetime


class NoSuchCase(Exception):
    """There is no such case for this person. Absent and foreign are the same (R-AZ-2)."""


class NoSuchDraft(Exception):
    """There is no such draft for this person."""


@dataclass(unsafe_hash=True)
class StaleCase(Exception):
    """The case has moved on since the page was opened (R-TX-3). `what` is the kind of the last event.

    `state` is the official state that it is in now.
    """

    code: str
    seen: int
    now_at: int
    by: str
    what: str
    at: datetime
    state: int


@dataclass(unsafe_hash=True)
class KeyReused(Exception):
    """The idempotency key was used before, for another command (R-TX-2)."""

    key: str


@dataclass(unsafe_hash=True)
class ClockWentBack(Exception):
    """The server's clock stands before the last event of the case: nothing is written until it is right (R-CLK)."""

    last: datetime
    now: datetime


@dataclass(unsafe_hash=True)
class NotCompetent(Exception):
    """No unit is competent for these answers: the place is unknown or outside the province."""

    answer: str


@dataclass(unsafe_hash=True)
class ProcedureClosed(Exception):
    """The procedure is not, or no longer, to be applied for online."""

    code: str


@dataclass(unsafe_hash=True)
class DraftOutdated(Exception):
    """The procedure was published anew since the draft was begun; the answers can be carried over."""

    draft_id: str
    code: str


@dataclass(unsafe_hash=True)
class NotComplete(Exception):
    """The application lacks answers or papers. `problems` is what `catalogue.answers` found, page by page."""

    problems: tuple[object, ...]


@dataclass(unsafe_hash=True)
class DraftMoved(Exception):
    """The draft was changed elsewhere (another tab, another device) since the page was opened."""

    revision: int


@dataclass(unsafe_hash=True)
class NotConfirmed(Exception):
    """A helper wrote it, and the person has not confirmed it as it stands."""

    draft_id: str


class TooManyCodes(Exception):
    """So many codes went to one address or number, or by one helper, that no further one is sent this hour."""
