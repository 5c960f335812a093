"""What every view may ask for: the house, the person, the moment."""

from datetime import date, datetime
from typing import cast

from flask import current_app, g

from portal.clock import local
from portal.house import House
from portal.people.principal import Principal


def house() -> House:
    return cast("House", current_app.extensions["house"])


def principal() -> Principal:
    """Return whoever makes this request, with the appointments of this moment."""
    return cast("Principal", g.principal)


def now() -> datetime:
    """Return the moment of this request: one moment for all of a page."""
    if "now" not in g:
        g.now = house().clock()
    return cast("datetime", g.now)


def today() -> date:
    return local(now()).date()
