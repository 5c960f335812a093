"""Logging in once: OpenID Connect, sessions, form tokens, logout. `install_identity` puts it into an application.

What views use: `current_principal()`, `keeps_form` and `take_stash()` for forms, `checks_token_itself` and
`require_token()` for uploads that are read as a stream, `machines_only` for what servers call, `current_origin()`.
Templates have `csrf_token()`.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask

from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.people.claims import FAMILIES, read_claim_table
from portal.people.principal import Kind
from portal.units.directory import UnitDirectory
from portal.web.identity.csrf import csrf_token
from portal.web.identity.guard import (
    check_form,
    checks_token_itself,
    current_principal,
    machines_only,
    recognise,
    require_token,
)
from portal.web.identity.keeper import Doorkeeper, current_origin, doorkeeper
from portal.web.identity.manager import PrincipalManager
from portal.web.identity.provider import SESSION_LIMITS, Audience, IdentitySettings, Limits, ProviderSettings
from portal.web.identity.routes import ROOM
from portal.web.identity.session import PortalSessionInterface
from portal.web.identity.stash import keeps_form, take_stash
from portal.web.identity.transport import Adapters

if TYPE_CHECKING:
    from config import Issuer, Settings
    from portal.house import House

__all__ = [
    "Audience",
    "Doorkeeper",
    "IdentitySettings",
    "Limits",
    "ProviderSettings",
    "checks_token_itself",
    "current_origin",
    "current_principal",
    "doorkeeper",
    "install_doorkeeper",
    "install_identity",
    "keeps_form",
    "machines_only",
    "require_token",
    "take_stash",
]


def install_identity(app: Flask, house: "House") -> None:
    """Put sessions, form tokens, login and logout into `app`, before anything that asks who is there."""
    settings = identity_settings(house.settings)
    install_doorkeeper(
        app,
        database=house.database,
        settings=settings,
        sealer=house.sealer,
        clock=house.clock,
        directory=house.directory,
    )


def identity_settings(settings: "Settings") -> IdentitySettings:
    """Return what of the settings concerns logging in. An audience without an issuer cannot log in.

    Raises `BadClaimTable`.
    """
    issuers = {Audience.CITIZENS: settings.citizen, Audience.OFFICERS: settings.officer}
    citizen = Limits(timedelta(minutes=settings.citizen_idle_minutes), timedelta(hours=settings.citizen_session_hours))
    officer = Limits(timedelta(minutes=settings.officer_idle_minutes), timedelta(hours=settings.officer_session_hours))
    return IdentitySettings(
        base_url=settings.base_url,
        providers={audience: _provider(issuer) for audience, issuer in issuers.items() if issuer.issuer},
        limits={**SESSION_LIMITS, Kind.CITIZEN: citizen, Kind.OFFICER: officer},
        officer_sessions=settings.officer_sessions,
    )


def install_doorkeeper(
    app: Flask,
    *,
    database: Database,
    settings: IdentitySettings,
    sealer: Sealer,
    clock: Clock,
    directory: UnitDirectory | None = None,
    adapters: Adapters | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Do what `install_identity` does, from the single parts.

    `adapters` answers a provider's address without the network (tests); `monotonic` ages what is remembered of it.
    """
    keeper = Doorkeeper(
        settings=settings, database=database, sealer=sealer, clock=clock, monotonic=monotonic, directory=directory
    )
    for audience, provider in settings.providers.items():
        keeper.add_provider(audience, provider, adapters)
    app.extensions["doorkeeper"] = keeper
    app.session_interface = PortalSessionInterface(keeper)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.before_request(recognise)
    app.before_request(check_form)
    PrincipalManager().init_app(app)
    app.register_blueprint(ROOM)


def _provider(issuer: "Issuer") -> ProviderSettings:
    return ProviderSettings(
        issuer=issuer.issuer,
        client_id=issuer.client_id,
        client_secret=issuer.client_secret,
        scopes=issuer.scopes,
        acr_accepted=issuer.acr_accepted,
        algorithms=issuer.algorithms,
        claims=FAMILIES[issuer.claims_map] if issuer.claims_file is None else read_claim_table(issuer.claims_file),
        discovery_url=issuer.discovery_url,
        other_origins=issuer.other_origins,
        asks_userinfo=issuer.asks_userinfo,
        needs_identity_number=issuer.needs_identity_number,
    )
