"""Whom the demo's login page offers: invented citizens from a file, and the officers who are in the database."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.clock import local
from portal.demo.citizens import DemoCitizen, named_citizens
from portal.demo.issuing import DemoUser
from portal.people.models import Appointment, Officer
from portal.people.officers import find_officer, in_force
from portal.text import fold
from portal.units.models import Unit, UnitClosure
from portal.web.case_words import role_name
from portal.web.identity import Doorkeeper
from portal.web.language import language

FIRST_COMMUNE = "51.21235"  # whose officers are offered before anybody searches
MOST_OFFICERS = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """One person on the list: what a form sends, and what one reads."""

    subject: str
    name: str
    about: str


class OfferedCitizens:
    """The invented citizens of people.json."""

    def __init__(self) -> None:
        self._all = {citizen.subject: citizen for citizen in named_citizens()}

    def find(self, subject: str) -> DemoUser | None:
        citizen = self._all.get(subject)
        return None if citizen is None else DemoUser(subject, _claims(citizen))

    def offers(self, search: str) -> list[Offer]:
        in_english = language() == "en"
        return [
            Offer(
                one.subject,
                one.organisation.name if one.organisation else one.name,
                one.about_en if in_english else one.about_vi,
            )
            for one in self._all.values()
            if fold(search) in fold(f"{one.name} {one.about_vi}")
        ]


def _claims(citizen: DemoCitizen) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "name": citizen.name,
        "identity_number": citizen.personal_id,
        "birthdate": citizen.birth_date.isoformat(),
        "gender": citizen.sex,
        "residence": citizen.line,
        "residence_unit": citizen.unit,
        "phone_number": citizen.phone,
        "email": citizen.email,
    }
    if citizen.organisation is not None:
        claims |= {
            "organisation_tax_code": citizen.organisation.tax_code,
            "organisation_name": citizen.organisation.name,
        }
    return claims


class OfferedOfficers:
    """The officers in the database whose accounts are of the demo's issuer."""

    def __init__(self, keeper: Doorkeeper, issuer: str) -> None:
        self._keeper = keeper
        self._issuer = issuer

    def find(self, subject: str) -> DemoUser | None:
        with self._keeper.database.read() as connection:
            officer = find_officer(connection, self._issuer, subject)
        return None if officer is None else DemoUser(subject, {"name": officer.name})

    def offers(self, search: str) -> list[Offer]:
        """Return those who match by name, role or unit; without a search those of the first commune and above it."""
        with self._keeper.database.read() as connection:
            rows = _posts(connection, self._issuer, local(self._keeper.now()).date())
            near = _around(connection, FIRST_COMMUNE)
        names, posts, close = {}, defaultdict(list), set()
        for row in rows:
            names[row.subject] = row.name
            posts[row.subject].append(f"{role_name(row.role)}, {row.unit_name}")
            if row.unit in near:
                close.add(row.subject)
        all_of_them = [Offer(subject, name, "; ".join(posts[subject])) for subject, name in names.items()]
        if search:
            found = [offer for offer in all_of_them if fold(search) in fold(f"{offer.name} {offer.about}")]
        else:
            found = [offer for offer in all_of_them if offer.subject in close] or all_of_them
        return found[:MOST_OFFICERS]


def _around(connection: Connection, unit: str) -> set[str]:
    """Return a unit with everything below and above it."""
    below = select(UnitClosure.descendant).where(UnitClosure.ancestor == unit)
    above = select(UnitClosure.ancestor).where(UnitClosure.descendant == unit)
    return {*connection.scalars(below), *connection.scalars(above)}


def _posts(connection: Connection, issuer: str, day: date) -> list[Row[Any]]:
    columns = (Officer.subject, Officer.name, Appointment.role, Appointment.unit, Unit.name.label("unit_name"))
    statement = (
        select(*columns)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .join(Unit, Unit.code == Appointment.unit)
        .where(Officer.issuer == issuer, Officer.disabled_at.is_(None), in_force(day))
        .order_by(Appointment.unit, Officer.subject, Appointment.role)
    )
    return list(connection.execute(statement))
