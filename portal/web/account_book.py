"""What logging in asks of the people in the house: accounts of citizens and officers, by issuer and subject."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from portal.clock import local
from portal.crypto import Sealer
from portal.people import identity as people
from portal.people.accounts import find_or_create_person
from portal.people.acting import load_principal
from portal.people.officers import find_officer, note_officer_login
from portal.people.principal import Kind, Principal
from portal.people.residence import locate
from portal.units.directory import UnitDirectory
from portal.web.identity.claims import Identity


@dataclass(frozen=True, slots=True)
class AccountBook:
    """Answers `identity.people.People`."""

    sealer: Sealer
    directory: UnitDirectory

    def citizen(self, connection: Connection, identity: Identity, now: datetime) -> str:
        return find_or_create_person(connection, self.sealer, self._person(identity, now), now)

    def officer(self, connection: Connection, identity: Identity, now: datetime) -> str | None:
        found = find_officer(connection, identity.issuer, identity.subject)
        if found is None or found.disabled_at is not None:
            return None
        note_officer_login(connection, found.id, now)
        return found.id

    def principal(self, connection: Connection, kind: Kind, principal_id: str, now: datetime) -> Principal | None:
        return load_principal(connection, kind, principal_id, local(now).date())

    def _person(self, told: Identity, now: datetime) -> people.Identity:
        residence = None
        if told.residence or told.residence_unit:
            residence = locate(
                people.Residence(told.residence_unit or None, told.residence), self.directory, local(now).date()
            )
        organisation = None
        if told.tax_code and told.organisation_name:
            organisation = people.OrganisationClaim(told.tax_code, told.organisation_name)
        return people.Identity(
            issuer=told.issuer,
            subject=told.subject,
            name=told.name,
            personal_id=told.identity_number or None,
            birth_date=told.birth_date or None,
            sex="male" if told.sex == "male" else "female" if told.sex == "female" else None,
            residence=residence,
            phone=told.phone or None,
            email=told.email or None,
            acr=told.acr or None,
            organisation=organisation,
        )
