"""A case as the door finds it before a command, what the door works with, and what policy and events are told of it."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Row

from portal.cases import deadlines
from portal.cases.hands import place_of
from portal.catalogue.versions import Published, Versions
from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.people.policy import CaseFacts
from portal.people.principal import Origin, Post, Principal
from portal.units.directory import UnitDirectory
from portal.units.oversight import above, carried_on_by
from portal.workflow.case import CaseState, Referral
from portal.workflow.definition import Definition
from portal.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Tools:
    """What the door works with."""

    database: Database
    sealer: Sealer
    clock: Clock
    calendar: Calendar
    directory: UnitDirectory
    versions: Versions

    def deadline(self, state: CaseState, published: Published, variant: str, channel: str) -> deadlines.Deadline:
        """Return when a case is due, as the law counts and as it was first said."""
        clock = deadlines.clock_of(state, published.definition, variant, channel)
        return deadlines.deadline(clock, self.calendar)


class OnDesk(Protocol):
    """Where a case lies."""

    @property
    def role(self) -> str: ...

    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OpenTask:
    """The one open task of a case, and on whose desk it lies."""

    id: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A case as it stands before a command."""

    row: Row[Any]  # of `store.LOAD`
    state: CaseState
    published: Published
    definition: Definition
    task: OpenTask | None
    units: frozenset[str]


def place_in(principal: Principal, loaded: Loaded) -> Post | None:
    """Return the post by which an officer works on the open task of a case."""
    task, procedure = loaded.task, loaded.published.definition.code
    return None if task is None else place_of(principal, task.role, task.unit, procedure, loaded.state.holder)


def case_facts(
    applicant: str,
    units: frozenset[str],
    task: OnDesk | None,
    directory: UnitDirectory,
    procedure: str = "",
    referrals: tuple[Referral, ...] = (),
) -> CaseFacts:
    """Return what the policy needs to know of a case."""
    over = frozenset(a for unit in units for a in above(directory, unit))
    return CaseFacts(
        applicant=applicant,
        units=frozenset(heir for unit in units for heir in carried_on_by(directory, unit)),
        above=over,
        task_role=task.role if task is not None else None,
        task_unit=task.unit if task is not None else None,
        asked=frozenset((one.role, heir) for one in referrals for heir in carried_on_by(directory, one.unit)),
        procedure=procedure,
    )


def actor_of(principal: Principal, origin: Origin, loaded: Loaded | None = None) -> dict[str, Any]:
    """Return who acted, in which post, in whose place if not their own, from where: hashed with the event."""
    unit, role, place = "", "", None
    if principal.is_officer and loaded is not None and loaded.task is not None:
        place = place_in(principal, loaded)
        here = place or _post_beside(principal, loaded)
        unit, role = (here.unit, here.role.value) if here is not None else (loaded.task.unit, loaded.task.role)
    actor = {
        "kind": principal.kind.value,
        "id": principal.id,
        "unit": unit,
        "role": role,
        "session": origin.session,
        "address": origin.address,
        "port": origin.port,
    }
    return actor if place is None or place.held_for is None else {**actor, "for": place.held_for}


def _post_beside(principal: Principal, loaded: Loaded) -> Post | None:
    """Return the post in the units of a case by which an officer acts on it who has no part in its open task."""
    posts = (post for post in principal.own_posts if post.unit in loaded.units)
    return min(posts, key=lambda post: (post.role, post.unit), default=None)
