"""The login audit: one line for each login that was let in, refused or ended."""

import logging

from flask import request

from portal.people import logins
from portal.people.logins import AuditEntry
from portal.web.identity.keeper import current_origin, doorkeeper
from portal.web.identity.provider import Audience
from portal.web.identity.refusal import Reason

log = logging.getLogger("portal.identity")


def entry(audience: Audience, outcome: str, reason: str) -> AuditEntry:
    """Return a line about this request: its address as a keyed index, its session as a digest."""
    keeper, origin = doorkeeper(), current_origin()
    provider = keeper.providers.get(audience)
    return AuditEntry(
        audience=audience,
        issuer="" if provider is None else provider.settings.issuer,
        outcome=outcome,
        reason=reason,
        session_digest=origin.session,
        address_index=keeper.sealer.index(f"address:{origin.address}"),
        port=origin.port,
    )


def record_refusal(audience: Audience, reason: Reason) -> None:
    """Write down that a login or logout was refused. What was sent is not written: it may hold secrets."""
    keeper = doorkeeper()
    log.warning("login refused: %s at %s", reason, request.endpoint)
    with keeper.database.transaction() as connection:
        logins.record(connection, entry(audience, "refused", reason), keeper.now())
