"""The citizen's rooms: applying, and following what was applied for."""

from flask import Blueprint

from portal.web.citizen import application, appointment, draft_list, follow, papers, review, supplement


def rooms() -> list[Blueprint]:
    """Return the blueprints of this audience."""
    return [draft_list.room, application.room, papers.room, review.room, follow.room, supplement.room, appointment.room]
