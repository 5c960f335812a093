"""The officer's rooms: what lies with me, one case, what can be done to it."""

from flask import Blueprint

from portal.web.desk.room import room


def rooms() -> list[Blueprint]:
    """Return the blueprints of this audience."""
    from portal.web.desk import (  # noqa: F401  they hang their views on the room
        actions,
        arrangement,
        case,
        files,
        inbox,
        kept,
        keys,
        label_list,
        listing,
        register,
    )

    return [room]
