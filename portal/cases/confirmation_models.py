"""Table of confirmations: how the person for whom a helper writes says that it is their own application."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Confirmation(Base):
    """The latest one of a draft. It holds for what `digest` stands for, and for nothing that is changed after it."""

    __tablename__ = "confirmations"
    __table_args__ = ({"sqlite_with_rowid": False},)

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str]  # email, sms: a code was sent; slip: a signed sheet was scanned
    digest: Mapped[str]  # keyed, of all that is sent
    nonce: Mapped[str]  # from which our key makes the code; the code itself is kept nowhere
    recipient: Mapped[str]  # masked
    tries: Mapped[int]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
