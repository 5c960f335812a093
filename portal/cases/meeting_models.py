"""Tables of meetings with applicants: when one is due, and the files of its minutes. Both follow from the events."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

OPEN = text("status = 'open'")


class CaseAppointment(Base):
    """One appointment. Where it is and who is asked stands in the event that fixed it, sealed."""

    __tablename__ = "case_appointments"
    __table_args__ = (
        # What lies ahead in a unit, and what nobody recorded in time.
        Index("ix_case_appointments_unit", "unit", "meets_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_case_appointments_over", "record_by", sqlite_where=OPEN, postgresql_where=OPEN),
        {"sqlite_with_rowid": False},
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    unit: Mapped[str]
    meets_at: Mapped[datetime]
    record_by: Mapped[datetime]
    fixed_by: Mapped[int]  # the event that says so
    declined: Mapped[bool]
    status: Mapped[str]  # open | held | missed | cancelled
    settled_at: Mapped[datetime | None]


class MeetingFile(Base):
    """A photo, or the signed sheet, of the minutes of a meeting."""

    __tablename__ = "meeting_files"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, 3 … in the minutes
    kind: Mapped[str]  # photo | sheet
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
