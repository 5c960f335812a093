"""The hash chain of a case's events: what is hashed, and how (R-AUD-1).

`hash = SHA-256("mot-cua-event-1" ‖ canonical JSON)` over case, seq, kind, moment, facts, digest of the private part,
actor and the hash before. Canonical: sorted keys, no spaces, UTF-8; strings, integers, booleans, lists and null only.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
_PREFIX = b"mot-cua-event-1"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """All of one event that its hash covers."""

    case_id: str
    seq: int
    kind: str
    at: str
    facts: Mapping[str, Any]
    private_digest: str | None
    actor: Mapping[str, Any]
    prev_hash: str

    def hash(self) -> str:
        payload = {
            "actor": self.actor,
            "at": self.at,
            "case": self.case_id,
            "facts": self.facts,
            "kind": self.kind,
            "prev": self.prev_hash,
            "private": self.private_digest,
            "seq": self.seq,
        }
        return hashlib.sha256(_PREFIX + canonical(payload)).hexdigest()


def canonical(value: Any) -> bytes:
    """Return the one way in which a JSON value is written for hashing."""
    return _CANONICAL.encode(value).encode()


def salted_digest(value: Any, salt: str) -> str:
    """Return the digest of a private value. Without the salt it says nothing about the value."""
    return hashlib.sha256(salt.encode() + canonical(value)).hexdigest()
