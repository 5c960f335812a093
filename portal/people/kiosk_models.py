"""Table of kiosks: public screens at one-door offices."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.units.models import Unit


class Kiosk(Base):
    """One screen. It shows who it is by a token of its own, of which we keep the digest."""

    __tablename__ = "kiosks"
    __table_args__ = (UniqueConstraint("token_digest"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey(Unit.code))  # the office where it stands
    name: Mapped[str]
    token_digest: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
