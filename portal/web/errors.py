"""Errors at the edge: each class of the domain has one status and one page; anything else is a 500 that gets seen."""

import logging

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.cases.errors import (
    ClockWentBack,
    DraftMoved,
    DraftOutdated,
    KeyReused,
    NoSuchCase,
    NoSuchDraft,
    ProcedureClosed,
    StaleCase,
)
from portal.db import DatabaseBusy
from portal.people.policy import NotAllowed
from portal.storage import NoSpace
from portal.web.rendering import render

log = logging.getLogger("portal.web")

STATUS: dict[type[Exception], int] = {
    NoSuchCase: 404,
    NoSuchDraft: 404,
    NotAllowed: 403,
    ProcedureClosed: 410,
    StaleCase: 409,
    DraftMoved: 409,
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
    app.register_error_handler(DraftOutdated, _outdated)
    app.register_error_handler(OperationalError, _database_gone)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: Exception) -> ResponseReturnValue:
    return _page(STATUS[type(error)], error)


def _outdated(error: DraftOutdated) -> ResponseReturnValue:
    """The procedure was published anew: lead to what differs, where the answers can be carried over."""
    return redirect(url_for("citizen.outdated", draft_id=error.draft_id), 303)


def _database_gone(error: OperationalError) -> ResponseReturnValue:
    log.error("the database does not answer: %s", error.orig)
    return _page(503, error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    return _page(status, error)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected error at %s %s", request.method, request.path)
    return _page(500, error)


def _page(status: int, error: Exception) -> ResponseReturnValue:
    name = PAGES.get(status, "500" if status >= 500 else "422")
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
    try:
        return render(f"errors/{name}.html", error=error), status, headers
    except Exception:
        # The page itself cannot be drawn (no database, no viewer): say so plainly rather than say nothing.
        log.exception("the error page for %d failed", status)
        return Response(PLAIN.format(status=status), status, headers, mimetype="text/html")
