"""Is this browser a kiosk? It carries the token of a registered screen; what that means for every page.

At a kiosk no page is kept, each page forgets itself after a minute of silence (`scripts/kiosk.js`, and without a script
by the server's own clock), and a login lives half an hour at the most (`identity.session`).
"""

from typing import Any, cast

from flask import Flask, g, request, session

from portal.people.kiosks import PULSE, SILENCE, KioskRecord, find_kiosk
from portal.web.context import house
from portal.web.identity import doorkeeper
from portal.web.identity.guard import SILENT_ENDPOINTS
from portal.web.identity.session import KIOSK_MARK, PortalSession
from portal.web.names import unit_name

COOKIE = "kiosk"
WARNING_SECONDS = 15


def attend_kiosks(app: Flask) -> None:
    """Recognise the screen before every view, and tell every template."""
    app.before_request(_recognise)

    @app.context_processor
    def _kiosk() -> dict[str, Any]:
        found = at_kiosk()
        if found is None:
            return {"kiosk": None}
        pace = {"kiosk_silence": int(SILENCE.total_seconds()), "kiosk_pulse": int(PULSE.total_seconds())}
        return {"kiosk": found, "kiosk_office": unit_name(found.unit), "kiosk_warning": WARNING_SECONDS, **pace}


def at_kiosk() -> KioskRecord | None:
    """Return the screen that this request comes from; None for all other browsers."""
    return cast("KioskRecord | None", g.get("kiosk"))


def token_cookie() -> str:
    return doorkeeper().settings.cookie(COOKIE)


def _recognise() -> None:
    """Whoever logs in at a screen has a kiosk's session from their first page on."""
    token = request.cookies.get(token_cookie())
    if not token or request.endpoint in SILENT_ENDPOINTS:
        return
    with house().database.read() as look:
        g.kiosk = find_kiosk(look, token)
    mine = cast("PortalSession", session)
    if g.kiosk is not None and mine.signed_in is not None and KIOSK_MARK not in mine:
        mine[KIOSK_MARK] = g.kiosk.id
