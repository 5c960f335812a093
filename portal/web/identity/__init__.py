"""Logging in once: OpenID Connect, sessions, form tokens, logout. `install_identity` puts it into an application.

What views use: `current_principal()`, `keeps_form` and `take_stash()` for forms, `checks_token_itself` and
`require_token()` for uploads that are read as a stream, `machines_only` for what servers call, `current_origin()`.
Templates have `csrf_token()`.
"""

import time
from collections.abc import Callable

from flask import Flask

from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.web.identity.csrf import csrf_token
from portal.web.identity.endpoints import Provider
from portal.web.identity.guard import (
    check_form,
    checks_token_itself,
    current_principal,
    machines_only,
    recognise,
    require_token,
)
from portal.web.identity.keeper import Doorkeeper, current_origin
from portal.web.identity.manager import PrincipalManager
from portal.web.identity.people import People
from portal.web.identity.provider import Audience, IdentitySettings, Limits, ProviderSettings
from portal.web.identity.routes import ROOM
from portal.web.identity.session import PortalSessionInterface
from portal.web.identity.stash import keeps_form, take_stash
from portal.web.identity.transport import Adapters

__all__ = [
    "Audience",
    "IdentitySettings",
    "Limits",
    "ProviderSettings",
    "checks_token_itself",
    "current_origin",
    "current_principal",
    "install_identity",
    "keeps_form",
    "machines_only",
    "require_token",
    "take_stash",
]


def install_identity(
    app: Flask,
    *,
    database: Database,
    settings: IdentitySettings,
    sealer: Sealer,
    clock: Clock,
    people: People,
    adapters: Adapters | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Put sessions, form tokens, login and logout into `app`, before anything that asks who is there.

    `adapters` answers a provider's address without the network (demo, tests); `monotonic` ages what is remembered.
    """
    providers = {
        audience: Provider(
            one,
            redirect_uri=f"{settings.base_url}/login/{audience}/callback",
            adapters=adapters,
            monotonic=monotonic,
        )
        for audience, one in settings.providers.items()
    }
    keeper = Doorkeeper(
        settings=settings, database=database, sealer=sealer, clock=clock, people=people, providers=providers
    )
    app.extensions["doorkeeper"] = keeper
    app.session_interface = PortalSessionInterface(keeper)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.before_request(recognise)
    app.before_request(check_form)
    PrincipalManager().init_app(app)
    app.register_blueprint(ROOM)
