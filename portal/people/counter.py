"""People who come to a counter and have no account here: written down by an officer, from their card.

Their account has no provider: nobody can log in to it. Who has an account is found by the number on the card.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from portal.crypto import Sealer
from portal.people.accounts import find_or_create_person, find_person_by_identifier
from portal.people.identity import Identity, Residence

COUNTER = "counter"  # in place of an issuer, which is an address


def write_down_person(work: Connection, sealer: Sealer, said: Mapping[str, Any], now: datetime) -> str:
    """Return the id of the person with this number; written down if nobody knows them yet.

    `said` is the answer to a question of the type person. What is known already is not changed: a counter does not
    overwrite what an identity provider says.
    """
    known = find_person_by_identifier(work, sealer, said["identifier"])
    if known is not None:
        return known.id
    home = said.get("residence") or {}
    identity = Identity(
        issuer=COUNTER,
        subject=sealer.index(f"counter/{said['identifier']}"),
        name=said["name"],
        personal_id=said["identifier"],
        birth_date=said.get("birth_date"),
        sex=said.get("sex"),
        residence=Residence(home["unit"], home.get("line", "")) if home else None,
        phone=said.get("phone"),
        email=said.get("email"),
    )
    return find_or_create_person(work, sealer, identity, now)
