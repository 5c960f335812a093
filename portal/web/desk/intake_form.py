"""The form pages at the counter and of helpers: those of the citizen, under the desk's address and the desk's policy.

One form, one set of checks: whoever comes to a counter is asked what is asked online, and nothing else. Which draft an
officer may write is asked when it is loaded (`portal.cases.drafts.draft_for`). What a helper wrote is not sent from the
last look: it is confirmed first (`assist_confirm`).
"""

from flask import Blueprint

from portal.web.citizen import application, draft_list, papers, review
from portal.web.desk.intake_room import room
from portal.web.desk.sitting import AS_HELPER, AT_COUNTER, Sitting, View, helping_room, rebound
from portal.web.draft_addresses import desk_endpoint

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


# What only a counter does: papers are brought there, and handing them over is the person's own deed.
SENDING = frozenset({"review.submit", "review.submit_again"})


def _hang(on: Blueprint, sitting: Sitting, *, without: frozenset[str] = frozenset()) -> None:
    for endpoint, method, address, view in SHARED:
        if endpoint not in without:
            name = desk_endpoint(endpoint, sitting.room).partition(".")[2]
            on.add_url_rule(address, name, rebound(view, sitting.action), methods=[method])


_hang(room, AT_COUNTER)
_hang(helping_room, AS_HELPER, without=SENDING)
