"""What an officer narrows a list of the desk to; each answer is one more condition on the walk along its index."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, literal_column, select

from portal.cases.desk_models import CaseLabel
from portal.cases.models import Case, Task

Due = Literal["overdue", "today", "soon"]
DUE: tuple[Due, ...] = get_args(Due)
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The cases of one procedure, step, unit, due moment, channel, label; or of all, where nothing is said."""

    procedure: str = ""
    step: str = ""
    unit: str = ""
    due: Due | None = None
    channel: str = ""
    label: str = ""

    @property
    def shape(self) -> frozenset[str]:
        """Return what it asks, without the answers: lists of one shape are one statement."""
        asked = frozenset(one.name for one in fields(self) if getattr(self, one.name))
        return asked - {"due"} | {f"due {self.due}"} if self.due else asked

    def values(self, now: datetime) -> dict[str, Any]:
        """Return the values of its parameters; `now` and `tonight` are those of the lanes."""
        asked = {f"only_{one.name}": getattr(self, one.name) for one in fields(self) if one.name not in ("due", "unit")}
        return {name: value for name, value in asked.items() if value} | {"soon": now + SOON}


NOTHING = Narrowing()


def conditions(shape: frozenset[str]) -> Iterator[ColumnElement[bool]]:
    """Yield what holds for the tasks of a list of this shape. A unit is no condition: its posts alone are walked."""
    columns = {"procedure": Case.procedure_code, "step": Task.step, "channel": Case.channel}
    for name in sorted(shape & columns.keys()):
        yield columns[name] == bindparam(f"only_{name}")
    if "label" in shape:
        on = (CaseLabel.case_id == Task.case_id, CaseLabel.taken_at.is_(None))
        yield exists(select(literal_column("1")).where(*on, CaseLabel.label_id == bindparam("only_label")))
    now: BindParameter[datetime] = bindparam("now")
    if "due overdue" in shape:
        yield Task.due_at <= now
    if "due today" in shape:
        yield from (Task.due_at > now, Task.due_at <= bindparam("tonight"))
    if "due soon" in shape:
        yield from (Task.due_at > now, Task.due_at <= bindparam("soon"))
