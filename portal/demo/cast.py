"""The people of a play: who may act where on a day, and as whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.demo.officers import DemoOfficer
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.units.directory import UnitDirectory
from portal.units.errors import NoSuchPlace
from portal.units.resolve import resolve_place
from portal.workflow.definition import Definition


@dataclass(frozen=True, slots=True)
class Cast:
    """The officers, and the ids of their accounts. Lists keep the order of the officers: nothing depends on ids."""

    officers: tuple[DemoOfficer, ...]
    ids: Mapping[str, str]  # subject -> id
    _posted: dict[tuple[str, str], list[DemoOfficer]] = field(init=False, default_factory=dict)
    _by_id: dict[str, DemoOfficer] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for officer in self.officers:
            self._by_id[self.ids[officer.subject]] = officer
            for post in officer.posts:
                here = self._posted.setdefault((post.role.value, post.unit), [])
                if officer not in here:
                    here.append(officer)

    def holders(self, role: str, unit: str, day: date) -> list[DemoOfficer]:
        """Return who holds a role in a unit on a day."""
        return [o for o in self._posted.get((role, unit), ()) if Role(role) in self._roles(o, unit, day)]

    def by_id(self, officer_id: str) -> DemoOfficer:
        return self._by_id[officer_id]

    def principal(self, officer: DemoOfficer, day: date) -> Principal:
        """Return the officer with the posts of the day, as logging in would."""
        posts = tuple(Post(post.role, post.unit) for post in officer.posts_on(day))
        return Principal(kind=Kind.OFFICER, id=self.ids[officer.subject], name=officer.name, posts=posts)

    def desks(self, day: date) -> list[tuple[str, str]]:
        """Return every desk of the day as role and unit."""
        posts = (post for officer in self.officers for post in officer.posts_on(day))
        return list(dict.fromkeys((post.role.value, post.unit) for post in posts))

    def _roles(self, officer: DemoOfficer, unit: str, day: date) -> Iterable[Role]:
        return (post.role for post in officer.posts_on(day) if post.unit == unit)


def places_of(directory: UnitDirectory, workflow: Definition, *, competent: str, day: date) -> dict[str, str] | None:
    """Return the unit of each step for a case decided by a unit; None where one of them is nowhere."""
    try:
        intake = directory.reception(competent, day)
        return {
            code: resolve_place(directory, step.at, competent=competent, intake=intake, day=day)
            for code, step in workflow.steps.items()
        }
    except NoSuchPlace:
        return None


def staffed(cast: Cast, workflow: Definition, places: Mapping[str, str], day: date) -> bool:
    """Say whether every step finds somebody."""
    return all(cast.holders(step.role, places[code], day) for code, step in workflow.steps.items())
