"""Citizens' accounts: written down at the first login, brought up to date at each later one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.clock import local
from portal.crypto import Sealer
from portal.people.errors import AccountDisabled, NoSuchPerson
from portal.people.identifiers import mask_personal_id
from portal.people.identity import Identity, OrganisationClaim
from portal.people.models import Mandate, Organisation, Person

_AT_ONCE = 1000  # values that one statement may name on any database


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What of a person is kept sealed."""

    personal_id: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    residence_line: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """A person with the sealed attributes open. Its `repr` shows the personal number masked, and no address."""

    id: str
    issuer: str
    subject: str
    name: str
    residence_unit: str | None
    language: str
    created_at: datetime
    last_login_at: datetime
    disabled_at: datetime | None
    private: Private = field(repr=False)

    @property
    def personal_id(self) -> str | None:
        return self.private.personal_id

    @property
    def birth_date(self) -> str | None:
        """`yyyy`, `yyyy-mm` or `yyyy-mm-dd`: of old people sometimes only the year is known."""
        return self.private.birth_date

    @property
    def sex(self) -> str | None:
        return self.private.sex

    @property
    def residence_line(self) -> str | None:
        return self.private.residence_line

    @property
    def phone(self) -> str | None:
        return self.private.phone

    @property
    def email(self) -> str | None:
        return self.private.email

    def __repr__(self) -> str:
        number = mask_personal_id(self.personal_id) if self.personal_id else None
        return f"PersonRecord(id={self.id!r}, name={self.name!r}, personal_id={number!r})"


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    id: str
    tax_code: str
    name: str


def find_or_create_person(connection: Connection, sealer: Sealer, identity: Identity, now: datetime) -> str:
    """Return the id of the account of (issuer, subject), brought up to date with what the provider says now.

    What it does not say this time is kept. Nobody is found by e-mail, telephone or personal number (R-ID-3). Raises
    `AccountDisabled`.
    """
    person_id = (
        _bring_up_to_date(connection, sealer, identity, now)
        or _create(connection, sealer, identity, now)
        or _bring_up_to_date(connection, sealer, identity, now)
    )
    if person_id is None:
        raise NoSuchPerson(identity.subject)
    if identity.organisation is not None:
        _note_mandate(connection, person_id, identity.organisation, now)
    return person_id


