"""The places of an officer's desk, a role in a unit each, and which of the tasks that lie there are on the desk.

Statements are built for the shape of a place; whose it is, where and for what are values given later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_

from portal.cases.models import NOT_DONE, Case, Task
from portal.people.principal import Post, Principal
from portal.people.roles import DESK_ROLES, Role


@dataclass(frozen=True, slots=True)
class Place:
    """A role in a unit whose tasks come to an officer, in whatever capacity: asked about once."""

    role: str
    unit: str
    whole: bool  # for all procedures
    others: tuple[str, ...] = ()  # in whose place, for all procedures
    scoped: tuple[tuple[str, tuple[str, ...]], ...] = ()  # in whose place, for these procedures only

    @property
    def shape(self) -> "Shape":
        return Shape(self.whole, bool(self.others), len(self.scoped))


class Shape(NamedTuple):
    """What of a place decides its statement: values are given to it later."""

    whole: bool
    has_others: bool
    scoped: int


def places_of(principal: Principal) -> list[Place]:
    """Return where tasks can lie for the officer: each role in each unit once, whether one's own or a stand-in's."""
    at: dict[tuple[Role, str], list[Post]] = {}
    for post in principal.posts:
        if post.role in DESK_ROLES:
            at.setdefault((post.role, post.unit), []).append(post)
    return [_place(role, unit, posts) for (role, unit), posts in at.items()]


def _place(role: Role, unit: str, posts: Sequence[Post]) -> Place:
    away = [(post.held_for, tuple(sorted(post.procedures))) for post in posts if post.held_for is not None]
    return Place(
        role=role.value,
        unit=unit,
        whole=any(not post.procedures for post in posts),
        others=tuple(officer for officer, procedures in away if not procedures),
        scoped=tuple((officer, procedures) for officer, procedures in away if procedures),
    )


def shapes_of(places: Sequence[Place]) -> tuple[Shape, ...]:
    return tuple(place.shape for place in places)


def place_values(places: Sequence[Place]) -> dict[str, Any]:
    """Return the values of what `on_desk` asks for, besides `me`."""
    values: dict[str, Any] = {}
    for number, place in enumerate(places):
        values |= {f"in_unit_{number}": place.unit, f"as_role_{number}": place.role}
        if place.others:
            values[f"others_{number}"] = place.others
        for scope, (officer, procedures) in enumerate(place.scoped):
            values |= {f"for_{number}_{scope}": officer, f"procedures_{number}_{scope}": procedures}
    return values


def on_desk(number: int, shape: Shape) -> ColumnElement[bool]:
    """Hold for tasks of one of the officer's places that nobody else has taken but those whose place they take."""
    unit: BindParameter[str] = bindparam(f"in_unit_{number}")
    role: BindParameter[str] = bindparam(f"as_role_{number}")
    free: list[ColumnElement[bool]] = [Task.holder.is_(None)] if shape.whole else []
    free.append(Task.holder == bindparam("me"))
    if shape.has_others:
        free.append(Task.holder.in_(bindparam(f"others_{number}", expanding=True)))
    for scope in range(shape.scoped):
        procedures: BindParameter[Any] = bindparam(f"procedures_{number}_{scope}", expanding=True)
        theirs = or_(Task.holder.is_(None), Task.holder == bindparam(f"for_{number}_{scope}"))
        free.append(and_(Case.procedure_code.in_(procedures), theirs))
    return and_(Task.unit == unit, Task.role == role, NOT_DONE, or_(*free))
