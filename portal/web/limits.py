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


# All who come to a public screen have one address: a screen may try so many times what an address may.
CROWD = 4

# Whether at a counter -> what an officer, and all officers of one address, may look up in an hour (R-RATE). More is no
# longer work: who is of no counter meets few people an hour, and few of them sit in one room.
LOOKED_UP = {True: (120, 600), False: (30, 90)}


def allow_looking_up() -> None:
    """Count that an officer looks a person up; answer 429 when there were too many, by themselves or from here."""
    at_counter = Role.RECEPTION in principal().roles
    per_officer, per_address = LOOKED_UP[at_counter]
    here = f"{'counter' if at_counter else 'helper'}/{request.remote_addr}"
    with house().database.transaction() as work:
        tried = count_attempt(work, f"find-person/{principal().id}", now(), timedelta(hours=1))
        from_here = count_attempt(work, f"find-person@{here}", now(), timedelta(hours=1))
    if tried > per_officer or from_here > per_address:
        abort(429)


def allow_attempt(name: str, key: str) -> None:
    """Count one attempt; answer 429 when there were too many. Officers share an address: they do not count.

    At a public screen it is the screen that is counted, not the address that all its visitors share.
    """
    if principal().is_officer:
        return
    per_key, per_address, window = LIMITS[name]
    screen = at_kiosk()
    here = f"{name}@{request.remote_addr}" if screen is None else f"{name}@screen/{screen.id}"
    with house().database.transaction() as work:
        tried = count_attempt(work, f"{name}/{key}", now(), window)
        from_here = count_attempt(work, here, now(), window)
    if tried > per_key or from_here > per_address * (1 if screen is None else CROWD):
        abort(429)
