"""Who acts in a request: read afresh each time, so that a right ends with the appointment (R-AZ-5)."""

from datetime import date

from sqlalchemy import Connection, select

from portal.people.errors import NoSuchOfficer
from portal.people.models import Person
from portal.people.officers import appointments_on, load_officer
from portal.people.principal import Kind, Principal


def load_principal(connection: Connection, kind: Kind, principal_id: str, day: date) -> Principal | None:
    """Return a citizen or an officer with the posts of the day; None for one unknown or switched off."""
    if kind is Kind.CITIZEN:
        return _citizen(connection, principal_id)
    return _officer(connection, principal_id, day) if kind is Kind.OFFICER else None


def _citizen(connection: Connection, person_id: str) -> Principal | None:
    enabled = select(Person.name).where(Person.id == person_id, Person.disabled_at.is_(None))
    name = connection.execute(enabled).scalar_one_or_none()
    return None if name is None else Principal(kind=Kind.CITIZEN, id=person_id, name=name)


def _officer(connection: Connection, officer_id: str, day: date) -> Principal | None:
    try:
        officer = load_officer(connection, officer_id)
    except NoSuchOfficer:
        return None
    if officer.disabled_at is not None:
        return None
    posts = tuple(held.post for held in appointments_on(connection, officer_id, day))
    return Principal(kind=Kind.OFFICER, id=officer_id, name=officer.name, posts=posts)
