"""One provider at work: its metadata and keys, fetched with care and remembered; its token and userinfo endpoints."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from joserfc.jwk import Key
from requests import Response

from portal.web.identity.keys import KeyRing, read_keys
from portal.web.identity.provider import ProviderSettings, origin_of
from portal.web.identity.refusal import LoginRefused, Reason
from portal.web.identity.transport import Adapters, Bounded, BoundedOAuth, json_of

METADATA_SECONDS = 3600.0
KEYS_SECONDS = 600.0
STALE_KEYS_SECONDS = 24 * 3600.0  # a known key outlives an outage of its provider by a day at most
RETRY_SECONDS = 30.0  # between two failed fetches, and between two searches for an unknown key
LONGEST_ACCESS_TOKEN = 16 * 1024

Document = TypeVar("Document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What we take from a discovery document: addresses, and whether answers name their issuer (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    names_issuer: bool


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoint gave for a code."""

    id_token: str
    access_token: str | None


class Provider:
    """A provider as this process knows it. Safe to share between threads."""

    def __init__(
        self,
        settings: ProviderSettings,
        *,
        redirect_uri: str,
        adapters: Adapters | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.redirect_uri = redirect_uri
        self._adapters = adapters or {}
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._ring: tuple[float, KeyRing] | None = None
        self._failed_at = self._searched_at = float("-inf")

    def metadata(self) -> Metadata:
        """Return the provider's addresses, at most an hour old. Raises `LoginRefused`."""
        with self._lock:
            return self._current_metadata()

    def find_key(self, algorithm: str, kid: str | None) -> Key:
        """Return the key a token's header means; an unknown one is looked for again, at most twice a minute."""
        with self._lock:
            ring = self._current_ring()
            if not ring.knows(kid) and self._monotonic() - self._searched_at >= RETRY_SECONDS:
                self._searched_at = self._monotonic()
                ring = self._fetch_ring()
        return ring.pick(algorithm=algorithm, kid=kid)

    def authorization_url(self, *, state: str, nonce: str, verifier: str, language: str) -> str:
        """Return where to send the browser; Authlib makes the S256 challenge from `verifier`."""
        settings = self.settings
        extra: dict[str, Any] = {"nonce": nonce, "ui_locales": language}
        if settings.acr_accepted:
            extra["acr_values"] = " ".join(settings.acr_accepted)
        if settings.max_age is not None:
            extra["max_age"] = int(settings.max_age.total_seconds())
        endpoint = self.metadata().authorization_endpoint
        url, _ = self._client().create_authorization_url(endpoint, state=state, code_verifier=verifier, **extra)
        return str(url)

    def exchange(self, *, code: str, verifier: str) -> TokenAnswer:
        """Return what the provider gives for a code. Raises `LoginRefused`."""
        client = self._client()
        client.register_compliance_hook("access_token_response", _readable)
        try:
            answer = client.fetch_token(
                self.metadata().token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
            )
        except OAuthError as error:
            raise LoginRefused(Reason.TOKEN_REFUSED) from error
        return _token_answer(answer)

    def userinfo(self, access_token: str | None) -> dict[str, Any]:
        """Return the claims the userinfo endpoint tells about the holder of a token. Raises `LoginRefused`."""
        endpoint = self.metadata().userinfo_endpoint
        if endpoint is None or access_token is None:
            raise LoginRefused(Reason.DISCOVERY_INVALID)
        with self._plain() as session:
            return json_of(session.get(endpoint, headers={"Authorization": f"Bearer {access_token}"}))

    def _current_metadata(self) -> Metadata:
        if self._metadata is None or self._monotonic() - self._metadata[0] >= METADATA_SECONDS:
            read = partial(_read_metadata, settings=self.settings)
            self._metadata = (self._monotonic(), self._fetch(self.settings.metadata_url, read))
        return self._metadata[1]

    def _current_ring(self) -> KeyRing:
        if self._ring is None:
            return self._fetch_ring()
        age = self._monotonic() - self._ring[0]
        if age < KEYS_SECONDS:
            return self._ring[1]
        try:
            return self._fetch_ring()
        except LoginRefused:
            if age >= STALE_KEYS_SECONDS:
                raise
            return self._ring[1]

    def _fetch_ring(self) -> KeyRing:
        ring = self._fetch(self._current_metadata().jwks_uri, read_keys)
        self._ring = (self._monotonic(), ring)
        return ring

    def _fetch(self, url: str, read: Callable[[dict[str, Any]], Document]) -> Document:
        """Fetch and read a document; after a failure, answer from memory that it failed, for half a minute."""
        if self._monotonic() - self._failed_at < RETRY_SECONDS:
            raise LoginRefused(Reason.UNREACHABLE)
        try:
            with self._plain() as session:
                return read(json_of(session.get(url, headers={"Accept": "application/json"})))
        except LoginRefused:
            self._failed_at = self._monotonic()
            raise

    def _plain(self) -> Bounded:
        session = Bounded()
        session.bound(self._adapters)
        return session

    def _client(self) -> BoundedOAuth:
        settings = self.settings
        client = BoundedOAuth(
            settings.client_id,
            settings.client_secret,
            scope=" ".join(settings.scopes),
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106
        )
        client.bound(self._adapters)
        return client


def _read_metadata(document: Mapping[str, Any], settings: ProviderSettings) -> Metadata:
    """Take the addresses, if they are the right provider's and lie where that provider lives (no SSRF)."""
    if document.get("issuer") != settings.issuer:
        raise LoginRefused(Reason.DISCOVERY_ISSUER)

    def address(name: str) -> str | None:
        url = document.get(name)
        if url is None:
            return None
        if not isinstance(url, str) or urlsplit(url).fragment or origin_of(url) not in settings.origins:
            raise LoginRefused(Reason.ENDPOINT_ELSEWHERE)
        return url

    def needed(name: str) -> str:
        url = address(name)
        if url is None:
            raise LoginRefused(Reason.DISCOVERY_INVALID)
        return url

    return Metadata(
        authorization_endpoint=needed("authorization_endpoint"),
        token_endpoint=needed("token_endpoint"),
        jwks_uri=needed("jwks_uri"),
        userinfo_endpoint=address("userinfo_endpoint"),
        end_session_endpoint=address("end_session_endpoint"),
        names_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _readable(response: Response) -> Response:
    """Refuse what Authlib would read too kindly: HTML with status 200, a name given twice."""
    if response.status_code == 200:
        json_of(response)
    elif response.status_code not in (400, 401, 403):
        raise LoginRefused(Reason.TOKEN_REFUSED)
    return response


def _token_answer(answer: Mapping[str, Any]) -> TokenAnswer:
    kind, id_token, access_token = (answer.get(name) for name in ("token_type", "id_token", "access_token"))
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise LoginRefused(Reason.TOKEN_TYPE)
    if not isinstance(id_token, str) or not id_token:
        raise LoginRefused(Reason.ID_TOKEN_MISSING)
    usable = isinstance(access_token, str) and access_token.isascii() and len(access_token) <= LONGEST_ACCESS_TOKEN
    return TokenAnswer(id_token, access_token if usable else None)
