"""Where the pages of an application are: a citizen's under /apply, those that officers write for somebody at the desk.

They are the same pages (`portal.web.desk.intake_form`), so that who comes to a counter, or is helped, is asked what is
asked online.
"""

from typing import Any

from flask import request, url_for

from portal.web.context import principal

AT_THE_DESK = "intake"
HELPING = "assist"


def draft_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page of the application for whoever writes it."""
    return url_for(desk_endpoint(endpoint) if principal().is_officer else endpoint, **values)


# The pages of a case that both have: the applicant's, and the one of the desk in its place.
_AT_DESK = {
    "follow.show": "desk.case",
    "follow.file": "desk.file",
    "follow.document": "desk.document",
    "supplement.show": "desk.supplement_show",
    "supplement.answer": "desk.supplement_answer",
    "supplement.file": "desk.supplement_file",
}


def case_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page of a case for whoever reads it: its applicant, or the desk."""
    return url_for(_AT_DESK[endpoint] if principal().is_officer else endpoint, **values)


def desk_endpoint(endpoint: str, room: str | None = None) -> str:
    """Return what a citizen's page is called at the desk: "papers.show" is "intake.papers_show"."""
    return f"{room or desk_room()}.{endpoint.replace('.', '_')}"


def desk_room() -> str:
    """Return in which of the two rooms of the desk this request is."""
    return HELPING if request.blueprint == HELPING else AT_THE_DESK
