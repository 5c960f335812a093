"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed index (TCVN 14423 5.4.2, R-ID-3).

A sealed value names its key, so keys can be rotated: new values use the first key, old ones stay readable.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Unreadable(Exception):
    """A sealed value was altered, or its key is not among ours."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens bytes, JSON and text, and computes the blind index by which a sealed identifier is found."""

    keys: tuple[bytes, ...]  # 32 bytes each; the first one seals
    index_key: bytes

    def __repr__(self) -> str:
        return f"Sealer({len(self.keys)} keys)"

    def seal(self, value: Any, *, bound_to: str) -> bytes:
        """Seal a JSON value. `bound_to` (table and row) must be given again to open it: rows cannot be swapped."""
        nonce = secrets.token_bytes(12)
        key = self.keys[0]
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return _key_id(key) + nonce + _cipher(key).encrypt(nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> Any:
        """Return the value sealed before. Raises `Unreadable`."""
        for key in self.keys:
            if _key_id(key) == sealed[:4]:
                try:
                    return json.loads(_cipher(key).decrypt(sealed[4:16], sealed[16:], bound_to.encode()))
                except Exception as error:
                    raise Unreadable(bound_to) from error
        raise Unreadable(bound_to)

    def index(self, text: str) -> str:
        """Return the blind index of an identifier: equal for equal texts, useless without the key."""
        return hmac.new(self.index_key, text.encode(), hashlib.sha256).hexdigest()


@cache
def _cipher(key: bytes) -> AESGCM:
    """Making one costs more than using it."""
    return AESGCM(key)


@cache
def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key-id" + key).digest()[:4]


def sealer_from_secret(secret: str, *older: str) -> Sealer:
    """Derive a `Sealer` from the operator's secrets, newest first; the index is keyed by the oldest."""
    every = (secret, *older)
    return Sealer(
        keys=tuple(hashlib.sha256(b"seal" + s.encode()).digest() for s in every),
        index_key=hashlib.sha256(b"index" + every[-1].encode()).digest(),
    )
