"""Tables of the demo: what would have left the portal."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class DemoMail(Base):
    """A mail that was not sent but kept, to be shown on a page that says so."""

    __tablename__ = "demo_mails"
    __table_args__ = (Index("ix_demo_mails_written", "written_at"),)

    message_id: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    attachments: Mapped[list[Any]]  # name, media type and size of each


class DemoCode(Base):
    """An authorization code of the demo's identity provider: a minute, one use."""

    __tablename__ = "demo_codes"

    code: Mapped[str] = mapped_column(primary_key=True)
    audience: Mapped[str]
    subject: Mapped[str]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    nonce: Mapped[str]
    challenge: Mapped[str]
    made_at: Mapped[datetime]
