"""Limits on what may be tried how often, counted in the database so that all workers count together (R-RATE)."""

from datetime import timedelta

from flask import abort, request

from portal.people.attempts import count_attempt
from portal.people.roles import Role
from portal.web.context import house, now, principal
from portal.web.kiosk_here import at_kiosk

# name -> (per what is tried, per address, window)
LIMITS = {
    "track": (5, 20, timedelta(hours=1)),
    "upload": (120, 600, timedelta(hours=1)),
    "submit": (20, 200, timedelta(hours=1)),
    "kiosk": (20, 20, timedelta(hours=1)),
}


# What an officer may do so often in an hour: more is no longer work at a counter (R-RATE).
MOST_LOOKED_UP = 120
MOST_LOOKED_UP_BY_HELPERS = 30  # who is of no counter meets few people an hour


def allow_looking_up() -> None:
    """Count that an officer looks a person up; answer 429 when there were too many."""
    most = MOST_LOOKED_UP if Role.RECEPTION in principal().roles else MOST_LOOKED_UP_BY_HELPERS
    with house().database.transaction() as work:
        tried = count_attempt(work, f"find-person/{principal().id}", now(), timedelta(hours=1))
    if tried > most:
        abort(429)


def allow_attempt(name: str, key: str) -> None:
    """Count one attempt; answer 429 when there were too many. Officers share an address: they do not count.

    All who come to a public screen have one address: there only what is tried is counted.
    """
    if principal().is_officer:
        return
    per_key, per_address, window = LIMITS[name]
    with house().database.transaction() as work:
        tried = count_attempt(work, f"{name}/{key}", now(), window)
        from_here = 0 if at_kiosk() else count_attempt(work, f"{name}@{request.remote_addr}", now(), window)
    if tried > per_key or from_here > per_address:
        abort(429)
