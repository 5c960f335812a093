"""Signed tokens, opened the narrow way: three parts, a known algorithm, one key, nothing that steers the verifier.

joserfc checks the signature. What comes before it is ours, because a library has to allow what a portal need not.
"""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key

from portal.web.identity.refusal import LoginRefused, Reason
from portal.web.identity.strictjson import read_object

LARGEST_TOKEN = 16 * 1024

# A header that brings its own key, or points to one, or asks for extensions, is an attack or a misunderstanding.
_FORBIDDEN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"})

FindKey = Callable[[str, str | None], Key]


@dataclass(frozen=True, slots=True)
class Signed:
    """A token whose signature holds; its claims are still to be judged."""

    algorithm: str
    claims: dict[str, Any]


def open_signed(token: object, *, algorithms: Collection[str], types: Collection[str], find_key: FindKey) -> Signed:
    """Return the content of a compact JWS. Raises `LoginRefused`.

    `types` are the accepted values of `typ` in lower case; a token without `typ` is accepted as well. `find_key` gets
    algorithm and key id, and is asked only when everything else about the header is right.
    """
    if not isinstance(token, str) or not token.isascii():
        raise LoginRefused(Reason.TOKEN_FORM)
    if len(token) > LARGEST_TOKEN:
        raise LoginRefused(Reason.TOKEN_TOO_LARGE)
    parts = token.split(".")
    if len(parts) != 3:
        raise LoginRefused(Reason.TOKEN_FORM)
    algorithm, kid = _judge_header(read_object(_decode(parts[0]), otherwise=Reason.TOKEN_FORM), algorithms, types)
    claims = read_object(_decode(parts[1]), otherwise=Reason.TOKEN_FORM)
    _decode(parts[2])
    _verify(token, algorithm, find_key(algorithm, kid))
    return Signed(algorithm, claims)


def _judge_header(
    header: dict[str, Any], algorithms: Collection[str], types: Collection[str]
) -> tuple[str, str | None]:
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise LoginRefused(Reason.ALGORITHM)
    if _FORBIDDEN & header.keys():
        raise LoginRefused(Reason.HEADER_FORBIDDEN)
    if kind is not None and (not isinstance(kind, str) or kind.lower() not in types):
        raise LoginRefused(Reason.TYPE)
    if kid is not None and not isinstance(kid, str):
        raise LoginRefused(Reason.KEY_UNKNOWN)
    return algorithm, kid


def _verify(token: str, algorithm: str, key: Key) -> None:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = LARGEST_TOKEN
    try:
        jws.deserialize_compact(token, key, registry=registry)
    except (JoseError, ValueError, TypeError) as error:
        raise LoginRefused(Reason.SIGNATURE) from error


def _decode(part: str) -> bytes:
    """Return the bytes of one part; only the URL alphabet without padding is base64url here."""
    if not part.replace("-", "").replace("_", "").isalnum():
        raise LoginRefused(Reason.TOKEN_FORM)
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError) as error:
        raise LoginRefused(Reason.TOKEN_FORM) from error
