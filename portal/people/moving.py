"""Appointments when units end: who still holds one there, and how it goes on in the unit that carries on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, or_, select

from portal.people.errors import AlreadyAppointed
from portal.people.models import Appointment, Officer
from portal.people.officers import appoint, end_appointment, in_force
from portal.people.principal import Post
from portal.people.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An appointment that has not run out by a day, with the account of its officer."""

    id: str
    officer_id: str
    subject: str
    name: str
    post: Post
    valid_from: date
    valid_to: date | None


def holdings_from(connection: Connection, day: date) -> list[Holding]:
    """Return the appointments that hold on a day or later, of officers who can log in, by account."""
    open_still = or_(Appointment.valid_to.is_(None), Appointment.valid_to >= day)
    rows = connection.execute(
        select(Appointment.__table__, Officer.subject, Officer.name)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(open_still, Officer.disabled_at.is_(None))
        .order_by(Officer.subject, Appointment.unit, Appointment.role)
    )
    return [
        Holding(
            id=row.id,
            officer_id=row.officer_id,
            subject=row.subject,
            name=row.name,
            post=Post(Role(row.role), row.unit),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]


def posts_on(connection: Connection, day: date) -> set[tuple[str, Post]]:
    """Return who holds which post on a day, of officers who can log in."""
    rows = connection.execute(
        select(Appointment.officer_id, Appointment.role, Appointment.unit)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(in_force(day), Officer.disabled_at.is_(None))
    )
    return {(row.officer_id, Post(Role(row.role), row.unit)) for row in rows}


def move_holdings(connection: Connection, moves: Iterable[tuple[Holding, str | None]], day: date, note: str) -> None:
    """End appointments the day before; begin those that have a unit to go on in, for as long as they held."""
    for held, unit in moves:
        end_appointment(connection, held.id, day - timedelta(days=1))
        if unit is None:
            continue
        try:
            appoint(connection, held.officer_id, Post(held.post.role, unit), day, held.valid_to, note=note)
        except AlreadyAppointed:
            continue  # two offices of theirs became one
