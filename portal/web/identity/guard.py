"""Before every view: who is this, and was this form ours (R-AZ-5, R-SES-4)."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, abort, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue

from portal.clock import local
from portal.people.acting import load_principal
from portal.people.policy import TABLE
from portal.people.principal import ANONYMOUS, Kind, Principal
from portal.people.sessions import digest_of, end_session
from portal.web.identity import csrf, stash
from portal.web.identity.keeper import doorkeeper
from portal.web.identity.provider import Audience
from portal.web.identity.session import PortalSession
from portal.web.routing import action_of, could_ever

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SILENT_ENDPOINTS = frozenset({"assets.file", "static"})  # nobody needs to be known for these

View = TypeVar("View", bound=Callable[..., Any])


def machines_only(view: View) -> View:
    """Exempt a view from form tokens: it is called by servers, which prove themselves in the request."""
    cast("Any", view).no_csrf = True
    return view


def checks_token_itself(view: View) -> View:
    """Leave the token to a view that reads its body as a stream; it must call `require_token` with the first field."""
    cast("Any", view).own_csrf = True
    return view


def require_token(token: str) -> None:
    """Answer 403 unless the token is of this session."""
    if not csrf.token_matches(token):
        abort(403)


def current_principal() -> Principal:
    """Return whoever makes this request, with the appointments of this moment."""
    return cast("Principal", g.principal)


def recognise() -> None:
    """Put the principal of this request into `g.principal`."""
    g.principal = ANONYMOUS
    mine = cast("PortalSession", session)
    if mine.secret is None or request.endpoint in SILENT_ENDPOINTS:
        return
    keeper = doorkeeper()
    with keeper.database.read() as connection:
        mine.load(connection)
        login = mine.signed_in
        if login is None or login.principal_id is None:
            return
        known = load_principal(connection, login.kind, login.principal_id, local(keeper.now()).date())
    if known is not None:
        g.principal = known
        return
    with keeper.database.transaction() as connection:
        end_session(connection, login.digest)
    mine.end()


def check_form() -> ResponseReturnValue | None:
    """Refuse a forged form; keep one whose session ended while it was being filled in."""
    if request.method in SAFE_METHODS or request.endpoint is None:
        return None
    view: Any = current_app.view_functions[request.endpoint]
    if getattr(view, "no_csrf", False):
        return None
    is_ours = _comes_from_us()
    if is_ours is False:
        abort(403)
    if getattr(view, "own_csrf", False):
        return None
    token = csrf.token_in(request)
    is_fresh = csrf.token_matches(token)
    must_log_in = current_principal().kind is Kind.ANONYMOUS and _needs_login()
    if must_log_in and "HX-Request" in request.headers:
        abort(401)
    if getattr(view, "keeps_form", False):
        if (must_log_in or not is_fresh) and (is_fresh or is_ours):
            return _keep(token, must_log_in=must_log_in)
        if is_fresh and stash.KEY in session:
            stash.forget_stash()
    if not is_fresh:
        abort(403)
    return None


def _comes_from_us() -> bool | None:
    """Say what the browser tells of where a form was sent from; None when it tells nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "none"):  # "none" is the person themselves, reloading a page
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return None if origin is None else origin == doorkeeper().settings.origin


def _needs_login() -> bool:
    action = action_of(current_app, request.endpoint or "")
    return action is not None and not could_ever(ANONYMOUS, action)


def _audience() -> Audience:
    action = action_of(current_app, request.endpoint or "")
    for_officers = action is not None and all(Kind.OFFICER in rule.kinds for rule in TABLE[action])
    return Audience.OFFICERS if for_officers else Audience.CITIZENS


def _keep(token: str, *, must_log_in: bool) -> Response:
    principal, writer = current_principal(), csrf.writer_in(token)
    if must_log_in:
        return stash.send_to_login(_audience(), None if writer is None else stash.put_away(writer, owner=None))
    if writer not in (csrf.tag_of(principal), csrf.tag_of(ANONYMOUS)) or writer is None:
        abort(403)
    secret = stash.put_away(writer, owner=principal)
    if secret is None:
        abort(413)
    session[stash.KEY] = digest_of(secret)
    return cast("Response", redirect(stash.address_of_page(), 303))
