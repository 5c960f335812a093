"""The doorkeeper: what every part of logging in works with, one for each application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, request, session

from portal.clock import Clock
from portal.crypto import Sealer
from portal.db import Database
from portal.people.principal import Origin
from portal.people.sessions import digest_of
from portal.web.identity.endpoints import Provider
from portal.web.identity.people import People
from portal.web.identity.provider import Audience, IdentitySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorkeeper:
    """Settings, database, providers and people of one application; nothing in it changes after the start."""

    settings: IdentitySettings
    database: Database
    sealer: Sealer
    clock: Clock
    people: People
    providers: Mapping[Audience, Provider]

    def now(self) -> datetime:
        return self.clock()


def doorkeeper() -> Doorkeeper:
    return cast("Doorkeeper", current_app.extensions["doorkeeper"])


def current_origin() -> Origin:
    """Return where this request came from, for the events it causes: session digest, address, source port."""
    secret = getattr(session, "secret", None)
    try:
        port = int(request.environ.get("REMOTE_PORT") or 0)
    except ValueError:
        port = 0
    return Origin(session=digest_of(secret) if secret else "", address=request.remote_addr or "", port=port)
