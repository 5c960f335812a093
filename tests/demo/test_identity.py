"""The demo's identity provider: it lets anybody in as anybody, says so, and cannot run in production."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Settings
from portal.db import Database
from portal.demo.identity import ISSUERS, NoDemoInProduction, install_demo_identity
from portal.demo.models import DemoCode
from portal.people.accounts import load_person
from portal.people.session_models import WebSession
from portal.web.identity import Audience, IdentitySettings
from tests.web.identity.support import (
    BASE_URL,
    OFFICER,
    SEALER,
    Browser,
    Wristwatch,
    appoint_officer,
    count,
    last_audit,
    make_app,
)

DEMO = Settings(demo=True)


@pytest.fixture
def app(database: Database) -> Flask:
    return make_app(
        database,
        settings=IdentitySettings(base_url=BASE_URL),
        clock=Wristwatch(datetime.now(UTC)),
        more=lambda app: install_demo_identity(app, DEMO),
    )


def at_provider(browser: Browser, audience: str = "citizens", **query: str) -> str:
    """Go to the provider and return the address of its page."""
    return browser.get(f"/login/{audience}", query_string=query).location


def pick(browser: Browser, address: str, **form: str) -> TestResponse:
    """Press a button of the provider's page and follow the browser back to the portal."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)
    assert token is not None
    answer = browser.post(address, data={"csrf_token": token[1], **form})
    assert answer.status_code == 302, answer.text
    return browser.get(answer.location)


def test_a_citizen_of_the_list_logs_in(app: Flask, database: Database) -> None:
    browser = Browser(app)

    arrived = pick(browser, at_provider(browser, next="/private"), **{"as": "thu-suong"})

    assert (arrived.status_code, arrived.location) == (303, "/private")
    assert last_audit(database) == ("accepted", "loa2")
    with database.read() as connection:
        person = load_person(connection, SEALER, browser.who().removeprefix("citizen:"))
    assert person.issuer == ISSUERS[Audience.CITIZENS]
    assert (person.name, person.personal_id, person.residence_unit) == (
        "Đinh Thị Thu Sương",
        "051199000114",
        "51.21235",
    )


def test_an_officer_of_the_database_logs_in(app: Flask, database: Database) -> None:
    officer = appoint_officer(database, ISSUERS[Audience.OFFICERS])
    browser = Browser(app)
    address = at_provider(browser, "officers")

    assert "Vào bằng Bùi Thị Kim Chi" in browser.get(address).text
    assert "một cửa, Xã Tư Nghĩa" in browser.get(address).text
    pick(browser, address, **{"as": OFFICER})

    assert browser.who() == f"officer:{officer}"


def test_officers_are_searched_without_marks(app: Flask, database: Database) -> None:
    appoint_officer(database, ISSUERS[Audience.OFFICERS])
    browser = Browser(app)
    address = at_provider(browser, "officers")

    assert "Bùi Thị Kim Chi" in browser.get(f"{address}&q=tu nghia").text
    assert "Không có ai hợp" in browser.get(f"{address}&q=nobody").text


def test_every_page_says_that_it_is_a_demo(app: Flask) -> None:
    browser = Browser(app)

    page = browser.get(at_provider(browser)).text

    assert "Bản chạy thử, không phải VNeID" in page
    assert "Người trong danh sách không có thật" in page


def test_stopping_goes_back_without_a_session(app: Flask, database: Database) -> None:
    browser = Browser(app)

    arrived = pick(browser, at_provider(browser), cancel="1")

    assert arrived.status_code == 403
    assert last_audit(database) == ("refused", "cancelled")
    assert count(database, WebSession) == 0


def test_somebody_not_on_the_list_is_not_logged_in(app: Flask) -> None:
    browser = Browser(app)
    address = at_provider(browser)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)
    assert token is not None

    answer = browser.post(address, data={"csrf_token": token[1], "as": "nobody"})

    assert answer.status_code == 200
    assert "Bạn muốn thử bằng vai ai?" in answer.text


def token_request(app: Flask, **changes: Any) -> TestResponse:
    keeper = app.extensions["doorkeeper"]
    provider = keeper.providers[Audience.CITIZENS]
    form = {"grant_type": "authorization_code", "redirect_uri": provider.redirect_uri, **changes}
    settings = provider.settings
    return app.test_client().post(
        "/demo/idp/citizens/token", base_url=BASE_URL, data=form, auth=(settings.client_id, settings.client_secret)
    )


def code_for(browser: Browser) -> str:
    address = at_provider(browser)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)
    assert token is not None
    answer = browser.post(address, data={"csrf_token": token[1], "as": "thu-suong"})
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def test_a_code_without_its_verifier_is_worth_nothing_and_is_used_up(app: Flask, database: Database) -> None:
    code = code_for(Browser(app))

    for verifier in ("", "v" * 43):
        assert token_request(app, code=code, code_verifier=verifier).status_code == 400

    assert count(database, DemoCode) == 0


def test_a_code_of_the_other_realm_is_unknown(app: Flask, database: Database) -> None:
    code = code_for(Browser(app))
    with database.read() as connection:
        assert connection.scalar(select(DemoCode.audience)) == "citizens"
    settings = app.extensions["doorkeeper"].providers[Audience.OFFICERS].settings

    answer = app.test_client().post(
        "/demo/idp/officers/token",
        base_url=BASE_URL,
        data={"grant_type": "authorization_code", "code": code},
        auth=(settings.client_id, settings.client_secret),
    )

    assert answer.status_code == 400
    assert count(database, DemoCode) == 1


@pytest.mark.parametrize("leave_out", ["code_challenge", "nonce"])
def test_a_request_without_its_protection_is_refused(app: Flask, leave_out: str) -> None:
    browser = Browser(app)
    parts = urlsplit(at_provider(browser))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items() if name != leave_out}

    answer = browser.get(parts.path, query_string=asked)

    assert answer.status_code in (302, 400)
    assert "Vào bằng" not in answer.text


def test_logging_out_goes_through_the_provider_and_comes_back(app: Flask) -> None:
    browser = Browser(app)
    pick(browser, at_provider(browser), **{"as": "thu-suong"})

    answer = browser.post("/logout", data={"csrf_token": browser.token()})
    back = browser.get(answer.location)

    assert answer.location.startswith(f"{BASE_URL}/demo/idp/citizens/logout?")
    assert back.status_code == 302
    assert "Bạn đã đăng xuất" in browser.get(back.location).text


def test_two_processes_sign_with_the_same_key(app: Flask, database: Database) -> None:
    other = make_app(
        database, settings=IdentitySettings(base_url=BASE_URL), more=lambda app: install_demo_identity(app, DEMO)
    )

    first, second = (Browser(one).get("/demo/idp/citizens/jwks").text for one in (app, other))

    assert first == second
    assert '"d"' not in first


@pytest.mark.parametrize("settings", [Settings(env="production", demo=True), Settings(demo=False)], ids=str)
def test_it_cannot_be_installed_in_production(database: Database, settings: Settings) -> None:
    with pytest.raises(NoDemoInProduction):
        make_app(
            database,
            settings=IdentitySettings(base_url=BASE_URL),
            more=lambda app: install_demo_identity(app, settings),
        )


def test_a_configured_issuer_is_not_replaced(database: Database) -> None:
    app = make_app(database, more=lambda app: install_demo_identity(app, DEMO))

    assert app.extensions["doorkeeper"].providers[Audience.CITIZENS].settings.issuer not in ISSUERS.values()
