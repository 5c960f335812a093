"""Serving the assets, and naming them in templates."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from portal.people.policy import Action
from portal.web.assets.bundle import Asset, build_assets
from portal.web.routing import page

PREFIX = "/assets"
_FOR_EVER = "public, max-age=31536000, immutable"


def register_assets(app: Flask) -> None:
    """Serve the assets from `app` and give its templates `asset_url(name)`."""
    assets = build_assets()
    app.register_blueprint(assets_blueprint(assets))
    # a global, not a context variable: macros are imported without context and need it for icons
    app.jinja_env.globals["asset_url"] = asset_addresses(assets, root=app.config["APPLICATION_ROOT"])


def assets_blueprint(assets: Mapping[str, Asset] | None = None) -> Blueprint:
    """Return the blueprint that answers `/assets/<name>.<hash>.<ending>`; builds the assets when given none."""
    known = build_assets() if assets is None else assets
    by_address = {asset.address: asset for asset in known.values()}
    blueprint = Blueprint("assets", __name__, url_prefix=PREFIX)

    @blueprint.get("/<address>")
    @page(Action.SEE_PUBLIC_PAGE)
    def file(address: str) -> AnyResponse:
        asset = by_address.get(address)
        return _present(known, address) if asset is None else _answer(asset)

    return blueprint


def asset_addresses(assets: Mapping[str, Asset], *, root: str = "/") -> Callable[[str], str]:
    """Return `asset_url(name)`, which raises KeyError for a name that is no asset."""
    urls = {name: f"{root.rstrip('/')}{PREFIX}/{asset.address}" for name, asset in assets.items()}
    return urls.__getitem__


def _answer(asset: Asset) -> Response:
    pressed = asset.pressed if request.accept_encodings["gzip"] > 0 else None
    response = Response(asset.content if pressed is None else pressed, content_type=asset.media_type)
    response.headers["Cache-Control"] = _FOR_EVER
    if asset.pressed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    if pressed is not None:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _present(assets: Mapping[str, Asset], address: str) -> AnyResponse:
    """Lead from another release's address to the present file: while workers change over, a page keeps its style."""
    parts = address.rsplit(".", 2)
    asset = assets.get(f"{parts[0]}.{parts[2]}") if len(parts) == 3 else None
    if asset is None:
        abort(404)
    answer = redirect(f"{request.script_root}{PREFIX}/{asset.address}", code=302)
    answer.headers["Cache-Control"] = "no-store"
    return answer
