"""Tables of people. What identifies or reaches a citizen is sealed; a keyed index finds a personal number again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.people import absence_models as absence_models
from portal.people import kiosk_models as kiosk_models
from portal.people import session_models as session_models
from portal.units.models import Unit


class Person(Base):
    """A citizen's account with one identity provider. The account is issuer and subject, and nothing else."""

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("issuer", "subject"), Index(None, "personal_id_index"))

    id: Mapped[str] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    name: Mapped[str]
    private: Mapped[bytes] = mapped_column(LargeBinary)  # `accounts.Private`, sealed for this row
    personal_id_index: Mapped[str | None]  # blind; two providers may know the same person
    residence_unit: Mapped[str | None]
    language: Mapped[str]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Organisation(Base):
    """An enterprise or other organisation, known by its tax code."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("tax_code"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tax_code: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]


class Mandate(Base):
    """A person may act for an organisation, or for another person, from a day to a day."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("(organisation_id is null) <> (for_person_id is null)", name="one_principal"),
        Index(None, "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id))
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey(Organisation.id))
    for_person_id: Mapped[str | None] = mapped_column(ForeignKey(Person.id))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day, included
    ground: Mapped[str]  # why it is believed: the provider's word, or a document


class Officer(Base):
    """An official's account. What it may do follows from the appointments of the day."""

    __tablename__ = "officers"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class Appointment(Base):
    """A role of an officer in a unit, from a day to a day. Never deleted: history asks who was in charge then."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_from <= valid_to", name="in_order"),
        Index(None, "officer_id"),
        Index(None, "unit", "role"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey(Officer.id))
    role: Mapped[str]
    unit: Mapped[str] = mapped_column(ForeignKey(Unit.code))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day, included
    note: Mapped[str]


class OfficerArea(Base):
    """A unit (commune, hamlet) whose cases an officer gets, where a step of a workflow shares them out by area."""

    __tablename__ = "officer_areas"
    __table_args__ = (Index(None, "area"), {"sqlite_with_rowid": False})

    officer_id: Mapped[str] = mapped_column(ForeignKey(Officer.id), primary_key=True)
    area: Mapped[str] = mapped_column(ForeignKey(Unit.code), primary_key=True)
