"""Logging out: here first, whatever the provider does; then there (OpenID RP-Initiated Logout 1.0)."""

from urllib.parse import urlencode

from flask import url_for

from portal.people import logins, sessions
from portal.people.logins import Attempt
from portal.people.principal import Kind, Principal
from portal.people.sessions import Session, digest_of
from portal.web.identity import audit
from portal.web.identity.keeper import Doorkeeper, doorkeeper
from portal.web.identity.provider import Audience
from portal.web.identity.refusal import LoginRefused
from portal.web.identity.session import new_secret


def end_here(login: Session, *, browser: str, everywhere: bool) -> str:
    """End the session, or all of this person, and return where to send the browser: to the provider if it is there."""
    keeper, now, state = doorkeeper(), doorkeeper().now(), new_secret()
    audience = _audience(login.kind)
    way_back = Attempt(
        state_digest=digest_of(state),
        purpose="logout",
        audience=audience,
        browser_digest=digest_of(browser),
        next_url="/",
    )
    with keeper.database.transaction() as connection:
        sessions.end_session(connection, login.digest)
        if everywhere and login.principal_id is not None:
            sessions.end_sessions_of(connection, login.kind, login.principal_id)
        logins.begin_attempt(connection, way_back, now)
        logins.record(connection, audit.entry(audience, "ended", "everywhere" if everywhere else "here"), now)
    done = url_for("identity.logged_out", audience=audience)
    return _way_out(
        keeper, login, audience, {"post_logout_redirect_uri": keeper.settings.base_url + done, "state": state}
    )


def end_elsewhere(digest: str, principal: Principal) -> bool:
    """End one session of this person in another browser; False when they have none like this (R-SES-2)."""
    keeper = doorkeeper()
    with keeper.database.transaction() as connection:
        found = sessions.find_session(connection, digest)
        if found is None or (found.kind, found.principal_id) != (principal.kind, principal.id):
            return False
        sessions.end_session(connection, digest)
        logins.record(connection, audit.entry(_audience(found.kind), "ended", "from another browser"), keeper.now())
    return True


def _audience(kind: Kind) -> Audience:
    return Audience.OFFICERS if kind is Kind.OFFICER else Audience.CITIZENS


def _way_out(keeper: Doorkeeper, login: Session, audience: Audience, asked: dict[str, str]) -> str:
    """Return the provider's logout where it has one, else our own page.

    The ID token is not sent as a hint: an address ends up in logs, and that token holds a person's number.
    """
    provider, here = keeper.providers.get(audience), f"{asked['post_logout_redirect_uri']}?state={asked['state']}"
    if provider is None or provider.settings.issuer != login.issuer:
        return here
    try:
        endpoint = provider.metadata().end_session_endpoint
    except LoginRefused:  # the provider is down: that must not keep anybody logged in here
        return here
    if endpoint is None:
        return here
    query = urlencode({**asked, "client_id": provider.settings.client_id})
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"
