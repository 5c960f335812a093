"""JSON read so that two readers can never see different things in it."""

import json
from typing import Any

from portal.web.identity.refusal import LoginRefused, Reason


def read_object(raw: bytes, *, otherwise: Reason) -> dict[str, Any]:
    """Return the object in `raw`. A name given twice, NaN, broken UTF-8 or anything but an object is refused."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise LoginRefused(otherwise) from error
    if not isinstance(value, dict):
        raise LoginRefused(otherwise)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise LoginRefused(Reason.MEMBER_REPEATED)
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
