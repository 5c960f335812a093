"""Where the pages of an application are: a citizen's under /apply, those of an office that takes it in at the desk.

They are the same pages (`portal.web.desk.intake_form`), so that who comes to a counter is asked what is asked online.
"""

from typing import Any

from flask import url_for

from portal.web.context import principal

AT_THE_DESK = "intake"


def draft_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page of the application for whoever writes it."""
    return url_for(desk_endpoint(endpoint) if principal().is_officer else endpoint, **values)


def desk_endpoint(endpoint: str) -> str:
    """Return what a citizen's page is called at the desk: "papers.show" is "intake.papers_show"."""
    return f"{AT_THE_DESK}.{endpoint.replace('.', '_')}"
