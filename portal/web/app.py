"""The web application put together: rooms, manners, and the check that every route has its policy."""

from flask import Flask

from config import Settings, load_settings
from portal.house import House, build_house
from portal.web import citizen, desk, errors, public, refusals, supervision
from portal.web.assets import register_assets
from portal.web.format import register_formats
from portal.web.fresh_tree import keep_tree_fresh
from portal.web.headers import send_safe_headers
from portal.web.identity import install_identity
from portal.web.kiosk_here import attend_kiosks
from portal.web.language import speak_languages
from portal.web.plain_requests import MOST_TYPED, refuse_odd_requests
from portal.web.proxies import believe_proxies
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
        MAX_FORM_MEMORY_SIZE=MOST_TYPED,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PREFERRED_URL_SCHEME="https" if settings.is_production else "http",
    )
    app.url_map.strict_slashes = True
    register_assets(app)
    register_formats(app)
    speak_languages(app)
    prepare_templates(app)
    refuse_odd_requests(app)
    keep_tree_fresh(app, house)
    install_identity(app, house)
    attend_kiosks(app)
    for rooms in ROOMS:
        for room in rooms():
            app.register_blueprint(room)
    errors.answer_errors(app)
    refusals.answer_refusals(app)
    send_safe_headers(app)
    if settings.demo:
        from portal.demo import install_demo

        install_demo(app, house)
    if settings.proxies:
        believe_proxies(app, settings.proxies)
    enforce_policy(app)
    return app
