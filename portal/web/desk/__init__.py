"""The officer's rooms: what lies with me, one case, what can be done to it."""

from flask import Blueprint

from portal.web.desk.intake_room import room as intake_room
from portal.web.desk.room import room
from portal.web.desk.sitting import helping_room


def rooms() -> list[Blueprint]:
    """Return the blueprints of this audience."""
    from portal.web.desk import (  # noqa: F401  they hang their views on the room
        absence,
        actions,
        apologies,
        arrangement,
        assist_confirm,
        assist_sent,
        at_counter,
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
        meetings,
        originals,
        pairs,
        people,
        receipt,
        referrals,
        register,
        returns,
        roads,
        workload,
    )

    return [room, intake_room, helping_room]
