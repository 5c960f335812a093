"""Requests in no other clothes than ours: what no page of the portal sends is refused unread (R-AZ-8).

A NUL byte means nothing in any address. A name given twice could mean two things. What changes something is said in
the form, never in the address.
"""

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import BadRequest

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A provider's answers are judged and written down by the room that asked; the demo's provider judges what it is sent.
THEIR_OWN_JUDGE = ("identity.", "demo_citizens.", "demo_officers.")


# What people type; files come as multipart, and have limits of their own. Werkzeug reads a plain form whole.
MOST_TYPED = 2 * 1024 * 1024


def refuse_odd_requests(app: Flask) -> None:
    """Answer 404 to an impossible address, 400 to what nobody could mean, 413 to more than anybody types."""
    app.before_request(_check)


def _check() -> None:
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_TYPED
    if "\x00" in request.path:
        abort(404)
    if request.endpoint is None or request.endpoint.startswith(THEIR_OWN_JUDGE):
        return
    for name, values in request.args.lists():
        if len(values) > 1 or "\x00" in name or "\x00" in values[0]:
            raise BadRequest
    if request.method in SAFE_METHODS:
        return
    if request.args or (not _reads_for_itself() and (None in request.form or None in request.files)):
        raise BadRequest  # a part of a form without a name means nothing either


def _reads_for_itself() -> bool:
    """Say whether the view takes its body as a stream, which must not be read before."""
    return bool(getattr(current_app.view_functions[request.endpoint or ""], "own_csrf", False))
