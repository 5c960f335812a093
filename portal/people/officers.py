"""Officers and their appointments: who holds which role in which unit, on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, insert, or_, select, update

from portal.people.errors import AlreadyAppointed, BadPeriod, NoSuchAppointment, NoSuchOfficer
from portal.people.models import Appointment, Officer
from portal.people.names import name_sort_key
from portal.people.principal import Post
from portal.people.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRecord:
    """An official's account."""

    id: str
    issuer: str
    subject: str
    name: str
    email: str | None
    created_at: datetime
    last_login_at: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRecord:
    """A role in a unit, from the first day to the last, both included."""

    id: str
    officer_id: str
    role: Role
    unit: str
    valid_from: date
    valid_to: date | None
    note: str

    @property
    def post(self) -> Post:
        return Post(self.role, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who holds a role in a unit, as a list shows it."""

    subject: str
    name: str
    role: Role
    unit: str
    valid_from: date
    valid_to: date | None
    is_off: bool


def find_officer(connection: Connection, issuer: str, subject: str) -> OfficerRecord | None:
    """Return the officer of an account; None for one that nobody appointed or that was switched off."""
    found = find_account(connection, issuer, subject)
    return None if found is None or found.disabled_at is not None else found


def find_account(connection: Connection, issuer: str, subject: str) -> OfficerRecord | None:
    """Return the officer of an account, switched off or not."""
    key = and_(Officer.issuer == issuer, Officer.subject == subject)
    row = connection.execute(_OFFICERS.where(key)).one_or_none()
    return None if row is None else OfficerRecord(**row._mapping)


def load_officer(connection: Connection, officer_id: str) -> OfficerRecord:
    """Return an officer, switched off or not. Raises `NoSuchOfficer`."""
    row = connection.execute(_OFFICERS.where(Officer.id == officer_id)).one_or_none()
    if row is None:
        raise NoSuchOfficer(officer_id)
    return OfficerRecord(**row._mapping)


def add_officer(
    connection: Connection, *, issuer: str, subject: str, name: str, email: str | None, now: datetime
) -> str:
    """Write an officer down and return the id; the account of (issuer, subject) must not exist yet."""
    officer_id = str(uuid4())
    row = {"id": officer_id, "issuer": issuer, "subject": subject, "name": name, "email": email}
    connection.execute(insert(Officer).values(**row, created_at=now, last_login_at=None, disabled_at=None))
    return officer_id


def switch_off(connection: Connection, officer_id: str, now: datetime) -> None:
    """Let nobody act under an account from the next request on, wherever it is logged in. Appointments stay."""
    connection.execute(update(Officer).where(Officer.id == officer_id).values(disabled_at=now))


def switch_on(connection: Connection, officer_id: str) -> None:
    connection.execute(update(Officer).where(Officer.id == officer_id).values(disabled_at=None))


def note_officer_login(connection: Connection, officer_id: str, now: datetime) -> None:
    connection.execute(update(Officer).where(Officer.id == officer_id).values(last_login_at=now))


def officer_names(connection: Connection, officer_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those ids that are officers'."""
    wanted = sorted(set(officer_ids))
    if not wanted:
        return {}
    return {row.id: row.name for row in connection.execute(_NAMES, {"ids": wanted})}


def appoint(
    connection: Connection,
    officer_id: str,
    post: Post,
    from_day: date,
    to_day: date | None = None,
    *,
    note: str = "",
) -> str:
    """Give an officer a role in a unit and return the appointment's id.

    Raises `NoSuchOfficer`, `BadPeriod`, and `AlreadyAppointed` for the same post on any of these days.
    """
    if to_day is not None and to_day < from_day:
        raise BadPeriod(from_day, to_day)
    load_officer(connection, officer_id)
    overlaps: list[ColumnElement[bool]] = [or_(Appointment.valid_to.is_(None), Appointment.valid_to >= from_day)]
    if to_day is not None:
        overlaps.append(Appointment.valid_from <= to_day)
    same = and_(
        Appointment.officer_id == officer_id, Appointment.role == post.role.value, Appointment.unit == post.unit
    )
    held = connection.execute(select(Appointment.valid_from).where(same, *overlaps)).scalars().first()
    if held is not None:
        raise AlreadyAppointed(post.role, post.unit, held)
    appointment_id = str(uuid4())
    row = {"id": appointment_id, "officer_id": officer_id, "role": post.role.value, "unit": post.unit}
    connection.execute(insert(Appointment).values(**row, valid_from=from_day, valid_to=to_day, note=note))
    return appointment_id


def end_appointment(connection: Connection, appointment_id: str, last_day: date) -> None:
    """Let an appointment end with a day. Raises `NoSuchAppointment`, and `BadPeriod` for a day before its first."""
    key = Appointment.id == appointment_id
    first_day = connection.execute(select(Appointment.valid_from).where(key)).scalar_one_or_none()
    if first_day is None:
        raise NoSuchAppointment(appointment_id)
    if last_day < first_day:
        raise BadPeriod(first_day, last_day)
    connection.execute(update(Appointment).where(key).values(valid_to=last_day))


def appointments_on(connection: Connection, officer_id: str, day: date) -> tuple[AppointmentRecord, ...]:
    """Return the appointments of an officer in force on a day, by unit and role; none for one switched off."""
    statement = (
        select(Appointment.__table__)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(Appointment.officer_id == officer_id, Officer.disabled_at.is_(None), in_force(day))
        .order_by(Appointment.unit, Appointment.role)
    )
    rows = (dict(row._mapping) for row in connection.execute(statement))
    return tuple(AppointmentRecord(**{**row, "role": Role(row["role"])}) for row in rows)


def holders_on(connection: Connection, day: date) -> tuple[Holder, ...]:
    """Return who holds which role in which unit on a day, by unit, role and name; accounts switched off among them."""
    statement = (
        select(
            *(Officer.subject, Officer.name, Appointment.role, Appointment.unit),
            *(Appointment.valid_from, Appointment.valid_to, Officer.disabled_at.is_not(None).label("is_off")),
        )
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(in_force(day))
        .order_by(Appointment.unit, Appointment.role, Officer.name, Officer.subject)
    )
    rows = (dict(row._mapping) for row in connection.execute(statement))
    return tuple(Holder(**{**row, "role": Role(row["role"]), "is_off": bool(row["is_off"])}) for row in rows)


def active_holders(connection: Connection, role: Role, unit: str, day: date) -> tuple[OfficerRecord, ...]:
    """Return the officers who hold a role in a unit on a day and can log in, by given name."""
    statement = (
        _OFFICERS.join(Appointment, Appointment.officer_id == Officer.id)
        .where(Appointment.role == role.value, Appointment.unit == unit, in_force(day), Officer.disabled_at.is_(None))
        .order_by(Officer.id)
    )
    found = (OfficerRecord(**row._mapping) for row in connection.execute(statement))
    return tuple(sorted(found, key=lambda officer: name_sort_key(officer.name)))


def in_force(day: date) -> ColumnElement[bool]:
    """Return the condition on `appointments` that holds for those in force on a day."""
    return and_(Appointment.valid_from <= day, or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day))


_NAMES = select(Officer.id, Officer.name).where(Officer.id.in_(bindparam("ids", expanding=True)))
_OFFICERS: Select[Any] = select(Officer.__table__)
