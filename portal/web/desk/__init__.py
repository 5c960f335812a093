"""The officer's rooms: what lies with me, one case, what can be done to it."""

from flask import Blueprint

from portal.web.desk.intake_room import room as intake_room
from portal.web.desk.room import room


def rooms() -> list[Blueprint]:
    """Return the blueprints of this audience."""
    from portal.web.desk import (  # noqa: F401  they hang their views on the room
        absence,
        actions,
        apologies,
        arrangement,
        bulk,
        case,
        files,
        inbox,
        intake,
        intake_form,
        kept,
        keys,
        label_list,
        listing,
        originals,
        people,
        receipt,
        referrals,
        register,
        roads,
        workload,
    )

    return [room, intake_room]
