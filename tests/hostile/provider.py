"""A provider that answers as it is told to: honest until a test bends one thing.

It sits behind `requests` as an adapter, so no port is opened and 112 cases take seconds.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from warnings import catch_warnings

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from joserfc.registry import Header
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from portal.web.identity.validator import half_hash
from tests.web.identity.support import ISSUER, Wristwatch

ACCESS_TOKEN = "an-access-token"
Claims = dict[str, Any]


@cache
def ec_key(kid: str = "first", curve: str = "P-256") -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid, "use": "sig"}, private=True)


@cache
def rsa_key(kid: str = "rsa", size: int = 2048) -> RSAKey:
    with catch_warnings(action="ignore"):  # a weak one is what we want here
        return RSAKey.generate_key(size, {"kid": kid, "use": "sig"}, private=True)


def public(*keys: ECKey | RSAKey) -> list[dict[str, Any]]:
    return [dict(key.as_dict(private=False)) for key in keys]


@dataclass
class Answer:
    """One HTTP answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def json_answer(value: Any, **options: Any) -> Answer:
    return Answer(json.dumps(value).encode(), **options)


@dataclass
class Bent(BaseAdapter):
    """The provider. Its attributes are what can be bent; `calls` tells what it was asked."""

    clock: Wristwatch
    issuer: str = ISSUER
    nonce: str = ""
    code: str = "the-code"
    subject: str = "p-001"
    keys: list[dict[str, Any]] = field(default_factory=lambda: public(ec_key()))
    signing_key: ECKey | RSAKey = field(default_factory=ec_key)
    header: Header = field(default_factory=lambda: {"alg": "ES256", "kid": "first", "typ": "JWT"})
    with_at_hash: bool = True
    bend_claims: Callable[[Claims], Claims | None] = lambda claims: claims
    bend_payload: Callable[[bytes], bytes] = lambda payload: payload
    bend_token: Callable[[str], str] = lambda token: token
    bend_metadata: Callable[[Claims], Claims] = lambda metadata: metadata
    bend_tokens: Callable[[Claims], Claims] = lambda tokens: tokens
    answers: dict[str, Answer | Exception] = field(default_factory=dict)
    userinfo: Claims = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def close(self) -> None:
        self.calls = list(self.calls)

    def claims(self) -> Claims:
        """Return what an honest ID token says now."""
        now = int(self.clock().timestamp())
        claims: Claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": "portal",
            "exp": now + 300,
            "iat": now,
            "auth_time": now - 5,
            "nonce": self.nonce,
            "acr": "loa2",
            "sid": "provider-session-1",
            "name": "Nguyễn Văn An",
            "identity_number": "051090000001",
        }
        if self.with_at_hash:
            claims["at_hash"] = half_hash(ACCESS_TOKEN, "ES256")
        return claims

    def id_token(self) -> str:
        claims = self.claims()
        claims = self.bend_claims(claims) or claims
        return self.bend_token(self.sign(claims))

    def sign(self, claims: Claims, **header: Any) -> str:
        payload = self.bend_payload(json.dumps(claims).encode())
        full = {**self.header, **header}
        registry = jws.JWSRegistry(algorithms=[full["alg"]], strict_check_header=False)
        return jws.serialize_compact(full, payload, self.signing_key, registry=registry)

    def metadata(self) -> Claims:
        names = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/jwks",
            "userinfo_endpoint": "/userinfo",
            "end_session_endpoint": "/logout",
        }
        addresses = {name: self.issuer + path for name, path in names.items()}
        return {"issuer": self.issuer, **addresses, "authorization_response_iss_parameter_supported": True}

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        path = urlsplit(request.url or "").path.removeprefix(urlsplit(self.issuer).path)
        self.calls.append(path)
        answer = self.answers.get(path) or self._honest(path, request)
        if isinstance(answer, Exception):
            raise answer
        return _response(request, answer)

    def _honest(self, path: str, request: PreparedRequest) -> Answer:
        if path == "/.well-known/openid-configuration":
            return json_answer(self.bend_metadata(self.metadata()))
        if path == "/jwks":
            return json_answer({"keys": self.keys})
        if path == "/userinfo":
            return json_answer(self.userinfo)
        body = request.body if isinstance(request.body, str) else (request.body or b"").decode()
        self.sent = {name: values[0] for name, values in parse_qs(body).items()}
        if self.sent.get("code") != self.code:
            return json_answer({"error": "invalid_grant"}, status=400)
        tokens = {"token_type": "Bearer", "access_token": ACCESS_TOKEN, "expires_in": 300, "id_token": self.id_token()}
        return json_answer(self.bend_tokens(tokens))


def _response(request: PreparedRequest, answer: Answer) -> Response:
    response = Response()
    response.status_code = answer.status
    response.headers.update(answer.headers)
    response.raw = HTTPResponse(
        body=BytesIO(answer.body), headers=answer.headers, status=answer.status, preload_content=False
    )
    response.url = request.url or ""
    response.request = request
    return response
