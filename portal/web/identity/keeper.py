"""The doorkeeper: what every part of logging in works with, one for each application."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import current_app, request, session

from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.people.principal import Origin
from portal.people.sessions import digest_of
from portal.units.directory import UnitDirectory
from portal.web.identity.endpoints import Provider
from portal.web.identity.provider import Audience, IdentitySettings, ProviderSettings
from portal.web.identity.transport import Adapters

_PORT = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorkeeper:
    """Settings, database and providers of one application. Providers are added while it starts, not later."""

    settings: IdentitySettings
    database: Database
    sealer: Sealer
    clock: Clock
    monotonic: Callable[[], float]
    directory: UnitDirectory | None = None
    providers: dict[Audience, Provider] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.clock()

    def add_provider(self, audience: Audience, settings: ProviderSettings, adapters: Adapters | None = None) -> None:
        """Let an audience log in with a provider; `adapters` answers its addresses without the network."""
        self.providers[audience] = Provider(
            settings,
            redirect_uri=f"{self.settings.base_url}/login/{audience}/callback",
            adapters=adapters,
            monotonic=self.monotonic,
        )


def doorkeeper() -> Doorkeeper:
    return cast("Doorkeeper", current_app.extensions["doorkeeper"])


def current_origin() -> Origin:
    """Return where this request came from, for the events it causes: session digest, address, source port."""
    secret = getattr(session, "secret", None)
    port = str(request.environ.get("REMOTE_PORT", ""))
    return Origin(
        session=digest_of(secret) if secret else "",
        address=request.remote_addr or "",
        port=int(port) if _PORT.fullmatch(port) else 0,
    )
