"""The web application put together: rooms, manners, and the check that every route has its policy."""

from datetime import timedelta

from flask import Flask

from config import Issuer, Settings, load_settings
from portal.house import House, build_house
from portal.people.principal import Kind
from portal.web import citizen, desk, errors, public, supervision
from portal.web.account_book import AccountBook
from portal.web.assets import register_assets
from portal.web.format import register_formats
from portal.web.headers import send_safe_headers
from portal.web.identity import Audience, IdentitySettings, Limits, ProviderSettings, install_identity
from portal.web.language import speak_languages
from portal.web.rendering import prepare_templates
from portal.web.routing import enforce_policy

ROOMS = (public.rooms, citizen.rooms, desk.rooms, supervision.rooms)


def create_app(settings: Settings | None = None, *, house: House | None = None) -> Flask:
    """Return the portal as a WSGI application. Raises `UnsafeSettings` and `UnboundRoute`.

    `gunicorn "portal.web.app:create_app()"` serves it.
    """
    if house is None:
        settings = settings or load_settings()
        settings.refuse_if_unsafe()
        house = build_house(settings)
    settings = house.settings
    app = Flask("portal", template_folder=str(settings.templates_folder), static_folder=None)
    app.extensions["house"] = house
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PREFERRED_URL_SCHEME="https" if settings.is_production else "http",
    )
    app.url_map.strict_slashes = True
    register_assets(app)
    register_formats(app)
    speak_languages(app)
    prepare_templates(app)
    install_identity(
        app,
        database=house.database,
        settings=identity_settings(settings),
        sealer=house.sealer,
        clock=house.clock,
        people=AccountBook(house.sealer, house.directory),
    )
    for rooms in ROOMS:
        for room in rooms():
            app.register_blueprint(room)
    errors.answer_errors(app)
    send_safe_headers(app)
    if settings.demo:
        from portal.demo import install_demo

        install_demo(app, house)
    enforce_policy(app)
    return app


def identity_settings(settings: Settings) -> IdentitySettings:
    """Return how people log in, from the operator's settings."""
    configured = {Audience.CITIZENS: settings.citizen, Audience.OFFICERS: settings.officer}
    citizen = Limits(timedelta(minutes=settings.citizen_idle_minutes), timedelta(hours=settings.citizen_session_hours))
    officer = Limits(timedelta(minutes=settings.officer_idle_minutes), timedelta(hours=settings.officer_session_hours))
    return IdentitySettings(
        base_url=settings.base_url,
        providers={audience: _provider(issuer) for audience, issuer in configured.items() if issuer.issuer},
        limits={Kind.ANONYMOUS: citizen, Kind.CITIZEN: citizen, Kind.OFFICER: officer},
        officer_sessions=settings.officer_sessions,
    )


def _provider(issuer: Issuer) -> ProviderSettings:
    return ProviderSettings(
        issuer=issuer.issuer,
        client_id=issuer.client_id,
        client_secret=issuer.client_secret,
        scopes=issuer.scopes,
        acr_accepted=issuer.acr_accepted,
        algorithms=issuer.algorithms,
        claims_map=issuer.claims_map,
        discovery_url=issuer.discovery_url,
        other_origins=issuer.other_origins,
        asks_userinfo=issuer.asks_userinfo,
        needs_identity_number=issuer.needs_identity_number,
    )
