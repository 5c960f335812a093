"""Templates: strict about what they use, and told once what every page needs."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask, Response, make_response, render_template, request, url_for
from jinja2.environment import Template, TemplateModule
from jinja2.runtime import Context, Undefined

from portal.people.policy import Action, allows
from portal.people.roles import DESK_ROLES, Role
from portal.web.context import now, principal, today
from portal.web.draft_addresses import draft_url
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_name
from portal.web.waiting import apologies_waiting


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
        return {"site": here, "viewer": _viewer(), "now": now(), "today": today(), "new_key": _new_key}


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


def _viewer() -> dict[str, Any]:
    who = principal()
    return {
        "id": who.id,
        "name": who.name,
        "is_officer": who.is_officer,
        "signed_in": who.is_citizen or who.is_officer,
        "home_href": home_href(),
        "account_href": _account_href(),
        "unit_name": unit_name(min(post.unit for post in who.own_posts)) if who.own_posts else "",
        "nav": _navigation(),
    }


def _navigation() -> list[dict[str, Any]]:
    who = principal()
    items: list[tuple[str, str]] = []
    if who.is_citizen:
        items = [(_("Trang của bạn"), "citizen.home")]
    if who.is_officer and who.roles & DESK_ROLES:
        items = [(_("Việc của tôi"), "desk.inbox"), (_("Các hồ sơ"), "desk.cases"), (_("Hỏi ý kiến"), "desk.referrals")]
    if Role.RECEPTION in who.roles:
        items = [*items, (_("Tiếp nhận tại quầy"), "intake.citizen_home"), (_("Bản chính"), "desk.originals")]
    if allows(who, Action.SEE_WORKLOAD):
        items = [*items, (_("Phân việc"), "desk.work_of_all")]
    if allows(who, Action.SEE_APOLOGIES):
        items = [*items, (_apologies_text(), "desk.apologies")]
    if allows(who, Action.READ_REGISTER):
        items = [*items, (_("Sổ theo dõi"), "desk.register")]
    if allows(who, Action.KEEP_ABSENCES):
        items = [*items, (_("Nghỉ, làm thay"), "desk.absence")]
    if Role.SUPERVISOR in who.roles:
        items = [*items, (_("Giám sát"), "supervision.overview")]
    return [
        {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint} for text, endpoint in items
    ]


def _apologies_text() -> str:
    """Return the words of the leader's list with how many wait in it."""
    waiting = apologies_waiting(principal())
    return _("Xin lỗi, hẹn lại (%(n)s)", n=waiting) if waiting else _("Xin lỗi, hẹn lại")


def home_href() -> str:
    """Return where the mark in the header leads."""
    who = principal()
    if not who.is_officer:
        return url_for("public.home")
    return url_for("supervision.overview" if who.roles == {Role.SUPERVISOR} else "desk.inbox")


def _account_href() -> str:
    who = principal()
    if who.is_citizen or who.is_officer:
        return url_for("identity.my_sessions")
    return url_for("identity.login", audience="citizens")
