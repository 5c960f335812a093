"""Labels: each unit has a list of its own, and puts them on cases; who put one on or took it off is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args
from uuid import uuid4

from sqlalchemy import Connection, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.cases.beside import LabelRow
from portal.cases.desk_models import CaseLabel, Label
from portal.people.principal import Principal

LONGEST_LABEL = 30
MOST_LABELS = 40  # of a unit

Colour = Literal["red", "amber", "green", "blue", "grey"]
COLOURS: tuple[Colour, ...] = get_args(Colour)


class NoSuchLabel(Exception):
    """None of these units has such a label in its list."""


class LabelExists(Exception):
    """The unit has a label of this name."""


class TooManyLabels(Exception):
    """A list that nobody can survey helps nobody."""


def labels_of(look: Connection, units: Sequence[str]) -> list[LabelRow]:
    """Return the lists of some units, by name."""
    columns = (Label.id, Label.name, Label.colour, Label.unit)
    listed = (Label.unit.in_(units), Label.retired_at.is_(None))
    return [LabelRow(*row) for row in look.execute(select(*columns).where(*listed).order_by(Label.name, Label.unit))]


def make_label(work: Connection, unit: str, name: str, colour: Colour, who: Principal, now: datetime) -> str:
    """Add a label to a unit's list, or take up again one that was retired; return its id.

    Raises `LabelExists` and `TooManyLabels`.
    """
    same = and_(Label.unit == unit, Label.name == name)
    found = work.execute(select(Label.id, Label.retired_at).where(same)).one_or_none()
    if found is not None and found.retired_at is None:
        raise LabelExists(name)
    if len(labels_of(work, [unit])) >= MOST_LABELS:
        raise TooManyLabels(unit)
    if found is not None:
        work.execute(update(Label).where(Label.id == found.id).values(colour=colour, retired_at=None))
        return str(found.id)
    row = {"id": str(uuid4()), "unit": unit, "name": name, "colour": colour}
    work.execute(insert(Label).values(**row, made_at=now, made_by=who.id, retired_at=None))
    return row["id"]


def retire_label(work: Connection, label_id: str, units: Sequence[str], now: datetime) -> None:
    """Take a label out of its unit's list; on cases it stays. Raises `NoSuchLabel`."""
    own = (Label.id == label_id, Label.unit.in_(units), Label.retired_at.is_(None))
    if work.execute(update(Label).where(*own).values(retired_at=now)).rowcount != 1:
        raise NoSuchLabel(label_id)


def put_on(work: Connection, case_id: str, label_id: str, units: Sequence[str], who: Principal, now: datetime) -> None:
    """Put a label of one of the units on a case; one that is on it already stays as it is. Raises `NoSuchLabel`."""
    own = (Label.id == label_id, Label.unit.in_(units), Label.retired_at.is_(None))
    if work.execute(select(Label.id).where(*own)).scalar() is None:
        raise NoSuchLabel(label_id)
    row = {"id": str(uuid4()), "case_id": case_id, "label_id": label_id, "put_at": now, "put_by": who.id}
    try:
        with work.begin_nested():
            work.execute(insert(CaseLabel).values(**row, taken_at=None, taken_by=None))
    except IntegrityError:
        return  # a colleague was quicker, or it was sent twice


def take_off(
    work: Connection, case_id: str, label_id: str, units: Sequence[str], who: Principal, now: datetime
) -> None:
    """Take a label of one of the units off a case; the row stays, with who did it. Raises `NoSuchLabel`."""
    if work.execute(select(Label.id).where(Label.id == label_id, Label.unit.in_(units))).scalar() is None:
        raise NoSuchLabel(label_id)
    on = (CaseLabel.case_id == case_id, CaseLabel.label_id == label_id, CaseLabel.taken_at.is_(None))
    work.execute(update(CaseLabel).where(*on).values(taken_at=now, taken_by=who.id))
