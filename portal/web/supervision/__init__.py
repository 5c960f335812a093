"""The supervisor's rooms: figures of turnaround, and the codes behind every number."""

from flask import Blueprint

from portal.web.supervision.overview import room


def rooms() -> list[Blueprint]:
    """Return the blueprints of this audience."""
    return [room]
