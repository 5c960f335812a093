"""Who looks at a page, and where they may go from it."""

from typing import Any

from flask import request, url_for

from portal.people.policy import Action, allows
from portal.people.roles import DESK_ROLES, Role
from portal.web.context import principal
from portal.web.language import gettext as _
from portal.web.names import unit_name
from portal.web.waiting import apologies_waiting

# What stands in the header in sight; the rest opens under one word. More than these wrap on a phone.
IN_SIGHT = 4


def viewer() -> dict[str, Any]:
    who = principal()
    ways, more = _in_sight(_ways())
    return {
        "id": who.id,
        "name": who.name,
        "is_officer": who.is_officer,
        "signed_in": who.is_citizen or who.is_officer,
        "home_href": home_href(),
        "account_href": _account_href(),
        "unit_name": unit_name(min(post.unit for post in who.own_posts)) if who.own_posts else "",
        "nav": ways,
        "more": more,
    }


def _ways() -> list[dict[str, Any]]:
    who = principal()
    items: list[tuple[str, str]] = []
    if who.is_citizen:
        items = [(_("Trang của bạn"), "citizen.home")]
    if who.is_officer and who.roles & DESK_ROLES:
        items = [(_("Việc của tôi"), "desk.inbox"), (_("Các hồ sơ"), "desk.cases"), (_("Hỏi ý kiến"), "desk.referrals")]
    if allows(who, Action.SEE_APOLOGIES):  # what waits for a signature is in sight
        items[1:1] = [(_apologies_text(), "desk.apologies")]
    if Role.RECEPTION in who.roles:  # the counter comes before the questions of others
        items[1:1] = [(_("Tiếp nhận tại quầy"), "intake.citizen_home")]
        items = [*items, (_("Chờ trả"), "desk.returns"), (_("Bản chính"), "desk.originals")]
    if who.roles & {Role.RECEPTION, Role.HELPER}:
        items = [*items, (_("Giúp nộp hồ sơ"), "assist.citizen_home")]
    if allows(who, Action.SEE_APPOINTMENTS):
        items = [*items, (_("Lịch hẹn"), "desk.appointments")]
    if allows(who, Action.SEE_PAIRS):
        items = [*items, (_("Hồ sơ liên thông"), "desk.pairs")]
    if allows(who, Action.SEE_WORKLOAD):
        items = [*items, (_("Phân việc"), "desk.work_of_all")]
    if allows(who, Action.READ_REGISTER):
        items = [*items, (_("Sổ theo dõi"), "desk.register")]
    if allows(who, Action.KEEP_ABSENCES):
        items = [*items, (_("Nghỉ, làm thay"), "desk.absence")]
    if Role.SUPERVISOR in who.roles:
        items = [*items, (_("Giám sát"), "supervision.overview"), (_("Tìm hồ sơ"), "supervision.find")]
    return [
        {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint} for text, endpoint in items
    ]


def _apologies_text() -> str:
    """Return the words of the leader's list with how many wait in it."""
    waiting = apologies_waiting(principal())
    return _("Xin lỗi, hẹn lại (%(n)s)", n=waiting) if waiting else _("Xin lỗi, hẹn lại")


def _in_sight(ways: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the ways that are always shown, and those that are opened; one alone is not worth opening."""
    cut = IN_SIGHT if len(ways) > IN_SIGHT + 1 else len(ways)
    return ways[:cut], ways[cut:]


def home_href() -> str:
    """Return where the mark in the header leads."""
    who = principal()
    if not who.is_officer:
        return url_for("public.home")
    own = {frozenset({Role.SUPERVISOR}): "supervision.overview", frozenset({Role.HELPER}): "assist.citizen_home"}
    return url_for(own.get(who.roles, "desk.inbox"))


def _account_href() -> str:
    who = principal()
    if who.is_citizen or who.is_officer:
        return url_for("identity.my_sessions")
    return url_for("identity.login", audience="citizens")
