"""The first page: one question, the events of a life, and what many people do."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.deadlines import promised
from portal.catalogue.answers import STANDARD
from portal.catalogue.search import search
from portal.catalogue.vocabulary import life_events
from portal.people.policy import Action
from portal.web.context import house, now, principal, today
from portal.web.identity.flow import local_address
from portal.web.identity.refusal import LoginRefused
from portal.web.language import LANGUAGES
from portal.web.navigation import home_href
from portal.web.rendering import label, render
from portal.web.routing import page as bound

room = Blueprint("public", __name__)

# What stands on the first page. The order of a province's own statistics, to be set by the province.
FREQUENT = ("2.000635", "1.001193", "1.004873", "2.000720", "3.000333")


@room.get("/")
@bound(Action.SEE_PUBLIC_PAGE)
def home() -> ResponseReturnValue:
    with house().database.read() as look:
        index = house().catalogue.index(look)
        current = house().versions.current_among(look, FREQUENT, today())
    found = dict(search(index, limit=0).facets.get("life_event", ()))
    return render(
        "public/home.html",
        events=[(code, label(name), found[code]) for code, name in life_events().items() if found.get(code)],
        frequent=[_dated(current[code]) for code in FREQUENT if code in current],
        total=search(index, limit=0).total,
    )


@room.get("/start")
@bound(Action.SEE_PUBLIC_PAGE)
def start() -> ResponseReturnValue:
    """Lead whoever logged in with no page in mind to where their own things are."""
    return redirect(url_for("citizen.home") if principal().is_citizen else home_href(), 303)


@room.get("/language/<chosen>")
@bound(Action.SEE_PUBLIC_PAGE)
def choose_language(chosen: str) -> ResponseReturnValue:
    """Set the language and go back to where one was."""
    try:
        target = local_address(request.args.get("next", "/"))
    except LoginRefused:
        target = url_for("public.home")
    answer = redirect(target, 303)
    if chosen in LANGUAGES:
        secure = house().settings.is_production
        answer.set_cookie("language", chosen, max_age=31536000, secure=secure, httponly=True, samesite="Lax")
    return answer


def _dated(published: Any) -> dict[str, Any]:
    definition = published.definition
    variant = next(iter(reversed(definition.variants)), STANDARD)
    due = promised(definition, variant, "online", house().calendar, now())
    return {"text": label(definition.name), "href": url_for("catalogue.procedure", code=published.code), "due": due}
