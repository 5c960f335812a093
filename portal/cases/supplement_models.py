"""Tables of what passes between an office and an applicant beside the case: answers not sent yet, reminders sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.file_columns import FileColumns
from portal.db import Base


class KeptAnswer(Base):
    """What an applicant wrote to answer a notice, sealed. No officer sees it before it is sent."""

    __tablename__ = "kept_answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    typed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]


class KeptFile(FileColumns, Base):
    """A file of such an answer."""

    __tablename__ = "kept_files"
    __table_args__ = (UniqueConstraint("case_id", "component", "sha256"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    added_at: Mapped[datetime]


class ReturnReminder(Base):
    """That an applicant was reminded by mail of a result that waits to be fetched: once (R2.13)."""

    __tablename__ = "return_reminders"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    at: Mapped[datetime]
