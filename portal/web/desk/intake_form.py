"""The form pages at the counter: those of the citizen, under the desk's address and the desk's policy.

One form, one set of checks: whoever comes to a counter is asked what is asked online, and nothing else. Which draft an
officer may write is asked when it is loaded (`portal.cases.drafts.draft_for`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from portal.people.policy import Action
from portal.web.citizen import application, draft_list, papers, review
from portal.web.desk.intake_room import room
from portal.web.draft_addresses import desk_endpoint
from portal.web.routing import page as bound

View = Callable[..., Any]

_DRAFT = "/<uuid:draft_id>"
_FILE = f"{_DRAFT}/papers/files/<uuid:file_id>"

# endpoint of the citizen's page, method, address, view
SHARED: tuple[tuple[str, str, str, View], ...] = (
    ("application.show", "GET", f"{_DRAFT}/<page_code>", application.show),
    ("application.save", "POST", f"{_DRAFT}/<page_code>", application.save),
    ("application.autosave", "POST", f"{_DRAFT}/<page_code>/autosave", application.autosave),
    ("papers.show", "GET", f"{_DRAFT}/papers", papers.show),
    ("papers.upload_again", "GET", f"{_DRAFT}/papers/<component>", papers.upload_again),
    ("papers.upload", "POST", f"{_DRAFT}/papers/<component>", papers.upload),
    ("papers.file", "GET", _FILE, papers.file),
    ("papers.remove", "POST", f"{_FILE}/remove", papers.remove),
    ("review.show", "GET", f"{_DRAFT}/review", review.show),
    ("review.claim_again", "GET", f"{_DRAFT}/fee", review.look_again),
    ("review.claim_exemption", "POST", f"{_DRAFT}/fee", review.claim_exemption),
    ("review.submit_again", "GET", f"{_DRAFT}/submit", review.look_again),
    ("review.submit", "POST", f"{_DRAFT}/submit", review.submit),
    ("citizen.outdated", "GET", f"{_DRAFT}/new-version", draft_list.outdated),
    ("citizen.carry", "POST", f"{_DRAFT}/new-version", draft_list.carry),
)


def _at_the_counter(view: View) -> View:
    """Return the same view, bound to what an officer does; what else it is marked with stays."""

    @wraps(view)
    def again(**values: Any) -> Any:
        return view(**values)

    return bound(Action.TAKE_IN)(again)


for _endpoint, _method, _address, _view in SHARED:
    _name = desk_endpoint(_endpoint).partition(".")[2]
    room.add_url_rule(_address, _name, _at_the_counter(_view), methods=[_method])
