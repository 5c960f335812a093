"""How officers arrange their own desk: filters kept by name, the columns of the list; and the labels that it shows."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    BindParameter,
    Connection,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from portal.cases.beside import LabelRow
from portal.cases.desk_models import CaseLabel, CasePlace, DeskColumns, Label, SavedFilter

LONGEST_NAME = 40
LONGEST_QUERY = 400
MOST_FILTERS = 20

COLUMNS = ("channel", "arrived", "step_due", "unit", "labels", "place")
AT_FIRST = ("channel", "arrived")

_NONE = cast(null(), Text)


class FilterExists(Exception):
    """The officer keeps a filter of this name."""


class TooManyFilters(Exception):
    """More than can be seen beside the lanes."""


class Kept(NamedTuple):
    """A filter that is kept, as in the address."""

    id: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """What an officer chose, and the labels of their units."""

    filters: Sequence[Kept]
    columns: tuple[str, ...]
    labels: Sequence[LabelRow]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the list shows of one case."""

    labels: list[LabelRow] = field(default_factory=list)
    place: str = ""


def own_desk(look: Connection, officer_id: str, units: Sequence[str]) -> OwnDesk:
    """Return how an officer's desk is arranged, by one question."""
    rows = look.execute(_desk(), {"me": officer_id, "units": list(units)}).all()
    chosen = [row.b.split() for row in rows if row.kind == "columns"]
    return OwnDesk(
        filters=sorted((Kept(row.id, row.a, row.b) for row in rows if row.kind == "filter"), key=lambda one: one.name),
        columns=tuple(code for code in COLUMNS if code in (chosen[0] if chosen else AT_FIRST)),
        labels=sorted(
            (LabelRow(row.id, row.a, row.b, row.c) for row in rows if row.kind == "label"), key=lambda one: one.name
        ),
    )


def marks_of(look: Connection, case_ids: Sequence[str], units: Sequence[str]) -> Mapping[str, Marks]:
    """Return the labels and places that the units gave some cases."""
    found = {case_id: Marks() for case_id in case_ids}
    places: dict[str, list[tuple[datetime, str]]] = {}
    if not (case_ids and units):
        return found
    for row in look.execute(_marks(), {"cases": list(case_ids), "units": list(units)}):
        if row.kind == "label":
            found[row.case_id].labels.append(LabelRow(row.id, row.a, row.b, row.c))
        else:
            places.setdefault(row.case_id, []).append((row.at, row.a))
    for case_id, laid in places.items():
        found[case_id] = Marks(found[case_id].labels, max(laid)[1])
    return found


def keep_filter(work: Connection, officer_id: str, name: str, query: str, now: datetime) -> None:
    """Keep a filter under a name. Raises `FilterExists` and `TooManyFilters`."""
    mine = SavedFilter.officer_id == officer_id
    if int(work.execute(select(func.count(SavedFilter.id)).where(mine)).scalar_one()) >= MOST_FILTERS:
        raise TooManyFilters
    row = {"id": str(uuid4()), "officer_id": officer_id, "name": name, "query": query, "at": now}
    try:
        with work.begin_nested():
            work.execute(insert(SavedFilter).values(**row))
    except IntegrityError as error:
        raise FilterExists(name) from error


def forget_filter(work: Connection, officer_id: str, filter_id: str) -> None:
    """Forget a filter; nothing happens for one that is not there, or somebody else's."""
    work.execute(delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.officer_id == officer_id))


def choose_columns(work: Connection, officer_id: str, columns: Sequence[str]) -> None:
    """Keep which columns an officer wants in the list."""
    chosen = " ".join(code for code in COLUMNS if code in columns)
    mine = DeskColumns.officer_id == officer_id
    if work.execute(update(DeskColumns).where(mine).values(columns=chosen)).rowcount:
        return
    with suppress(IntegrityError), work.begin_nested():  # sent twice at once, one of them is kept
        work.execute(insert(DeskColumns).values(officer_id=officer_id, columns=chosen))


@cache
def _desk() -> Any:
    me: BindParameter[str] = bindparam("me")
    units: BindParameter[str] = bindparam("units", expanding=True)
    filters = select(_kind("filter"), SavedFilter.id.label("id"), SavedFilter.name.label("a"))
    columns = select(_kind("columns"), _NONE, _NONE, DeskColumns.columns, _NONE)
    labels = select(_kind("label"), Label.id, Label.name, Label.colour, Label.unit)
    return union_all(
        filters.add_columns(SavedFilter.query.label("b"), _NONE.label("c")).where(SavedFilter.officer_id == me),
        columns.where(DeskColumns.officer_id == me),
        labels.where(Label.unit.in_(units), Label.retired_at.is_(None)),
    )


@cache
def _marks() -> Any:
    cases: BindParameter[str] = bindparam("cases", expanding=True)
    units: BindParameter[str] = bindparam("units", expanding=True)
    labels = select(
        *(_kind("label"), CaseLabel.case_id.label("case_id"), Label.id.label("id"), Label.name.label("a")),
        *(Label.colour.label("b"), Label.unit.label("c"), CaseLabel.put_at.label("at")),
    ).join(Label, Label.id == CaseLabel.label_id)
    places = select(
        *(_kind("place"), CasePlace.case_id, CasePlace.id, CasePlace.place, _NONE, CasePlace.unit, CasePlace.at)
    )
    return union_all(
        labels.where(CaseLabel.case_id.in_(cases), CaseLabel.taken_at.is_(None), Label.unit.in_(units)),
        places.where(CasePlace.case_id.in_(cases), CasePlace.unit.in_(units)),
    )


def _kind(kind: str) -> Any:
    return literal_column(f"'{kind}'", Text).label("kind")
