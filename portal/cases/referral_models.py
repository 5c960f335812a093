"""Tables beside the questions to other units: what was written about them, and the papers that came with an answer."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class ReferralWarning(Base):
    """One warning about one question: each kind goes out once."""

    __tablename__ = "referral_warnings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # soon | due
    at: Mapped[datetime]


class ReferralFile(Base):
    """A paper that came with an answer: for the desk that asked, not among the applicant's papers."""

    __tablename__ = "referral_files"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    added_at: Mapped[datetime]
