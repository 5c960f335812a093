"""Tables of the organisation tree. Rows are loaded from a file and never deleted: cases name them for decades."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Level(Base):
    """A level of administration. Closed levels stay: the districts ended on 30 June 2025, their cases did not."""

    __tablename__ = "levels"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    rank: Mapped[int]  # 1 is the top
    closed_on: Mapped[date | None]  # the last day on which a unit of this level lived


class Unit(Base):
    """A province, district or commune in one era, or an office of one. Its parent and its dates never change."""

    __tablename__ = "units"
    # One agency code means one agency: in two eras only when the later unit carries the earlier one on.
    __table_args__ = (UniqueConstraint("agency_code", "valid_from"), Index("ix_units_gso_code", "gso_code"))

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]  # xã, phường, huyện …; of an office, the code of its type: X-VP, S-TP
    level: Mapped[str] = mapped_column(ForeignKey("levels.code"), index=True)  # of an office, that of its parent
    parent: Mapped[str | None] = mapped_column(ForeignKey("units.code"), index=True)
    office_type: Mapped[str | None]  # one_stop, committee, department …; None for a province, district, commune
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day, included
    agency_code: Mapped[str | None]
    gso_code: Mapped[str | None]  # of the statistics office; reused across eras, so never a key
    place_code: Mapped[str | None]  # the 12-digit place identifier of NĐ 326/2026, once issued
    note: Mapped[str]


class Succession(Base):
    """The unit that carries another one on from the day after its last. A unit that was split has several."""

    __tablename__ = "unit_successions"

    unit: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    successor: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True, index=True)


class TreeRevision(Base):
    """How often the tree was changed: one row, by which a running process sees that its own copy is old."""

    __tablename__ = "tree_revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # always 1
    revision: Mapped[int]


class Reorganisation(Base):
    """A reorganisation that was begun: appointments and registers are moved with its row, cases one by one after."""

    __tablename__ = "reorganisations"

    decree: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]  # of the file: whoever goes on does so with the same
    day: Mapped[date]
    began_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class UnitClosure(Base):
    """Every unit above every unit, itself at depth 0: questions about subtrees without recursion."""

    __tablename__ = "unit_closure"

    ancestor: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    descendant: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True, index=True)
    depth: Mapped[int]
