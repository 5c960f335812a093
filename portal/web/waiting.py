"""What waits for heads and leaders, as the desk says it on every page or first: looked up once in a short while.

These are apologies to sign, and steps that they were warned of. A page may ask the database eight times; they are no
reason for a ninth. Whoever signs sees the number change at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar, cast

from flask import current_app

from portal.cases.apologies import count_waiting
from portal.cases.escalated import Escalated, escalated
from portal.people.principal import Principal
from portal.web.context import house, now, today

KEPT_FOR = timedelta(seconds=30)
_KEPT = "what waits for those in charge"

T = TypeVar("T")


def apologies_waiting(who: Principal) -> int:
    """Return how many apologies wait for a leader, at most half a minute old."""

    def look_up() -> int:
        with house().database.read() as look:
            return count_waiting(look, who)

    return _remembered(("apologies", who.id), look_up)


def keep_waiting(who: Principal, number: int) -> int:
    """Remember a number that was just looked up."""
    _kept()["apologies", who.id] = (now(), number)
    return number


def escalated_to(who: Principal) -> Escalated | None:
    """Return the steps that a head or leader was warned of, at most half a minute old."""

    def look_up() -> Escalated | None:
        with house().database.read() as look:
            return escalated(look, who, house().directory, now(), today())

    return _remembered(("steps", who.id, *who.posts), look_up)  # a right ends at once (R-AZ-5)


def _remembered(what: tuple[object, ...], look_up: Callable[[], T]) -> T:
    found = _kept().get(what)
    if found is not None and timedelta(0) <= now() - found[0] < KEPT_FOR:
        return cast("T", found[1])
    _kept()[what] = (now(), value := look_up())
    return value


def _kept() -> dict[tuple[object, ...], tuple[datetime, object]]:
    found: dict[tuple[object, ...], tuple[datetime, object]] = current_app.extensions.setdefault(_KEPT, {})
    return found
