"""Who acts: a citizen, an officer with the appointments of today, the system itself, or nobody known."""

from dataclasses import dataclass
from enum import StrEnum

from portal.people.roles import Role


class Kind(StrEnum):
    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Post:
    """One appointment in force: a role in a unit."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever acts. Read afresh for every request, so that a right ends with the appointment (R-AZ-5)."""

    kind: Kind
    id: str
    name: str = ""
    posts: tuple[Post, ...] = ()
    organisation_id: str | None = None

    @property
    def is_citizen(self) -> bool:
        return self.kind is Kind.CITIZEN

    @property
    def is_officer(self) -> bool:
        return self.kind is Kind.OFFICER

    @property
    def units(self) -> frozenset[str]:
        """Units in which this person holds any post."""
        return frozenset(post.unit for post in self.posts)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    def units_as(self, *roles: Role) -> frozenset[str]:
        """Units in which this person holds one of the roles."""
        return frozenset(post.unit for post in self.posts if post.role in roles)


# The portal itself, where time alone makes something happen.
SYSTEM = Principal(kind=Kind.SYSTEM, id="system")
ANONYMOUS = Principal(kind=Kind.ANONYMOUS, id="anonymous")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a command came from; kept with its events (TCVN 14423 5.8.2.1)."""

    session: str = ""  # digest of the session, never the session itself
    address: str = ""
    port: int = 0
