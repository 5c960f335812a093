"""From believed claims to a person: the table of the provider family, and userinfo where the token says too little."""

from collections.abc import Mapping
from typing import Any

from portal.people.claims import identity_from
from portal.people.errors import ClaimRefused
from portal.people.identity import Identity
from portal.web.identity.provider import ProviderSettings
from portal.web.identity.refusal import LoginRefused, Reason


def read_identity(claims: Mapping[str, Any], settings: ProviderSettings) -> Identity:
    """Return the identity in believed claims. Raises `LoginRefused` when it says what cannot be, or too little."""
    try:
        identity = identity_from(claims, settings.claims, issuer=settings.issuer)
    except ClaimRefused as error:
        of_number = error.claim in settings.claims.get("personal_id", ())
        raise LoginRefused(Reason.IDENTITY_NUMBER if of_number else Reason.CLAIM_IMPOSSIBLE) from error
    if settings.needs_identity_number and identity.personal_id is None and identity.organisation is None:
        raise LoginRefused(Reason.IDENTITY_NUMBER)
    return identity


def merge_userinfo(
    id_token: Mapping[str, Any], userinfo: Mapping[str, Any], settings: ProviderSettings
) -> dict[str, Any]:
    """Return both sets of claims as one; signed claims win. Raises `LoginRefused` unless both are of one person."""
    if not isinstance(userinfo.get("sub"), str) or userinfo["sub"] != id_token["sub"]:
        raise LoginRefused(Reason.USERINFO_SUBJECT)
    for number in settings.claims.get("personal_id", ()):
        if number in id_token and number in userinfo and id_token[number] != userinfo[number]:
            raise LoginRefused(Reason.USERINFO_DIFFERS)
    return {**userinfo, **id_token}
