"""Templates: strict about what they use, and told once what every page needs."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask, Response, make_response, render_template, request
from jinja2.environment import Template, TemplateModule
from jinja2.runtime import Context, Undefined

from portal.web.context import now, today
from portal.web.draft_addresses import case_url, draft_url
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.navigation import viewer


class Nothing(Undefined):
    """What `{{ " checked" if chosen }}` is when it is not: printed without the error that Jinja's own would raise."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class PortalTemplate(Template):
    """A template whose macros are imported without comparing the names that both sides know: all know the same."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def prepare_templates(app: Flask) -> None:
    """Set Jinja's manners and the names that every template knows."""
    environment = app.jinja_env
    environment.autoescape = True
    environment.template_class = PortalTemplate
    environment.undefined = Nothing
    environment.globals["label"] = label
    environment.globals["draft_url"] = draft_url
    environment.globals["case_url"] = case_url
    environment.filters["choices"] = choices
    settings = app.extensions["house"].settings
    site = {
        "name": settings.site_name,
        "phone": settings.support_phone,
        "is_demo": settings.demo,
        "links": [],
    }

    @app.context_processor
    def _everywhere() -> dict[str, Any]:
        here = {**site, "province": _("tỉnh %(name)s", name=settings.province_name)}
        return {"site": here, "viewer": viewer(), "now": now(), "today": today(), "new_key": _new_key}


def render(template: str, **values: Any) -> Response:
    """Return a page. With `HX-Request` the template may render only a piece of itself, so caches keep them apart."""
    response = make_response(render_template(template, **values))
    response.headers["Vary"] = "HX-Request"
    return response


def label(words: Any) -> str:
    """Return the words of a definition's label in the language of the request."""
    return str(words.en if language() == "en" else words.vi)


class Choice(NamedTuple):
    """An option as choice fields take it. A dictionary would cost an error each time: Jinja tries attributes first."""

    value: str
    text: str
    note: str = ""


def choices(options: Mapping[str, Any]) -> list[Choice]:
    """Return the options of a question in the language of the request."""
    return [Choice(code, label(words)) for code, words in options.items()]


def with_query(**changes: Any) -> str:
    """Return the address of this page with some of its query changed; None takes one away."""
    query = {**request.args.to_dict(), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _new_key() -> str:
    """Return a fresh idempotency key for a form."""
    return uuid4().hex
