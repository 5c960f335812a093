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
    """One appointment in force: a role in a unit. Somebody who is away may have left it to a stand-in."""

    role: Role
    unit: str
    held_for: str | None = None  # the officer in whose place it is held, where it is not one's own
    procedures: frozenset[str] = frozenset()  # a stand-in's may be for some procedures only; empty: for all

    def covers(self, procedure: str) -> bool:
        return not self.procedures or procedure in self.procedures


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
        """Units in which this person holds one of the roles for all procedures."""
        return frozenset(post.unit for post in self.posts if post.role in roles and not post.procedures)

    def scoped_units_as(self, *roles: Role) -> frozenset[tuple[str, frozenset[str]]]:
        """Units in which this person holds one of the roles for some procedures only, and for which."""
        return frozenset((post.unit, post.procedures) for post in self.posts if post.role in roles and post.procedures)

    @property
    def own_posts(self) -> tuple[Post, ...]:
        """The posts that are not held in somebody's place."""
        return tuple(post for post in self.posts if post.held_for is None)

    def post_at(self, role: str, unit: str, procedure: str, holder: str | None = None) -> Post | None:
        """Return the post by which this person works on a task: in the place of its holder, else one's own."""
        fitting = [p for p in self.posts if (p.role, p.unit) == (role, unit) and p.covers(procedure)]
        wanted = (holder, None) if holder != self.id else (None,)
        found = (post for held_for in wanted for post in fitting if post.held_for == held_for)
        return next(found, fitting[0] if fitting else None)


# The portal itself, where time alone makes something happen.
SYSTEM = Principal(kind=Kind.SYSTEM, id="system")
ANONYMOUS = Principal(kind=Kind.ANONYMOUS, id="anonymous")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a command came from; kept with its events (TCVN 14423 5.8.2.1)."""

    session: str = ""  # digest of the session, never the session itself
    address: str = ""
    port: int = 0
