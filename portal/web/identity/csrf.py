"""Tokens that prove a form was shown by us, to this browser (R-SES-4).

The secret belongs to the session (it is derived from its id with our key, so a visitor's costs no row) and changes
with it at every login. In a page it is masked anew each time, so that compressing the page gives nothing away. The
token also carries a tag of the person the form was shown to: a form from before a login goes back to its writer alone.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import cast

from flask import Request, g, session

from portal.people.principal import Principal
from portal.web.identity.keeper import doorkeeper
from portal.web.identity.session import PortalSession

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SECRET_BYTES, _TAG_BYTES = 32, 16
_SIZE = _SECRET_BYTES + _TAG_BYTES


def csrf_token() -> str:
    """Return a token for a form of this page, different each time it is asked for."""
    mine = cast("PortalSession", session)
    plain = _secret(mine.secret_for_token()) + bytes.fromhex(tag_of(g.principal))
    mask = secrets.token_bytes(_SIZE)
    return urlsafe_b64encode(mask + _xor(mask, plain)).decode()


def token_in(request: Request) -> str:
    """Return the token a request carries, in its header or its form; empty when there is none."""
    return request.headers.get(HEADER) or request.form.get(FIELD, "")


def token_matches(token: str) -> bool:
    """Say whether a token was made for the session of this request."""
    own, plain = cast("PortalSession", session).secret, _unmask(token)
    return own is not None and plain is not None and hmac.compare_digest(plain[:_SECRET_BYTES], _secret(own))


def writer_in(token: str) -> str | None:
    """Return the tag of the person a form was shown to; None when the token is no token."""
    plain = _unmask(token)
    return None if plain is None else plain[_SECRET_BYTES:].hex()


def tag_of(principal: Principal) -> str:
    """Return the tag of a person, which tells nothing without our key."""
    return doorkeeper().sealer.index(f"form-writer:{principal.kind}:{principal.id}")[: 2 * _TAG_BYTES]


def _secret(session_secret: str) -> bytes:
    return bytes.fromhex(doorkeeper().sealer.index(f"csrf:{session_secret}"))


def _unmask(token: str) -> bytes | None:
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    return _xor(raw[:_SIZE], raw[_SIZE:]) if len(raw) == 2 * _SIZE else None


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
