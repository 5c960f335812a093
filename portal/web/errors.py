"""Errors at the edge: each class of the domain has one status and one page; anything else is a 500 that gets seen."""

import logging
from typing import Any

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, SecurityError

from portal.cases.errors import ClockWentBack, KeyReused, NoSuchCase, NoSuchDraft, NotConfirmed
from portal.db import DatabaseBusy
from portal.people.policy import NotAllowed
from portal.people.principal import ANONYMOUS
from portal.storage import NoSpace
from portal.web.context import house
from portal.web.format import file_size
from portal.web.language import LANGUAGES, language
from portal.web.language import gettext as _
from portal.web.rendering import render

log = logging.getLogger("portal.web")

STATUS: dict[type[Exception], int] = {
    NoSuchCase: 404,
    NoSuchDraft: 404,
    NotConfirmed: 404,  # a helper's draft has no button to send it but the one under which it is confirmed
    NotAllowed: 403,
    KeyReused: 422,
    DatabaseBusy: 503,
    ClockWentBack: 503,
    NoSpace: 503,
}

# The page for a status that has none of its own.
PAGES = {
    400: "422",
    403: "403",
    404: "404",
    405: "404",
    409: "409",
    410: "410",
    413: "422",
    422: "422",
    429: "429",
    503: "503",
}
RETRY_AFTER_SECONDS = 5
PLAIN = (
    '<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>{status}</title>'
    "<h1>Cổng đang gặp trục trặc</h1><p>Những gì bạn đã lưu vẫn còn. Đợi một lát rồi mở lại trang này.</p>"
    '<p lang="en">The portal has a fault. What you saved is still there. '
    "Wait a moment, then open this page again.</p></html>"
)


def answer_errors(app: Flask) -> None:
    for kind in STATUS:
        app.register_error_handler(kind, _domain_error)
    for kind in (OperationalError, InterfaceError, NoConnectionFree):
        app.register_error_handler(kind, _database_gone)
    app.register_error_handler(SecurityError, _not_our_name)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: Exception) -> ResponseReturnValue:
    return page(STATUS[type(error)], error)


def _database_gone(error: Exception) -> ResponseReturnValue:
    log.error("the database does not answer: %s", getattr(error, "orig", error))
    g.setdefault(
        "language", request.accept_languages.best_match(LANGUAGES, default="vi")
    )  # the session is not to be had
    return page(503, error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    return page(status, error, reason=_too_large() if status == 413 else "")


def _not_our_name(error: SecurityError) -> ResponseReturnValue:
    """A host we do not go by, asked for by a machine that looks around: no page, whose links would be under it."""
    return Response("This is not a name of this portal.\n", 400, mimetype="text/plain")


def _too_large() -> str:
    most = file_size(request.max_content_length or house().settings.max_request_bytes, language=language())
    return _("Những gì gửi đến lớn hơn %(most)s. Gửi ít tệp hơn mỗi lần, hoặc tệp nhỏ hơn.", most=most)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected error at %s %s", request.method, request.path)
    return page(500, error)


def page(status: int, error: Exception, **values: Any) -> ResponseReturnValue:
    """Return the page of an error; `values` are what its template takes. It says nothing of what went wrong inside."""
    name = PAGES.get(status, "500" if status >= 500 else "422")
    headers = {}
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        values = {"retry_after": RETRY_AFTER_SECONDS, "form_kept": request.method == "POST", **values}
    g.setdefault("principal", ANONYMOUS)  # nobody was recognised yet, or the database could not be asked
    try:
        return render(f"errors/{name}.html", error=error, **values), status, headers
    except Exception:
        # The page itself cannot be drawn: say so plainly rather than say nothing.
        log.exception("the error page for %d failed", status)
        return Response(PLAIN.format(status=status), status, headers, mimetype="text/html")
