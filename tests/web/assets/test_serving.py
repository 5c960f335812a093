"""Assets over HTTP: kept for ever under their hash, pressed for who accepts it."""

import gzip

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from portal.web.assets import register_assets
from portal.web.assets.bundle import build_assets


@pytest.fixture
def app() -> Flask:
    made = Flask(__name__)
    register_assets(made)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(app: Flask, name: str) -> str:
    with app.app_context():
        return render_template_string("{{ asset_url(name) }}", name=name)


@pytest.mark.parametrize("name", sorted(build_assets()))
def test_every_asset_is_served_for_ever(app: Flask, client: FlaskClient, name: str) -> None:
    response = client.get(address(app, name))
    assert response.status_code == 200
    assert response.data == build_assets()[name].content
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == build_assets()[name].media_type


def test_a_client_that_accepts_gzip_gets_it(app: Flask, client: FlaskClient) -> None:
    response = client.get(address(app, "look.css"), headers={"Accept-Encoding": "br;q=1.0, gzip;q=0.8"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.data) == build_assets()["look.css"].content


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0"])
def test_a_client_that_does_not_gets_it_plain(app: Flask, client: FlaskClient, accepted: str) -> None:
    response = client.get(address(app, "look.css"), headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


def test_an_address_of_another_release_leads_to_the_present_file(app: Flask, client: FlaskClient) -> None:
    response = client.get("/assets/look.0000000000.css")
    assert response.status_code == 302
    assert response.headers["Location"] == address(app, "look.css")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["look.css", "nothing.0000000000.css", "..%2f..%2fconfig.py", "enhance.js", ""])
def test_anything_else_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(f"/assets/{path}").status_code == 404


def test_a_template_that_names_no_asset_fails(app: Flask) -> None:
    with pytest.raises(KeyError):
        address(app, "look.scss")


def test_addresses_know_where_the_portal_is_mounted() -> None:
    app = Flask(__name__)
    app.config["APPLICATION_ROOT"] = "/portal"
    register_assets(app)
    assert address(app, "mark.svg").startswith("/portal/assets/mark.")
