"""The demo's OpenID provider: Authlib's server side, for one client, which is this portal.

It asks for no password and says "loa2" of everybody. Codes lie in the database, because the worker that made one need
not be the worker that takes it; all else is derived from the portal's secret, so that every worker agrees.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, InvalidRequestError, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode, UserInfo
from authlib.oidc.rpinitiated import EndSessionEndpoint
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import delete, insert, select

from portal.crypto import Sealer
from portal.db import Database
from portal.demo.models import DemoCode
from portal.web.identity import Audience

ALGORITHM = "ES256"
LEVEL = "loa2"
CODE_LIFE = timedelta(minutes=1)
_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True, kw_only=True)
class Realm:
    """One of the two providers: for citizens or for officers."""

    audience: Audience
    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    post_logout_uri: str
    keys: KeySet
    database: Database


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Whoever was picked from the list, as claims."""

    subject: str
    claims: dict[str, Any]


def signing_keys(sealer: Sealer, audience: Audience) -> KeySet:
    """Return the provider's key, the same in every worker and after every start."""
    number = int(sealer.index(f"demo identity provider: {audience}"), 16) % (_ORDER_OF_P256 - 1) + 1
    key = ec.derive_private_key(number, ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeySet([ECKey.import_key(pem, {"use": "sig", "alg": ALGORITHM, "kid": f"demo-{audience}"})])


def client_secret(sealer: Sealer, audience: Audience) -> str:
    return sealer.index(f"demo client secret: {audience}")


def build_server(app: Flask, realm: Realm, find_user: Any) -> AuthorizationServer:
    """Return Authlib's server for a realm; `find_user(subject)` gives a `DemoUser` or None."""
    client = _Client(realm)
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: client if client_id == realm.client_id else None,
        save_token=_forget_token,
    )
    grant = type("Grant", (_CodeGrant,), {"realm": realm, "find_user": staticmethod(find_user)})
    server.register_grant(grant, [_IdToken(realm), _Challenge(required=True)])
    server.register_endpoint(_EndSession(realm, server))
    server.register_extension(_Issuer(realm))
    return server


def _forget_token(token: dict[str, Any], request: Any) -> None:
    """An access token opens nothing here: all claims are in the ID token."""


class _Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """This portal, as the only client."""

    id_token_signed_response_alg = ALGORITHM

    def __init__(self, realm: Realm) -> None:
        self.realm = realm
        self.client_metadata = {
            "id_token_signed_response_alg": ALGORITHM,
            "post_logout_redirect_uris": [realm.post_logout_uri],
        }

    def get_client_id(self) -> str:
        return self.realm.client_id

    def get_default_redirect_uri(self) -> str:
        return self.realm.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(one for one in scope.split() if one in ("openid", "profile", "email", "phone"))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.realm.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(self.realm.client_secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class _Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """A code as Authlib reads it."""

    row: Any

    @property
    def code_challenge(self) -> str:
        return str(self.row.challenge)

    @property
    def code_challenge_method(self) -> str:
        return "S256"

    def get_redirect_uri(self) -> str:
        return str(self.row.redirect_uri)

    def get_scope(self) -> str:
        return str(self.row.scope)

    def get_nonce(self) -> str:
        return str(self.row.nonce)

    def get_auth_time(self) -> int:
        return int(self.row.made_at.timestamp())

    def get_acr(self) -> str:
        return LEVEL

    def get_amr(self) -> list[str]:
        return ["demo"]


class _CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes in the database."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)
    realm: Realm
    find_user: Any

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked = request.payload.data
        row = {"code": code, "audience": self.realm.audience, "subject": request.user.subject}
        row |= {"redirect_uri": request.payload.redirect_uri, "scope": request.payload.scope}
        row |= {"nonce": asked.get("nonce", ""), "challenge": asked["code_challenge"], "made_at": datetime.now(UTC)}
        with self.realm.database.transaction() as connection:
            connection.execute(delete(DemoCode).where(DemoCode.made_at < datetime.now(UTC) - CODE_LIFE))
            connection.execute(insert(DemoCode).values(**row))

    def query_authorization_code(self, code: str, client: Any) -> _Code | None:
        """Return a code and use it up, so that of two who bring it one comes too late."""
        mine = (DemoCode.code == code, DemoCode.audience == self.realm.audience)
        with self.realm.database.transaction() as connection:
            row = connection.execute(select(DemoCode.__table__).where(*mine)).one_or_none()
            connection.execute(delete(DemoCode).where(*mine))
        return None if row is None or row.made_at < datetime.now(UTC) - CODE_LIFE else _Code(row)

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        """It went when it was asked for."""

    def authenticate_user(self, authorization_code: _Code) -> DemoUser | None:
        found: DemoUser | None = self.find_user(authorization_code.row.subject)
        return found


class _IdToken(OpenIDCode):  # type: ignore[misc]
    """The ID token, with every claim in it."""

    def __init__(self, realm: Realm) -> None:
        super().__init__(require_nonce=True)
        self.realm = realm

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        with self.realm.database.read() as connection:
            return connection.execute(select(DemoCode.code).where(DemoCode.nonce == nonce)).first() is not None

    def resolve_client_private_key(self, client: Any) -> KeySet:
        return self.realm.keys

    def get_client_claims(self, client: Any) -> dict[str, Any]:
        return {"iss": self.realm.issuer, "sid": secrets.token_urlsafe(16)}

    def get_client_algorithm(self, client: Any) -> str:
        return ALGORITHM

    def generate_user_info(self, user: DemoUser, scope: str) -> UserInfo:
        return UserInfo(sub=user.subject, **user.claims)


class _Challenge(CodeChallenge):  # type: ignore[misc]
    """PKCE with S256 from every client; Authlib's `required` binds public ones only."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        if not grant.request.payload.data.get("code_challenge"):
            raise InvalidRequestError("Missing 'code_challenge'", redirect_uri=redirect_uri)
        super().validate_code_challenge(grant, redirect_uri)


class _EndSession(EndSessionEndpoint):  # type: ignore[misc]
    """Logging out: nobody stays logged in here, so there is nothing to end."""

    def __init__(self, realm: Realm, server: AuthorizationServer) -> None:
        super().__init__(server)
        self.realm = realm

    def get_server_jwks(self) -> KeySet:
        return self.realm.keys

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def is_post_logout_redirect_uri_legitimate(self, request: Any, uri: str, client: Any, hint: str | None) -> bool:
        """Our one client sends no ID token as a hint; its registered address is enough."""
        return uri == self.realm.post_logout_uri

    def end_session(self, end_session_request: Any) -> None:
        """Nothing to do."""


class _Issuer(IssuerParameter):  # type: ignore[misc]
    """Names the issuer in every answer (RFC 9207)."""

    def __init__(self, realm: Realm) -> None:
        self.realm = realm

    def get_issuer(self) -> str:
        return self.realm.issuer
