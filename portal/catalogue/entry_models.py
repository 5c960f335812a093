"""Tables of the catalogue that people search: our own procedures and the national ones, one row a code."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class CatalogueEntryRow(Base):
    """One procedure as it is found and shown. An own procedure wins over the national record of the same code.

    `national` keeps that record's columns, with `national_hash`, so that the entry can fall back to them.
    """

    __tablename__ = "catalogue_entries"

    code: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]  # own | national
    name: Mapped[str]
    plain_name: Mapped[str]
    name_en: Mapped[str]
    also_called: Mapped[list[Any]]
    field: Mapped[str]
    levels: Mapped[list[Any]]
    audiences: Mapped[list[Any]]
    agencies: Mapped[list[Any]]
    online: Mapped[str]  # full | partial | information
    life_events: Mapped[list[Any]]
    time_limits: Mapped[list[Any]]
    fees: Mapped[list[Any]]
    components: Mapped[list[Any]]
    legal_basis: Mapped[list[Any]]
    result: Mapped[str]
    details: Mapped[dict[str, Any]]
    folded_name: Mapped[str]
    folded_words: Mapped[str]
    content_hash: Mapped[str]
    national: Mapped[dict[str, Any] | None]
    national_hash: Mapped[str | None]
    updated_at: Mapped[datetime]
    retired: Mapped[bool]


class CatalogueStampRow(Base):
    """One row that changes with every change of the entries, so that an index in memory knows when it is old."""

    __tablename__ = "catalogue_stamp"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int]
