"""How many apologies wait for a leader, as the navigation of every page says it: looked up once in a short while.

A page may ask the database eight times; this number is no reason for a ninth. Whoever signs sees it change at once.
"""

from datetime import datetime, timedelta

from flask import current_app

from portal.cases.apologies import count_waiting
from portal.people.principal import Principal
from portal.web.context import house, now

KEPT_FOR = timedelta(seconds=30)
_KEPT = "apologies waiting"


def apologies_waiting(who: Principal) -> int:
    """Return the number, at most half a minute old."""
    kept = _kept()
    counted = kept.get(who.id)
    if counted is not None and timedelta(0) <= now() - counted[0] < KEPT_FOR:
        return counted[1]
    with house().database.read() as look:
        return keep_waiting(who, count_waiting(look, who))


def keep_waiting(who: Principal, number: int) -> int:
    """Remember a number that was just looked up."""
    _kept()[who.id] = (now(), number)
    return number


def _kept() -> dict[str, tuple[datetime, int]]:
    found: dict[str, tuple[datetime, int]] = current_app.extensions.setdefault(_KEPT, {})
    return found
