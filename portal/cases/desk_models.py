"""What an office keeps about its own work on cases: notes, labels, where the paper lies, what was ticked, own lists.

None of it is business state: no event tells it, no citizen sees it, and a case is the same without it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models import BY_KEY
from portal.db import Base


class CaseNote(Base):
    """A note of an officer, sealed. It is never changed: a correction is a note that names the one it corrects."""

    __tablename__ = "case_notes"
    __table_args__ = (Index("ix_case_notes_case", "case_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    corrects: Mapped[str | None] = mapped_column(ForeignKey("case_notes.id"))  # always the first of its line
    officer_id: Mapped[str]
    officer_name: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Label(Base):
    """A label of a unit's own list."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("unit", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str]
    name: Mapped[str]
    colour: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    retired_at: Mapped[datetime | None]  # out of the list; where it was put on, it stays


class CaseLabel(Base):
    """A label on a case, from when it was put on until it was taken off: the row stays, so that both are known."""

    __tablename__ = "case_labels"
    __table_args__ = (
        # A label is on a case once.
        Index(
            "ix_case_labels_on",
            "case_id",
            "label_id",
            unique=True,
            sqlite_where=text("taken_at IS NULL"),
            postgresql_where=text("taken_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    label_id: Mapped[str] = mapped_column(ForeignKey("labels.id"))
    put_at: Mapped[datetime]
    put_by: Mapped[str]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None]


class CasePlace(Base):
    """Where the paper of a case lies in a unit; the newest row tells, the older ones tell where it lay."""

    __tablename__ = "case_places"
    __table_args__ = (Index("ix_case_places_case", "case_id", "unit", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    unit: Mapped[str]
    place: Mapped[str]  # empty: it lies in the unit no more
    officer_id: Mapped[str]
    officer_name: Mapped[str]
    at: Mapped[datetime]


class TaskTick(Base):
    """One line of a step's checklist that somebody ticked, for one task."""

    __tablename__ = "task_ticks"
    __table_args__ = BY_KEY

    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)  # its place in the checklist: a version's never changes
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    officer_id: Mapped[str]
    officer_name: Mapped[str]
    at: Mapped[datetime]


class SavedFilter(Base):
    """A filter of the desk's list that an officer keeps under a name of their own."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("officer_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]  # as in the address
    at: Mapped[datetime]


class DeskColumns(Base):
    """The columns that an officer wants in the list."""

    __tablename__ = "desk_columns"

    officer_id: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[str]  # codes with a space between
