"""Who an identity provider says somebody is: what logging in hands to `accounts`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from portal.people.identifiers import mask_personal_id

Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class Residence:
    """Where somebody lives: the commune, where it is known, and the rest of the address as a line."""

    unit: str | None
    line: str


@dataclass(frozen=True, slots=True)
class OrganisationClaim:
    """The organisation for which somebody logged in."""

    tax_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person in the words of one provider. The account is keyed on issuer and subject, on nothing else (R-ID-3)."""

    issuer: str
    subject: str
    name: str
    personal_id: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)  # yyyy, yyyy-mm or yyyy-mm-dd
    sex: Sex | None = field(default=None, repr=False)
    residence: Residence | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    acr: str | None = None
    auth_time: datetime | None = None
    session_id: str | None = None
    organisation: OrganisationClaim | None = None

    @property
    def masked_personal_id(self) -> str:
        return mask_personal_id(self.personal_id) if self.personal_id else ""
