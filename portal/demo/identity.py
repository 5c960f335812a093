"""Logging in to the demo: pick who you want to be. Two issuers, as in reality: one for citizens, one for officers.

The issuers' names are fixed and lie in `.invalid`, whatever the port: accounts are keyed on them, and a demo that moves
to another port keeps its people. Their addresses are pages of this portal, under /demo/idp/.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import Blueprint, Flask, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config import Settings
from portal.demo.issuing import Realm, build_server, client_secret, signing_keys
from portal.demo.loopback import Loopback
from portal.demo.offers import Offer, OfferedCitizens, OfferedOfficers
from portal.people.policy import Action
from portal.text import clean
from portal.web.identity import Audience, Doorkeeper, ProviderSettings, machines_only
from portal.web.routing import page

ISSUERS: Mapping[Audience, str] = MappingProxyType(
    {
        Audience.CITIZENS: "https://citizens.demo.mot-cua.invalid",
        Audience.OFFICERS: "https://officers.demo.mot-cua.invalid",
    }
)
CLIENT_ID = "mot-cua"
ROOT = "/demo/idp"


class NoDemoInProduction(Exception):
    """The demo lets anybody in as anybody; production must not have it."""


def install_demo_identity(app: Flask, settings: Settings) -> None:
    """Put the demo's two providers into `app` and let its login use them where no other issuer is configured.

    Call it after `install_identity`. Raises `NoDemoInProduction`.
    """
    if settings.is_production or not settings.demo:
        raise NoDemoInProduction
    keeper: Doorkeeper = app.extensions["doorkeeper"]
    base_url = keeper.settings.base_url
    if base_url.startswith("http://"):
        os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")  # Authlib's server refuses http, even on loopback
    for audience, issuer in ISSUERS.items():
        app.register_blueprint(_room(app, keeper, audience))
        if audience not in keeper.providers:
            keeper.add_provider(
                audience, _provider(keeper, audience, issuer), {f"{base_url}{ROOT}/{audience}/": Loopback(app)}
            )


def _provider(keeper: Doorkeeper, audience: Audience, issuer: str) -> ProviderSettings:
    base_url = keeper.settings.base_url
    parts = urlsplit(base_url)
    return ProviderSettings(
        issuer=issuer,
        client_id=CLIENT_ID,
        client_secret=client_secret(keeper.sealer, audience),
        scopes=("openid", "profile", "email", "phone"),
        algorithms=("ES256",),
        discovery_url=f"{base_url}{ROOT}/{audience}/.well-known/openid-configuration",
        other_origins=(f"{parts.scheme}://{parts.netloc}",),
        needs_identity_number=audience is Audience.CITIZENS,
    )


def _room(app: Flask, keeper: Doorkeeper, audience: Audience) -> Blueprint:
    realm = Realm(
        audience=audience,
        issuer=ISSUERS[audience],
        client_id=CLIENT_ID,
        client_secret=client_secret(keeper.sealer, audience),
        redirect_uri=f"{keeper.settings.base_url}/login/{audience}/callback",
        post_logout_uri=f"{keeper.settings.base_url}/logout/{audience}/done",
        keys=signing_keys(keeper.sealer, audience),
        database=keeper.database,
    )
    people = OfferedCitizens() if audience is Audience.CITIZENS else OfferedOfficers(keeper, realm.issuer)
    server = build_server(app, realm, people.find)
    room = Blueprint(f"demo_{audience}", __name__, url_prefix=f"{ROOT}/{audience}")

    @room.get("/.well-known/openid-configuration")
    @page(Action.SIGN_IN)
    def discovery() -> ResponseReturnValue:
        return jsonify(_metadata(keeper.settings.base_url, audience))

    @room.get("/jwks")
    @page(Action.SIGN_IN)
    def jwks() -> ResponseReturnValue:
        return jsonify(realm.keys.as_dict(private=False))

    @room.route("/authorize", methods=["GET", "POST"])
    @page(Action.SIGN_IN)
    def authorize() -> ResponseReturnValue:
        user = people.find(request.form.get("as", "")) if request.method == "POST" else None
        try:
            grant = server.get_consent_grant(end_user=user)
        except OAuth2Error as error:
            return server.handle_error_response(server.create_oauth2_request(request), error)  # type: ignore[no-any-return]
        if request.method == "GET" or (user is None and "cancel" not in request.form):
            return _ask(audience, people.offers(clean(request.args.get("q", ""))))
        return server.create_authorization_response(grant_user=user, grant=grant)  # type: ignore[no-any-return]

    @room.post("/token")
    @machines_only
    @page(Action.SIGN_IN)
    def token() -> ResponseReturnValue:
        return server.create_token_response()  # type: ignore[no-any-return]

    @room.get("/logout")
    @page(Action.SIGN_OUT)
    def logout() -> ResponseReturnValue:
        try:
            return server.create_endpoint_response("end_session") or _ask(audience, [])
        except OAuth2Error as error:
            return server.handle_error_response(None, error)  # type: ignore[no-any-return]

    return room


def _ask(audience: Audience, offers: list[Offer]) -> ResponseReturnValue:
    kept = [(name, value) for name, value in request.args.items() if name != "q"]
    answer = make_response(
        render_template(
            "demo/login.html",
            audience=audience,
            offers=offers,
            search=clean(request.args.get("q", "")),
            kept=kept,
            other=url_for("identity.login", audience=_other(audience)),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _other(audience: Audience) -> Audience:
    return Audience.OFFICERS if audience is Audience.CITIZENS else Audience.CITIZENS


def _metadata(base_url: str, audience: Audience) -> dict[str, Any]:
    addresses = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
    addresses |= {"end_session_endpoint": "logout"}
    return {
        "issuer": ISSUERS[audience],
        **{name: f"{base_url}{ROOT}/{audience}/{path}" for name, path in addresses.items()},
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": True,
    }
