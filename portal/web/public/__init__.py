"""What everybody may see: finding a procedure, what it asks for and by when it is answered, tracking a case."""

from flask import Blueprint

from portal.web.public import catalogue, home, kiosk, tracking


def rooms() -> list[Blueprint]:
    """Return the blueprints of this audience."""
    return [home.room, catalogue.room, tracking.room, kiosk.room]
