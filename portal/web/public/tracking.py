"""Following a case without logging in: its code, and the secret printed on the receipt. A wrong pair and an absent code
get the same answer (AC-81)."""

import hmac

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from wtforms import Form, StringField

from portal.cases.access import APPLIED_FOR
from portal.cases.errors import NoSuchCase
from portal.cases.queries import get_case, history
from portal.cases.secrets import tracking_secret
from portal.people.policy import Action
from portal.text import clean
from portal.web.case_words import due_badge, due_sentence
from portal.web.context import house, now
from portal.web.history_view import timeline
from portal.web.limits import allow_attempt
from portal.web.rendering import label, render
from portal.web.routing import page as bound

room = Blueprint("tracking", __name__)


class TrackForm(Form):
    code = StringField()
    secret = StringField()


@room.get("/track")
@bound(Action.TRACK_CASE)
def ask() -> ResponseReturnValue:
    """Ask for code and secret; the QR on a receipt fills in the code."""
    return render("public/track.html", code=clean(request.args.get("code", ""))[:60], wrong=False)


@room.post("/track")
@bound(Action.TRACK_CASE)
def show() -> ResponseReturnValue:
    form = TrackForm(request.form)
    code, secret = clean(form.code.data or "").upper()[:60], clean(form.secret.data or "").upper()[:20]
    allow_attempt("track", code)
    with house().database.read() as look:
        try:
            row = get_case(look, code, APPLIED_FOR)
        except NoSuchCase:
            return render("public/track.html", code=code, wrong=True), 404
        if not hmac.compare_digest(secret.encode(), tracking_secret(house().sealer, row.id).encode()):
            return render("public/track.html", code=code, wrong=True), 404
        published = house().versions.get(look, row.version_id)
        entries = history(look, row.id, house().sealer)
    return render(
        "public/tracked.html",
        code=row.code,
        title=label(published.definition.name),
        badge=due_badge(row, now()),
        sentence=due_sentence(row),
        events=timeline(entries, published.workflows[row.variant], {}, private=False),
    )
