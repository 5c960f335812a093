"""The public screen at a one-door office: four ways on, and a way out that forgets everything.

A browser becomes a kiosk by a token that `portal kiosks add` gave; it stays one until the token is taken away.
"""

from typing import cast

from flask import Blueprint, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.versions import published_codes
from portal.people.kiosks import find_kiosk
from portal.people.policy import Action
from portal.people.sessions import digest_of, end_session
from portal.web.context import house, today
from portal.web.identity import doorkeeper
from portal.web.identity.logout import end_here
from portal.web.identity.routes import BROWSER, no_store, set_browser
from portal.web.identity.session import PortalSession, new_secret
from portal.web.identity.stash import COOKIE as STASH
from portal.web.kiosk_here import at_kiosk, token_cookie
from portal.web.language import gettext as _
from portal.web.limits import allow_attempt
from portal.web.names import unit_full_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound

room = Blueprint("kiosk", __name__, url_prefix="/kiosk")

TEN_YEARS = 10 * 365 * 24 * 3600
FORGET = '"cache", "storage"'  # not "cookies": the screen's own token stays


@room.get("/")
@bound(Action.SEE_PUBLIC_PAGE)
def home() -> ResponseReturnValue:
    """What do you want to do? In a browser that is no kiosk: how it becomes one."""
    return no_store(_home())


@room.post("/")
@bound(Action.SEE_PUBLIC_PAGE)
def register() -> ResponseReturnValue:
    """Take the token of a screen, typed once by whoever sets it up."""
    token = request.form.get("token", "").strip().upper()[:40]
    allow_attempt("kiosk", request.remote_addr or "")
    with house().database.read() as look:
        found = find_kiosk(look, token)
    if found is None:
        return no_store(_home(error=_("Mã màn hình không đúng, hoặc đã bị thu hồi.")), 422)
    answer = redirect(url_for("kiosk.home"), 303)
    secure = doorkeeper().settings.is_secure
    answer.set_cookie(token_cookie(), token, max_age=TEN_YEARS, path="/", secure=secure, httponly=True, samesite="Lax")
    return answer


@room.get("/prices")
@bound(Action.SEE_PUBLIC_PAGE)
def prices() -> ResponseReturnValue:
    """What each procedure costs, online and at the counter."""
    with house().database.read() as look:
        current = house().versions.current_among(look, published_codes(look), today())
    listed = sorted((label(p.definition.name), code, p.definition) for code, p in current.items())
    return render("public/kiosk_prices.html", procedures=listed)


@room.get("/here")
@bound(Action.SEE_PUBLIC_PAGE)
def here() -> ResponseReturnValue:
    """Somebody is typing: being asked is all that the session needs to live on."""
    return Response(status=204)


@room.post("/done")
@bound(Action.SIGN_OUT)
def done() -> ResponseReturnValue:
    """“Xong”: forget everything, at once."""
    return _forget()


@room.get("/over")
@bound(Action.SIGN_OUT)
def over() -> ResponseReturnValue:
    """The minute of silence is over: the script comes here, and without one the page itself."""
    return _forget()


def _home(*, error: str = "") -> Response:
    kiosk = at_kiosk()
    if kiosk is None:
        return render("public/kiosk_register.html", error=error)
    return render("public/kiosk.html", office=unit_full_name(kiosk.unit))


def _forget() -> Response:
    """End the session here and at the provider, and let the browser keep nothing of it. Elsewhere nothing happens."""
    mine, settings, target = cast("PortalSession", session), doorkeeper().settings, url_for("kiosk.home")
    if at_kiosk() is None:
        return no_store(redirect(target, 303))
    login, browser = mine.signed_in, new_secret()
    if login is not None:
        target = end_here(login, browser=browser, everywhere=False)
    elif mine.secret is not None:
        with house().database.transaction() as work:
            end_session(work, digest_of(mine.secret))
    mine.end()
    answer = no_store(redirect(target, 303))
    for name in ("language", settings.cookie(STASH), settings.cookie(BROWSER)):
        answer.delete_cookie(name, path="/", secure=settings.is_secure, httponly=True)
    if login is not None:
        set_browser(answer, browser)  # the way back from the provider proves itself with it
    answer.headers["Clear-Site-Data"] = FORGET
    return answer
