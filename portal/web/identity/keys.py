"""A provider's public keys: which of them we take, and which one a token means (security.md 3.2 B)."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from portal.web.identity.refusal import LoginRefused, Reason

SMALLEST_RSA = 2048
LARGEST_RSA = 8192  # more only costs us time
MOST_KEYS = 50

_FAMILY = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", None)),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "Ed25519": ("OKP", "Ed25519"),
    "EdDSA": ("OKP", "Ed25519"),
}
_PARSERS: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_PUBLIC_MEMBERS = ("kty", "n", "e", "crv", "x", "y")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One signing key of a provider."""

    kid: str | None
    family: tuple[str, str | None]
    algorithm: str | None  # the only one it may be used with, when its owner says so
    key: Key | None  # None: too weak to be used at all

    def fits(self, algorithm: str) -> bool:
        return _FAMILY.get(algorithm) == self.family and self.algorithm in (None, algorithm)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The signing keys of a provider at one moment."""

    keys: tuple[PublicKey, ...]

    def knows(self, kid: str | None) -> bool:
        return kid is None or any(key.kid == kid for key in self.keys)

    def pick(self, *, algorithm: str, kid: str | None) -> Key:
        """Return the one key a header means. Raises `LoginRefused` when there is none, or more than one."""
        if kid is None:
            found = list(self.keys)  # without a name it must be the only key there is
            if len(found) > 1:
                raise LoginRefused(Reason.KEY_AMBIGUOUS)
            found = [key for key in found if key.fits(algorithm)]
        else:
            found = [key for key in self.keys if key.kid == kid and key.fits(algorithm)]
        if not found:
            raise LoginRefused(Reason.KEY_UNKNOWN)
        if len(found) > 1:
            raise LoginRefused(Reason.KEY_AMBIGUOUS)
        if found[0].key is None:
            raise LoginRefused(Reason.KEY_TOO_WEAK)
        return found[0].key


def read_keys(document: dict[str, Any]) -> KeyRing:
    """Return the signing keys of a JWKS document; secrets, encryption keys and unreadable ones are left out."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise LoginRefused(Reason.ANSWER_NOT_JSON)
    read = (_public_key(member) for member in listed[:MOST_KEYS] if isinstance(member, dict))
    return KeyRing(tuple(key for key in read if key is not None))


def _public_key(member: dict[str, Any]) -> PublicKey | None:
    kty, kid, use, algorithm = (member.get(name) for name in ("kty", "kid", "use", "alg"))
    named = all(value is None or isinstance(value, str) for value in (kid, use, algorithm))
    if not named or kty not in _PARSERS or use not in (None, "sig"):
        return None
    # only the public half is read, whatever else the document holds
    bare = {name: member[name] for name in _PUBLIC_MEMBERS if isinstance(member.get(name), str)}
    family = (kty, None if kty == "RSA" else bare.get("crv"))
    try:
        if kty == "RSA" and not SMALLEST_RSA <= _bits(bare["n"]) <= LARGEST_RSA:
            return PublicKey(kid, family, algorithm, None)
        return PublicKey(kid, family, algorithm, _PARSERS[kty].import_key(bare))
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _bits(number: str) -> int:
    """Return the length of a base64url number in bits."""
    return int.from_bytes(urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
