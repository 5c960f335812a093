"""The outbox: what has to leave the portal, written in the transaction that caused it (R-TX-5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

UNFINISHED = text("done_at IS NULL AND dead_at IS NULL")
DEAD = text("dead_at IS NOT NULL")


class OutboxMessage(Base):
    """One message and how far it has come: waiting, leased by a worker, done, or dead."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("id"),
        # Only what is unfinished is indexed: claiming costs the same however long the history has grown.
        Index(
            "ix_outbox_waiting",
            "available_at",
            "seq",
            sqlite_where=UNFINISHED,
            postgresql_where=UNFINISHED,
        ),
        Index("ix_outbox_case", "case_id", "seq", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
        Index(
            "ix_outbox_dead",
            "dead_at",
            sqlite_where=text("dead_at IS NOT NULL"),
            postgresql_where=DEAD,
        ),
    )

    # Orders the messages of a case; its transactions are serial, so a lower number was committed earlier.
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    id: Mapped[str]  # the same at every try: Message-ID, idempotency key
    topic: Mapped[str]
    case_id: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int]
    lease_token: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class DutyTurn(Base):
    """A duty by time (`portal.notifications.duties`): when it is due again, and who is at it."""

    __tablename__ = "duties"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
    lease_token: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
