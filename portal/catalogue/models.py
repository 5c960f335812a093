"""Tables of the catalogue: published versions of our own procedures, and the entries of all that can be found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.catalogue import entry_models as entry_models
from portal.db import Base


class ProcedureVersion(Base):
    """One published definition: immutable, with its dates of effect. A case keeps the one it began with (R-WF-3)."""

    __tablename__ = "procedure_versions"
    __table_args__ = (UniqueConstraint("code", "number"), UniqueConstraint("code", "digest"))

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    in_force_from: Mapped[date] = mapped_column(Date)
    in_force_to: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    definition: Mapped[dict[str, Any]]
