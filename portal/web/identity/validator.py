"""What an ID token and a logout token must say before we believe them (OIDC Core 3.1.3.7, Back-Channel Logout 2.6).

Each rule is one function and one reason; security.md 3.2 A and E list the cases, tests/hostile plays them.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.web.identity.jose import Signed
from portal.web.identity.provider import ProviderSettings
from portal.web.identity.refusal import LoginRefused, Reason

LONGEST_SUBJECT = 255
OLDEST_ID_TOKEN = timedelta(minutes=10)  # since it was issued: the code exchange takes seconds
LONGEST_LIFE = timedelta(hours=24)
OLDEST_LOGOUT = timedelta(minutes=5)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

Claims = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What this very login asked for; the token has to answer it."""

    nonce: str
    access_token: str | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutNotice:
    """A provider's word that a login has ended: one session (`sid`), or all of a subject."""

    subject: str | None
    sid: str | None
    token_id: str
    expires: datetime


def judge_id_token(token: Signed, settings: ProviderSettings, asked: Asked) -> Claims:
    """Return the claims of a token that may be believed. Raises `LoginRefused` at the first rule it breaks."""
    claims = token.claims
    _issuer(claims, settings)
    _subject(claims)
    _audience(claims, settings)
    _times(claims, settings, asked.now, oldest=OLDEST_ID_TOKEN)
    if not same(claims.get("nonce"), asked.nonce):
        raise LoginRefused(Reason.NONCE)
    _assurance(claims, settings)
    _authenticated_at(claims, settings, asked.now)
    _access_token(claims, token.algorithm, asked.access_token)
    if not isinstance(claims.get("sid", ""), str):
        raise LoginRefused(Reason.SUB)
    return claims


def judge_logout_token(token: Signed, settings: ProviderSettings, now: datetime) -> LogoutNotice:
    """Return what a logout token says. Raises `LoginRefused`. Whether it is new has to be asked of the database."""
    claims = token.claims
    _issuer(claims, settings)
    _audience(claims, settings)
    _times(claims, settings, now, oldest=OLDEST_LOGOUT)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise LoginRefused(Reason.EVENTS)
    if "nonce" in claims:
        raise LoginRefused(Reason.NONCE)
    subject, sid, token_id = claims.get("sub"), claims.get("sid"), claims.get("jti")
    if not isinstance(token_id, str) or not 0 < len(token_id) <= LONGEST_SUBJECT:
        raise LoginRefused(Reason.JTI)
    if (subject is None and sid is None) or not all(isinstance(v, str | None) for v in (subject, sid)):
        raise LoginRefused(Reason.SUB)
    expires = datetime.fromtimestamp(claims["exp"], now.tzinfo) + settings.skew
    return LogoutNotice(subject=subject, sid=sid, token_id=token_id, expires=expires)


def same(given: object, expected: str) -> bool:
    """Compare a claim with what we know, in constant time."""
    return isinstance(given, str) and hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass")
    )


def _issuer(claims: Claims, settings: ProviderSettings) -> None:
    if claims.get("iss") != settings.issuer:
        raise LoginRefused(Reason.ISS)


def _subject(claims: Claims) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not _visible(subject):
        raise LoginRefused(Reason.SUB)


def _visible(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _audience(claims: Claims, settings: ProviderSettings) -> None:
    """The token is for us alone: we trust no other audience, so none may stand beside us."""
    audience = claims.get("aud")
    listed = [audience] if isinstance(audience, str) else audience
    if not isinstance(listed, list) or not listed or any(one != settings.client_id for one in listed):
        raise LoginRefused(Reason.AUD)
    if claims.get("azp", settings.client_id) != settings.client_id:
        raise LoginRefused(Reason.AZP)


def _times(claims: Claims, settings: ProviderSettings, now: datetime, *, oldest: timedelta) -> None:
    seconds, skew = now.timestamp(), settings.skew.total_seconds()
    issued = _moment(claims, "iat", Reason.IAT)
    if issued > seconds + skew or issued < seconds - skew - oldest.total_seconds():
        raise LoginRefused(Reason.IAT)
    expires = _moment(claims, "exp", Reason.EXP)
    if expires <= seconds - skew or expires > issued + LONGEST_LIFE.total_seconds():
        raise LoginRefused(Reason.EXP)
    if "nbf" in claims and _moment(claims, "nbf", Reason.NBF) > seconds + skew:
        raise LoginRefused(Reason.NBF)


def _moment(claims: Claims, name: str, reason: Reason) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        raise LoginRefused(reason)
    return value


def _assurance(claims: Claims, settings: ProviderSettings) -> None:
    accepted = settings.acr_accepted
    if not accepted:
        return
    if not isinstance(claims.get("acr"), str):
        raise LoginRefused(Reason.ACR)
    if claims["acr"] not in accepted:
        raise LoginRefused(Reason.ASSURANCE_TOO_LOW)


def _authenticated_at(claims: Claims, settings: ProviderSettings, now: datetime) -> None:
    if settings.max_age is None and "auth_time" not in claims:
        return
    at, seconds, skew = _moment(claims, "auth_time", Reason.AUTH_TIME), now.timestamp(), settings.skew.total_seconds()
    too_old = settings.max_age is not None and at < seconds - skew - settings.max_age.total_seconds()
    if too_old or at > seconds + skew:
        raise LoginRefused(Reason.AUTH_TIME)


def _access_token(claims: Claims, algorithm: str, access_token: str | None) -> None:
    if "at_hash" not in claims:
        return
    if access_token is None or not same(claims["at_hash"], half_hash(access_token, algorithm)):
        raise LoginRefused(Reason.AT_HASH)


def half_hash(text: str, algorithm: str) -> str:
    """Return the left half of the digest that belongs to a signature algorithm, as `at_hash` carries it."""
    size = "512" if algorithm.startswith("Ed") else algorithm[-3:]
    digest = hashlib.new(f"sha{size}", text.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
