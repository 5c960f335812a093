"""Cases and those they opened at other units, side by side, as whoever may see one of the two sees both.

Of the one that is not theirs they see the code, the unit, the state and the clock, and nothing of what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, literal_column, or_, select
from sqlalchemy.orm import aliased

from portal.cases.errors import NoSuchCase
from portal.cases.models import Case
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json

MOST = 200  # pairs of a list: who has more that run has another trouble
_SIDE = ("id", "code", "procedure_code", "version_id", "variant", "channel", "competent", "state", "step", "unit")
_TIMES = ("submitted_at", "accepted_at", "due_at", "extended_to", "decided_at", "ended_at", "snapshot")
SIDE = (*_SIDE, *_TIMES)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cases: its row, and whether the reader may open it."""

    row: Any
    is_seen: bool

    @property
    def state(self) -> CaseState:
        return case_from_json(self.row.snapshot)


@dataclass(frozen=True, slots=True)
class Pair:
    """A case, and one that it opened."""

    whole: Side
    part: Side

    @property
    def reply_by(self) -> datetime | None:
        """Until when the part should be done; None once it is not waited for any more."""
        running = self.whole.state.children
        return next((child.reply_by for child in running if child.case == self.part.row.id), None)

    def is_stuck(self, now: datetime) -> bool:
        return self.reply_by is not None and self.reply_by < now


def list_running(look: Connection, visible: ColumnElement[bool]) -> list[Pair]:
    """Return the pairs of which the second case still runs, the oldest first; `visible` is a condition on `cases`."""
    part, statement = _pairs(visible)
    running = (part.parent_id.is_not(None), part.ended_at.is_(None))
    found = look.execute(statement.where(*running).order_by(part.submitted_at, part.id).limit(MOST))
    return [_pair(row) for row in found]


def read_pair(look: Connection, code: str, visible: ColumnElement[bool]) -> Pair:
    """Return a pair by the code of its second case. Raises `NoSuchCase`."""
    part, statement = _pairs(visible)
    row = look.execute(statement.where(part.code == code)).one_or_none()
    if row is None:
        raise NoSuchCase
    return _pair(row)


def _pairs(visible: ColumnElement[bool]) -> tuple[Any, Select[Any]]:
    """Return the second case, and the statement of the pairs of which one may be seen."""
    part, whole = aliased(Case, name="part"), aliased(Case, name="whole")
    sees = {
        name: exists(select(literal_column("1")).where(Case.id == side.id, visible).correlate(side))
        for name, side in (("whole", whole), ("part", part))
    }
    columns = (
        getattr(side, column).label(f"{name}_{column}")
        for name, side in (("whole", whole), ("part", part))
        for column in SIDE
    )
    seen = (condition.label(f"{name}_seen") for name, condition in sees.items())
    statement = select(*columns, *seen).join_from(part, whole, whole.id == part.parent_id)
    return part, statement.where(or_(*sees.values()))


def _pair(row: Row[Any]) -> Pair:
    return Pair(_side(row, "whole"), _side(row, "part"))


def _side(row: Row[Any], name: str) -> Side:
    return Side(_Columns(row, name), bool(getattr(row, f"{name}_seen")))


class _Columns:
    """The columns of one of the two cases, under their own names."""

    def __init__(self, row: Row[Any], name: str) -> None:
        self.__dict__.update({column: getattr(row, f"{name}_{column}") for column in SIDE})


def codes_of(pairs: Sequence[Pair]) -> set[str]:
    """Return the versions that pairs are under: to be read by whoever shows them."""
    return {side.row.version_id for pair in pairs for side in (pair.whole, pair.part)}
