"""The pages of logging in and out."""

from typing import cast

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.people import sessions
from portal.people.policy import Action
from portal.people.principal import Kind
from portal.web.identity import audit, logout, stash
from portal.web.identity.backchannel import end_what_has_ended
from portal.web.identity.flow import Flow
from portal.web.identity.guard import current_principal, machines_only
from portal.web.identity.keeper import doorkeeper
from portal.web.identity.provider import Audience
from portal.web.identity.refusal import LoginRefused, Reason
from portal.web.identity.session import PortalSession, new_secret
from portal.web.identity.words import explain
from portal.web.language import language
from portal.web.routing import page as bound

BROWSER = "login"  # the cookie that ties a login under way to a browser
BROWSER_SECONDS = 600
ROOM = Blueprint("identity", __name__)
START = "/start"  # leads whoever has no page in mind to their own things
_AUDIENCE = "<any(citizens, officers):audience>"


@ROOM.get("/login")
@bound(Action.SIGN_IN)
def choose() -> ResponseReturnValue:
    """Ask who is coming: citizen or officer."""
    return no_store(render_template("identity/choose.html", next=request.args.get("next")))


@ROOM.get(f"/login/{_AUDIENCE}")
@bound(Action.SIGN_IN)
def login(audience: str) -> ResponseReturnValue:
    """Send the browser to the provider."""
    settings = doorkeeper().settings
    if not settings.is_secure and f"http://{request.host}" != settings.origin:
        # "localhost" and "127.0.0.1" keep their cookies apart: log in where the provider sends people back to
        return redirect(f"{settings.base_url}{request.full_path.rstrip('?')}", 303)
    browser = request.cookies.get(settings.cookie(BROWSER)) or new_secret()
    kept = request.cookies.get(settings.cookie(stash.COOKIE))
    try:
        next_url = request.args.get("next") or START
        url = Flow(doorkeeper(), Audience(audience)).begin(
            next_url, browser=browser, stash_secret=kept, language=language()
        )
    except LoginRefused as refusal:
        return refused(Audience(audience), refusal.reason)
    answer = no_store(redirect(url, 303))
    set_browser(answer, browser)
    return answer


@ROOM.get(f"/login/{_AUDIENCE}/callback")
@bound(Action.SIGN_IN)
def callback(audience: str) -> ResponseReturnValue:
    """Take the provider's answer."""
    if request.method != "GET":  # Flask answers HEAD by GET, and this GET acts
        abort(405)
    mine, settings = cast("PortalSession", session), doorkeeper().settings
    browser = request.cookies.get(settings.cookie(BROWSER), "")
    try:
        arrival = Flow(doorkeeper(), Audience(audience)).finish(request.args, browser=browser, old_secret=mine.secret)
    except LoginRefused as refusal:
        return refused(Audience(audience), refusal.reason)
    mine.become(arrival.secret)
    answer = no_store(redirect(arrival.next_url, 303))
    answer.delete_cookie(settings.cookie(stash.COOKIE), path="/", secure=settings.is_secure, httponly=True)
    return answer


@ROOM.post(f"/logout/{_AUDIENCE}/backchannel")
@machines_only
@bound(Action.SIGN_OUT)
def backchannel(audience: str) -> ResponseReturnValue:
    """Hear from the provider that a login has ended."""
    sent = request.form.getlist("logout_token")
    try:
        if request.mimetype != "application/x-www-form-urlencoded" or len(sent) != 1:
            raise LoginRefused(Reason.REQUEST_FORM)
        end_what_has_ended(Flow(doorkeeper(), Audience(audience)), sent[0])
    except LoginRefused as refusal:
        audit.record_refusal(Audience(audience), refusal.reason)
        return {"error": "invalid_request"}, 400, {"Cache-Control": "no-store"}
    return "", 200, {"Cache-Control": "no-store"}


@ROOM.post("/logout")
@bound(Action.SIGN_OUT)
def log_out() -> ResponseReturnValue:
    """End this session, here and at the provider."""
    return _log_out(everywhere=False)


@ROOM.post("/logout/everywhere")
@bound(Action.SIGN_OUT)
def log_out_everywhere() -> ResponseReturnValue:
    """End every session of this person."""
    return _log_out(everywhere=True)


@ROOM.get(f"/logout/{_AUDIENCE}/done")
@bound(Action.SIGN_OUT)
def logged_out(audience: str) -> ResponseReturnValue:
    """Say goodbye, when the logout began in this browser. A kiosk goes back to its first page, and keeps its token."""
    if g.get("kiosk") is not None:
        return _at_the_kiosk()
    settings = doorkeeper().settings
    states = request.args.getlist("state")
    try:
        if len(states) > 1:
            raise LoginRefused(Reason.PARAMETER_REPEATED)
        browser = request.cookies.get(settings.cookie(BROWSER), "")
        flow = Flow(doorkeeper(), Audience(audience))
        flow.take_attempt(states[0] if states else None, browser=browser, purpose="logout")
    except LoginRefused as refusal:
        audit.record_refusal(Audience(audience), refusal.reason)
        return no_store(render_template("identity/logout_unknown.html"), 400)
    answer = no_store(render_template("identity/logged_out.html", audience=audience))
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@ROOM.get("/account/sessions")
@bound(Action.SIGN_OUT)
def my_sessions() -> ResponseReturnValue:
    """List where this person is logged in."""
    principal, keeper = current_principal(), doorkeeper()
    if principal.kind is Kind.ANONYMOUS:
        return redirect(url_for("identity.choose", next=request.path), 303)
    with keeper.database.read() as connection:
        found = sessions.list_sessions_of(connection, principal.kind, principal.id, now=keeper.now())
    here = cast("PortalSession", session).signed_in
    live = [one for one in found if keeper.now() < one.seen_at + keeper.settings.limits[one.kind].idle]
    return no_store(render_template("identity/sessions.html", sessions=live, here=here and here.digest))


@ROOM.post("/account/sessions/<digest>/end")
@bound(Action.SIGN_OUT)
def end_one(digest: str) -> ResponseReturnValue:
    """End one session of this person, in another browser; somebody else's is not there."""
    if not logout.end_elsewhere(digest, current_principal()):
        abort(404)
    return no_store(redirect(url_for("identity.my_sessions"), 303))


def refused(audience: Audience, reason: Reason) -> Response:
    """Write the refusal down and return its page."""
    audit.record_refusal(audience, reason)
    words = explain(reason)
    return no_store(render_template("identity/refused.html", words=words, audience=audience, code=reason), words.status)


def _log_out(*, everywhere: bool) -> Response:
    mine, keeper = cast("PortalSession", session), doorkeeper()
    login = mine.signed_in
    if login is None:
        mine.end()
        return cast("Response", redirect("/", 303))
    browser = request.cookies.get(keeper.settings.cookie(BROWSER)) or new_secret()
    target = logout.end_here(login, browser=browser, everywhere=everywhere)
    mine.end()
    answer = no_store(redirect(target, 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    set_browser(answer, browser)
    return answer


def _at_the_kiosk() -> Response:
    answer = no_store(redirect(url_for("kiosk.home"), 303))
    answer.delete_cookie(doorkeeper().settings.cookie(BROWSER), path="/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def set_browser(answer: Response, browser: str) -> None:
    settings = doorkeeper().settings
    name = settings.cookie(BROWSER)
    answer.set_cookie(
        name, browser, max_age=BROWSER_SECONDS, path="/", secure=settings.is_secure, httponly=True, samesite="Lax"
    )


def no_store(body: ResponseReturnValue, status: int | None = None) -> Response:
    answer = make_response(body) if status is None else make_response(body, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
