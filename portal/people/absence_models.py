"""Tables of absence: who is away from when to when, who stands in, and what nobody holds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.units.models import Unit


class Absence(Base):
    """An officer is away from a day to a day. Never deleted: history asks in whose place somebody acted."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="in_order"),
        Index(None, "officer_id", "last_day"),
        Index(None, "stand_in_id", "last_day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officers.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]  # included
    stand_in_id: Mapped[str | None] = mapped_column(ForeignKey("officers.id"))  # None: whoever the roster names
    procedures: Mapped[list[Any]]  # codes; empty: all
    signing: Mapped[bool]  # whether a leader's posts move too
    entered_by: Mapped[str] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class AbsencePost(Base):
    """A post that somebody else holds during an absence."""

    __tablename__ = "absence_posts"
    __table_args__ = (Index(None, "unit", "role"),)

    absence_id: Mapped[str] = mapped_column(ForeignKey(Absence.id), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey(Unit.code), primary_key=True)


class RosterEntry(Base):
    """Who stands in for a post when nobody was chosen, or when the one chosen is away: the first who is there."""

    __tablename__ = "stand_in_rosters"
    __table_args__ = (Index(None, "officer_id"),)

    unit: Mapped[str] = mapped_column(ForeignKey(Unit.code), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officers.id"))


class StaffingGap(Base):
    """A role in a unit that cases come to, and that nobody holds on a day: what the night's look found."""

    __tablename__ = "staffing_gaps"

    unit: Mapped[str] = mapped_column(ForeignKey(Unit.code), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    procedures: Mapped[list[Any]]  # codes of those whose cases come there
    found_at: Mapped[datetime]