def load_person(connection: Connection, sealer: Sealer, person_id: str) -> PersonRecord:
    """Return a person, sealed attributes opened. Raises `NoSuchPerson`, and `Unreadable` for a row that was altered."""
    row = connection.execute(select(Person.__table__).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NoSuchPerson(person_id)
    return _record(sealer, row)


def load_people(connection: Connection, sealer: Sealer, person_ids: Iterable[str]) -> dict[str, PersonRecord]:
    """Return those of some people that exist, by id, in one query for each thousand."""
    wanted = sorted(set(person_ids))
    found: dict[str, PersonRecord] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = Person.id.in_(wanted[start : start + _AT_ONCE])
        rows = connection.execute(select(Person.__table__).where(some))
        found |= {row.id: _record(sealer, row) for row in rows}
    return found


def find_person_by_identifier(connection: Connection, sealer: Sealer, number: str) -> PersonRecord | None:
    """Return the person with a personal number; of accounts with several providers, the one used last."""
    statement = (
        select(Person.__table__)
        .where(Person.personal_id_index == _index(sealer, number))
        .order_by(Person.last_login_at.desc(), Person.id)
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else _record(sealer, row)


def organisations_of(connection: Connection, person_id: str, day: date) -> tuple[OrganisationRecord, ...]:
    """Return the organisations that a person may act for on a day, by name."""
    statement = (
        select(Organisation.id, Organisation.tax_code, Organisation.name)
        .join(Mandate, Mandate.organisation_id == Organisation.id)
        .where(Mandate.person_id == person_id, _in_force(day))
        .distinct()
        .order_by(Organisation.name, Organisation.id)
    )
    return tuple(OrganisationRecord(*row) for row in connection.execute(statement))


def _create(connection: Connection, sealer: Sealer, identity: Identity, now: datetime) -> str | None:
    """Write the account down; None when somebody else did so at the same moment."""
    person_id = str(uuid4())
    row = {
        "id": person_id,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "language": "vi",
        "created_at": now,
        **_attributes(sealer, person_id, identity, Private()),
        "last_login_at": now,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(Person).values(**row))
    except IntegrityError:
        return None
    return person_id


def _bring_up_to_date(connection: Connection, sealer: Sealer, identity: Identity, now: datetime) -> str | None:
    """Write down what the provider says now; None when there is no account yet."""
    key = and_(Person.issuer == identity.issuer, Person.subject == identity.subject)
    row = connection.execute(select(Person.__table__).where(key)).one_or_none()
    if row is None:
        return None
    if row.disabled_at is not None:
        raise AccountDisabled(row.id)
    changed = _attributes(sealer, row.id, identity, _open(sealer, row))
    if identity.residence is None:
        changed["residence_unit"] = row.residence_unit
    connection.execute(update(Person).where(Person.id == row.id).values(**changed, last_login_at=now))
    return str(row.id)


def _attributes(sealer: Sealer, person_id: str, identity: Identity, known: Private) -> dict[str, Any]:
    """Return the columns that a login sets, from what the provider says and what was known before."""
    said = {
        "personal_id": identity.personal_id,
        "birth_date": identity.birth_date,
        "sex": identity.sex,
        "residence_line": identity.residence.line if identity.residence is not None else None,
        "phone": identity.phone,
        "email": identity.email,
    }
    private = replace(known, **{name: value for name, value in said.items() if value is not None})
    number = private.personal_id
    return {
        "name": identity.name,
        "private": sealer.seal(asdict(private), bound_to=_row(person_id)),
        "personal_id_index": _index(sealer, number) if number is not None else None,
        "residence_unit": identity.residence.unit if identity.residence is not None else None,
    }


def _note_mandate(connection: Connection, person_id: str, claim: OrganisationClaim, now: datetime) -> None:
    """Note that the provider says this person acts for an organisation, unless that is known already."""
    day = local(now).date()
    organisation_id = _organisation(connection, claim, now)
    if any(known.id == organisation_id for known in organisations_of(connection, person_id, day)):
        return
    connection.execute(
        insert(Mandate).values(
            id=str(uuid4()),
            person_id=person_id,
            organisation_id=organisation_id,
            for_person_id=None,
            valid_from=day,
            valid_to=None,
            ground="identity provider",
        )
    )


def _organisation(connection: Connection, claim: OrganisationClaim, now: datetime) -> str:
    same = Organisation.tax_code == claim.tax_code
    try:
        with connection.begin_nested():
            made = {"id": str(uuid4()), "tax_code": claim.tax_code, "name": claim.name, "created_at": now}
            connection.execute(insert(Organisation).values(**made))
    except IntegrityError:
        connection.execute(update(Organisation).where(same).values(name=claim.name))
    return connection.execute(select(Organisation.id).where(same)).scalar_one()


def _in_force(day: date) -> ColumnElement[bool]:
    return and_(Mandate.valid_from <= day, or_(Mandate.valid_to.is_(None), Mandate.valid_to >= day))


def _record(sealer: Sealer, row: Row[Any]) -> PersonRecord:
    plain = {name: value for name, value in row._mapping.items() if name not in ("private", "personal_id_index")}
    return PersonRecord(**plain, private=_open(sealer, row))


def _open(sealer: Sealer, row: Row[Any]) -> Private:
    return Private(**sealer.open(row.private, bound_to=_row(row.id)))


def _row(person_id: str) -> str:
    return f"persons/{person_id}"


def _index(sealer: Sealer, number: str) -> str:
    return sealer.index(f"personal_id/{number}")
