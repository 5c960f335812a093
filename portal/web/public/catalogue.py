"""Searching the catalogue, and the page of one procedure: who, what to prepare, by when, how much, where, which law."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.deadlines import promised, time_limit
from portal.cases.errors import ProcedureClosed
from portal.catalogue.answers import STANDARD
from portal.catalogue.entries import NoSuchEntry, get_entry
from portal.catalogue.search import Filters, search
from portal.catalogue.versions import Published
from portal.people.policy import Action
from portal.web.case_words import channel_name
from portal.web.context import house, now, today
from portal.web.entry_words import competent_text, facet_name, facet_value_name, law_text, limit_text, published_words
from portal.web.ledger_view import promise_week
from portal.web.rendering import label, render, with_query
from portal.web.routing import page as bound

room = Blueprint("catalogue", __name__)

FACETS = ("life_event", "field", "audience", "level", "agency", "online")
PAGE_SIZE = 20


@room.get("/procedures")
@bound(Action.SEE_PUBLIC_PAGE)
def find() -> ResponseReturnValue:
    """Search, or browse by field, life event, audience, level and agency."""
    words = request.args.get("q", "").strip()[:200]
    chosen = {facet: request.args[facet] for facet in FACETS if request.args.get(facet)}
    offset = max(0, request.args.get("from", 0, type=int))
    with house().database.read() as look:
        index = house().catalogue.index(look)
        found = search(index, words, Filters(**chosen), limit=PAGE_SIZE, offset=offset)
        current = house().versions.current_among(look, (hit.code for hit in found.hits), today())
    return render(
        "public/find.html",
        words=words,
        found=found,
        open_online={code for code, one in current.items() if one.definition.is_open_online},
        active=[_active(facet, value) for facet, value in chosen.items()],
        facets=[_facet(facet, found.facets.get(facet, ())) for facet in FACETS if facet not in chosen],
        next_url=with_query(**{"from": offset + PAGE_SIZE}) if found.total > offset + PAGE_SIZE else None,
    )


@room.get("/procedures/<code>")
@bound(Action.SEE_PUBLIC_PAGE)
def procedure(code: str) -> ResponseReturnValue:
    """One procedure in plain words. Ours with a promise of a date; a national record as it was published."""
    with house().database.read() as look:
        published = house().versions.current(look, code, today())
        if published is None:
            try:
                entry = get_entry(look, code)
            except NoSuchEntry:
                if house().versions.knows(look, code):
                    raise ProcedureClosed(code) from None
                abort(404)
            ended = house().versions.last_day(look, code, today())
            return render("public/entry.html", entry=entry.facts, updated_at=entry.updated_at, ended=ended, **_words())
    return render("public/procedure.html", **_promise(published), **_words(), d=published.definition)


def _words() -> dict[str, Any]:
    return {
        "limit_text": limit_text,
        "channel_name": channel_name,
        "competent_text": competent_text,
        "law_text": law_text,
        "published": published_words,
    }


def _promise(published: Published) -> dict[str, Any]:
    """Return by when a dossier accepted now is answered, for the usual variant and for the others."""
    definition = published.definition
    usual = next(iter(reversed(definition.variants)), STANDARD)
    others = [
        {
            "name": label(variant.name),
            "due": promised(definition, code, "online", house().calendar, now()),
            "limit": time_limit(definition, code),
        }
        for code, variant in definition.variants.items()
        if code != usual
    ]
    due = promised(definition, usual, "online", house().calendar, now())
    return {
        "due": due,
        "limit": time_limit(definition, usual),
        "week": promise_week(definition, usual, house().calendar, now()),
        "others": others,
        "apply_url": url_for("citizen.start", code=published.code),
    }


def _active(facet: str, value: str) -> dict[str, str]:
    return {"text": facet_value_name(facet, value), "href": with_query(**{facet: None, "from": None})}


def _facet(facet: str, counts: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    shown = [
        {"text": facet_value_name(facet, value), "count": count, "href": with_query(**{facet: value, "from": None})}
        for value, count in counts[:12]
    ]
    return {"name": facet_name(facet), "values": shown}
