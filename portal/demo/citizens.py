"""The demo's citizens: a few who can be logged in as, and a crowd that only applies."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection

from portal.crypto import Sealer
from portal.demo.names import Sex, birth_date, mobile, person_name, personal_id
from portal.people.accounts import find_or_create_person
from portal.people.identity import Identity, OrganisationClaim, Residence

PEOPLE = Path(__file__).with_name("people.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCitizen:
    """A person as an identity provider knows one; `about` says in Vietnamese and English whom one would be."""

    subject: str
    name: str
    birth_date: date
    sex: Sex
    personal_id: str
    unit: str
    line: str
    phone: str
    email: str
    organisation: OrganisationClaim | None = None
    about_vi: str = ""
    about_en: str = ""

    def answer(self, unit: str) -> dict[str, Any]:
        """Return the person as an answer of a form holds one, living in `unit`."""
        return {
            "name": self.name,
            "identifier": self.personal_id,
            "birth_date": self.birth_date.isoformat(),
            "sex": self.sex,
            "residence": {"unit": unit, "line": self.line},
            "phone": self.phone,
            "email": self.email,
        }

    def identity(self, issuer: str) -> Identity:
        return Identity(
            issuer=issuer,
            subject=self.subject,
            name=self.name,
            personal_id=self.personal_id,
            birth_date=self.birth_date.isoformat(),
            sex=self.sex,
            residence=Residence(self.unit, self.line),
            phone=self.phone,
            email=self.email,
            organisation=self.organisation,
        )


def named_citizens() -> tuple[DemoCitizen, ...]:
    """Return those whom the demo's login page offers, from people.json."""
    rows = json.loads(PEOPLE.read_text(encoding="utf-8"))["citizens"]
    return tuple(_named(**row) for row in rows)


def crowd(commune: str, count: int) -> tuple[DemoCitizen, ...]:
    """Return the first `count` of the invented people of a commune: the same ones each time."""
    random = Random(commune)
    return tuple(_invented(commune, number, random) for number in range(count))


def enrol_citizens(
    work: Connection, sealer: Sealer, citizens: Iterable[DemoCitizen], issuer: str, now: datetime
) -> dict[str, str]:
    """Write the people down as if each had logged in at `now`; return their ids by subject."""
    return {citizen.subject: find_or_create_person(work, sealer, citizen.identity(issuer), now) for citizen in citizens}


def _named(
    *, birth_date: str, about: dict[str, str], organisation: dict[str, str] | None = None, **facts: str
) -> DemoCitizen:
    return DemoCitizen(
        **facts,  # type: ignore[arg-type]  # the file says male or female
        birth_date=date.fromisoformat(birth_date),
        organisation=OrganisationClaim(**organisation) if organisation else None,
        about_vi=about["vi"],
        about_en=about["en"],
    )


def _invented(commune: str, number: int, random: Random) -> DemoCitizen:
    sex: Sex = random.choice(("male", "female"))
    highland = commune.startswith(("62", "51.23"))
    born = birth_date(random)
    subject = f"{commune}-{number + 1:03d}"
    return DemoCitizen(
        subject=subject,
        name=person_name(random, sex, highland=highland),
        birth_date=born,
        sex=sex,
        personal_id=personal_id(random, born, sex, province="062" if highland else "051"),
        unit=commune,
        line=f"{random.choice(('Thôn', 'Tổ dân phố'))} {random.randint(1, 9)}",
        phone=mobile(random),
        email=f"dan-{subject}@example.org",
    )
