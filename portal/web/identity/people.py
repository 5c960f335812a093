"""What logging in asks of the people in the house; portal.people answers it."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from portal.people.principal import Kind, Principal
from portal.web.identity.claims import Identity


class People(Protocol):
    """The persons and officers this portal knows."""

    def citizen(self, connection: Connection, identity: Identity, now: datetime) -> str:
        """Return the id of the person behind (issuer, subject), written down anew or brought up to date (R-ID-3)."""

    def officer(self, connection: Connection, identity: Identity, now: datetime) -> str | None:
        """Return the id of the officer behind (issuer, subject); None when nobody appointed one."""

    def principal(self, connection: Connection, kind: Kind, principal_id: str, now: datetime) -> Principal | None:
        """Return who acts, with the appointments of `now`; None when that person may no longer act (R-AZ-5)."""
