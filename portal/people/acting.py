"""Who acts in a request: read afresh each time, so that a right ends with the appointment (R-AZ-5)."""

from datetime import date

from sqlalchemy import Connection, Date, and_, bindparam, null, or_, select, type_coerce, union_all

from portal.db import Json
from portal.people.models import Appointment, Officer, Person
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.people.standing_in import OF_ONE
from portal.statements import Read

# Every page begins with one of these; they are built once.
_DAY = bindparam("day", type_=Date)
_CITIZEN = Read(select(Person.name).where(Person.id == bindparam("id"), Person.disabled_at.is_(None)))
_IN_FORCE = and_(
    Appointment.officer_id == Officer.id,
    Appointment.valid_from <= _DAY,
    or_(Appointment.valid_to.is_(None), Appointment.valid_to >= _DAY),
)
# One's own posts, and those held in the place of somebody who is away, by one question.
_OWN = (
    select(
        *(Appointment.role, Appointment.unit, null().label("held_for"), null().label("procedures")),
        Appointment.officer_id.label("whose"),
    )
    .join(Officer, _IN_FORCE)
    .where(Officer.id == bindparam("id"))
)
_IN_PLACE = [
    select(one.c.role, one.c.unit, one.c.officer_id, one.c.procedures, one.c.stand_in)
    for one in (statement.subquery() for statement in OF_ONE)
]
_HELD = union_all(_OWN, *_IN_PLACE).subquery().c
_OFFICER = Read(
    select(
        Officer.name, _HELD.role, _HELD.unit, _HELD.held_for, type_coerce(_HELD.procedures, Json).label("procedures")
    )
    .outerjoin(_HELD.whose.table, _HELD.whose == Officer.id)
    .where(Officer.id == bindparam("id"), Officer.disabled_at.is_(None))
    .order_by(_HELD.unit, _HELD.role, _HELD.held_for)
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
    posts = [
        Post(Role(row.role), row.unit, row.held_for, frozenset(row.procedures or ()))
        for row in rows
        if row.role is not None
    ]
    posts.sort(key=lambda post: post.held_for is not None)  # one's own first
    return Principal(kind=Kind.OFFICER, id=officer_id, name=rows[0].name, posts=tuple(posts))
