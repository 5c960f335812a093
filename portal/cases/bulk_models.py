"""Tables of what an officer does to many cases at once: a job, and a result for each case of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class BulkJob(Base):
    """One deed for many cases, as an officer asked for it; the worker carries it out."""

    __tablename__ = "bulk_jobs"
    __table_args__ = (UniqueConstraint("officer_id", "key"), Index("ix_bulk_jobs_officer", "officer_id", "created_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[str]
    key: Mapped[str]  # of the form: one click is one job
    deed: Mapped[str]  # take | print | reassign | an action of a step
    name: Mapped[dict[str, Any]]  # the words on the button, in both languages; empty for take and print
    assignee_id: Mapped[str | None]  # for what needs an officer
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)  # why tasks change hands; sealed
    origin: Mapped[dict[str, Any]]  # where it was asked from; kept with the events
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    sha256: Mapped[str | None]  # the file that was made for print
    size: Mapped[int | None]


class BulkItem(Base):
    """One case of a job: the version that the officer saw, and what became of it."""

    __tablename__ = "bulk_items"
    __table_args__ = ({"sqlite_with_rowid": False},)

    job_id: Mapped[str] = mapped_column(ForeignKey("bulk_jobs.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # in the list, from 0
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seen_version: Mapped[int]
    status: Mapped[str]  # waiting | done | refused | stale
    reason: Mapped[str]  # why not, as a code: the name of the error
    facts: Mapped[dict[str, Any]]  # of a stale case: who made it so, by what, when
    settled_at: Mapped[datetime | None]
