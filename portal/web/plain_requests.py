"""Requests in no other clothes than ours: what no page of the portal sends is refused unread (R-AZ-8).

A NUL byte means nothing in any address. A name given twice could mean two things. What changes something is said in
the form, never in the address.
"""

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A provider's answers are judged and written down by the room that asked; the demo's provider judges what it is sent.
THEIR_OWN_JUDGE = ("identity.", "demo_citizens.", "demo_officers.")


def refuse_odd_requests(app: Flask) -> None:
    """Answer 404 to an impossible address, and 400 to a query that nobody could mean."""
    app.before_request(_check)


def _check() -> None:
    if "\x00" in request.path:
        abort(404)
    if request.endpoint is None or request.endpoint.startswith(THEIR_OWN_JUDGE):
        return
    for name, values in request.args.lists():
        if len(values) > 1 or "\x00" in name or "\x00" in values[0]:
            raise BadRequest
    if request.method not in SAFE_METHODS and request.args:
        raise BadRequest
