"""Who acts in a request: read afresh each time, so that a right ends with the appointment (R-AZ-5)."""

from datetime import date

from sqlalchemy import Connection, Date, and_, bindparam, or_, select

from portal.people.models import Appointment, Officer, Person
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.statements import Read

# Every page begins with one of these; they are built once.
_DAY = bindparam("day", type_=Date)
_CITIZEN = Read(select(Person.name).where(Person.id == bindparam("id"), Person.disabled_at.is_(None)))
_IN_FORCE = and_(
    Appointment.officer_id == Officer.id,
    Appointment.valid_from <= _DAY,
    or_(Appointment.valid_to.is_(None), Appointment.valid_to >= _DAY),
)
_OFFICER = Read(
    select(Officer.name, Appointment.role, Appointment.unit)
    .outerjoin(Appointment, _IN_FORCE)
    .where(Officer.id == bindparam("id"), Officer.disabled_at.is_(None))
    .order_by(Appointment.unit, Appointment.role)
)


def load_principal(connection: Connection, kind: Kind, principal_id: str, day: date) -> Principal | None:
    """Return a citizen or an officer with the posts of the day; None for one unknown or switched off."""
    if kind is Kind.CITIZEN:
        return _citizen(connection, principal_id)
    return _officer(connection, principal_id, day) if kind is Kind.OFFICER else None


def _citizen(connection: Connection, person_id: str) -> Principal | None:
    row = _CITIZEN.first(connection, {"id": person_id})
    return None if row is None else Principal(kind=Kind.CITIZEN, id=person_id, name=row.name)


def _officer(connection: Connection, officer_id: str, day: date) -> Principal | None:
    rows = _OFFICER.all(connection, {"id": officer_id, "day": day})
    if not rows:
        return None
    posts = tuple(Post(Role(row.role), row.unit) for row in rows if row.role is not None)
    return Principal(kind=Kind.OFFICER, id=officer_id, name=rows[0].name, posts=posts)
