"""A case as the door finds it before a command, and what the door works with."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Row

from portal.cases import deadlines
from portal.cases.hands import place_of
from portal.catalogue.versions import Published, Versions
from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.people.principal import Post, Principal
from portal.units.directory import UnitDirectory
from portal.workflow.case import CaseState
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
