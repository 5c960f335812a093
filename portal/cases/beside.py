"""What an office keeps beside a case, read by one question: notes, labels, where the paper lies, ticks, and names.

Each kind is few rows of an index by the case; asked one by one they would cost the page five round trips.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    LargeBinary,
    Select,
    Text,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)

from portal.cases.desk_models import CaseLabel, CaseNote, CasePlace, Label, TaskTick
from portal.cases.models import Case
from portal.crypto import Sealer
from portal.db import Moment
from portal.people.models import Officer

_CASE: BindParameter[str] = bindparam("case_id")
_NO_TEXT, _NO_MOMENT, _NO_BODY = cast(null(), Text), cast(null(), Moment), cast(null(), LargeBinary)


class Version(NamedTuple):
    """A note as it was written once."""

    text: str
    who: str
    at: datetime


class Note(NamedTuple):
    """A note with its corrections: what it says now, and what it said before, newest first."""

    id: str
    now: Version
    before: Sequence[Version]


class LabelRow(NamedTuple):
    """A label; `who` and `at` say who put it on the case, and when."""

    id: str
    name: str
    colour: str
    unit: str
    who: str = ""
    at: datetime | None = None


class Place(NamedTuple):
    """Where the paper lies in a unit."""

    unit: str
    place: str
    who: str
    at: datetime


class ChildRow(NamedTuple):
    """A case that the case opened at another unit, as it stands."""

    code: str
    unit: str
    state: int
    due_at: datetime | None


class Tick(NamedTuple):
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All of it. `labels` are on the case, `choices` are those of the officer's units that are not."""

    notes: Sequence[Note]
    labels: Sequence[LabelRow]
    choices: Sequence[LabelRow]
    places: Sequence[Place]
    ticks: Mapping[int, Tick]
    names: Mapping[str, str]  # of the officers asked for
    children: Sequence[ChildRow] = ()


def read_beside(
    look: Connection,
    case_id: str,
    task_id: str | None,
    units: Sequence[str],
    sealer: Sealer,
    officers: Collection[str] = (),
) -> Beside:
    """Return what is kept beside a case that the reader may see, and the names of `officers`.

    Labels are those of `units`: each unit has its own.
    """
    asked = {"case_id": case_id, "task_id": task_id or "", "units": list(units), "officers": sorted(officers)}
    found: dict[str, list[Any]] = {"note": [], "on": [], "label": [], "place": [], "tick": [], "name": [], "child": []}
    for row in look.execute(_statement(), asked):
        found[row.kind].append(row)
    on = [LabelRow(row.id, row.a, row.b, row.c, row.d, row.at) for row in found["on"]]
    taken = {label.id for label in on}
    places = {row.a: Place(row.a, row.b, row.d, row.at) for row in sorted(found["place"], key=lambda row: row.at)}
    return Beside(
        notes=_notes(found["note"], sealer),
        labels=sorted(on, key=lambda label: label.name),
        choices=sorted(
            (LabelRow(row.id, row.a, row.b, row.c) for row in found["label"] if row.id not in taken),
            key=lambda label: label.name,
        ),
        places=[place for _, place in sorted(places.items()) if place.place],
        ticks={int(row.id): Tick(row.d, row.at) for row in found["tick"]},
        names={row.id: row.a for row in found["name"]},
        children=[ChildRow(row.id, row.a, int(row.b), row.at) for row in found["child"]],
    )


def _notes(rows: Sequence[Any], sealer: Sealer) -> list[Note]:
    """Return the notes, newest first, each with its corrections."""
    lines: dict[str, list[Version]] = {}
    for row in sorted(rows, key=lambda row: row.at):
        text = str(sealer.open(row.body, bound_to=f"case_notes/{row.id}"))
        lines.setdefault(row.a or row.id, []).append(Version(text, row.d, row.at))
    return [Note(note_id, line[-1], tuple(reversed(line[:-1]))) for note_id, line in reversed(lines.items())]


@cache
def _statement() -> Any:
    units: BindParameter[str] = bindparam("units", expanding=True)
    on_case = (CaseLabel.case_id == _CASE, CaseLabel.taken_at.is_(None), Label.unit.in_(units))
    label = (Label.name, Label.colour, Label.unit)
    put = select(Label.__table__).join(CaseLabel, CaseLabel.label_id == Label.id).join(Officer, _put_by())
    listed = (Label.unit.in_(units), Label.retired_at.is_(None))
    named: BindParameter[str] = bindparam("officers", expanding=True)
    return union_all(
        _rows("note", CaseNote.id, CaseNote.corrects, None, None, CaseNote.officer_name, CaseNote.at, CaseNote.body)
        .where(CaseNote.case_id == _CASE),
        _of(put, "on", CaseLabel.label_id, *label, Officer.name, CaseLabel.put_at).where(*on_case),
        _rows("label", Label.id, *label).where(*listed),
        _rows("place", CasePlace.id, CasePlace.unit, CasePlace.place, None, CasePlace.officer_name, CasePlace.at)
        .where(CasePlace.case_id == _CASE),
        _rows("tick", cast(TaskTick.line, Text), None, None, None, TaskTick.officer_name, TaskTick.at)
        .where(TaskTick.task_id == bindparam("task_id")),
        _rows("name", Officer.id, Officer.name).where(Officer.id.in_(named)),
        _rows("child", Case.code, Case.competent, cast(Case.state, Text), None, None, Case.due_at)
        .where(Case.parent_id == _CASE),
    )  # fmt: skip


def _put_by() -> Any:
    return Officer.id == CaseLabel.put_by


def _rows(kind: str, *columns: Any) -> Select[Any]:
    return _of(select(), kind, *columns)


def _of(statement: Select[Any], kind: str, *columns: Any) -> Select[Any]:
    """Return the statement with the columns that all kinds have: kind, id, four texts, a moment, bytes."""
    blanks: dict[str, Any] = {"id": _NO_TEXT, **dict.fromkeys("abcd", _NO_TEXT), "at": _NO_MOMENT, "body": _NO_BODY}
    chosen = (given if given is not None else blank for given, blank in zip_longest(columns, blanks.values()))
    named = (column.label(name) for name, column in zip(blanks, chosen, strict=True))
    return statement.with_only_columns(literal_column(f"'{kind}'", Text).label("kind"), *named)
