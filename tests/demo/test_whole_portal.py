"""The demo inside the whole portal: people log in, and find what history left them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.commands.demo import issuers
from portal.demo.history import play
from portal.house import build_house
from portal.web.app import create_app
from tests.world import copy_sqlite, settings_for

BASE = "http://localhost"


@pytest.fixture
def app(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Flask]:
    """A portal in demo mode with a short history."""
    settings = settings_for(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path)
    house = build_house(replace(settings, demo=True, sqlite_synchronous="OFF"))
    now = datetime.now(UTC).replace(microsecond=0)
    play(house.door.tools, house.storage, issuers(house.settings), cases=40, until=now)
    yield create_app(house=house)
    house.database.dispose()


def log_in(app: Flask, audience: str, subject: str) -> FlaskClient:
    """Log in as somebody of the demo's list, as a browser would."""
    browser = app.test_client()
    provider = browser.get(f"/login/{audience}", base_url=BASE).location
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(provider, base_url=BASE).text)
    assert token is not None
    back = browser.post(provider, base_url=BASE, data={"csrf_token": token[1], "as": subject})
    assert back.status_code == 302, back.text
    assert browser.get(back.location, base_url=BASE).status_code == 303
    return browser


def test_a_receptionist_finds_cases_on_the_desk_and_opens_one(app: Flask) -> None:
    browser = log_in(app, "officers", "tu-nghia.mot-cua-1")

    desk = browser.get("/desk/", base_url=BASE).text

    assert "Bùi Thị Kim Chi" in desk
    found = re.search(r'href="(/desk/cases/H48[^"]+)"', desk)
    assert found is not None
    assert browser.get(found[1], base_url=BASE).status_code == 200


def test_a_citizen_logs_in_to_the_account_that_history_made(app: Flask) -> None:
    browser = log_in(app, "citizens", "vo-van-tam")

    assert "Võ Văn Tám" in browser.get("/", base_url=BASE).text


def test_the_supervisor_of_the_province_sees_figures(app: Flask) -> None:
    browser = log_in(app, "officers", "tinh.giam-sat")

    assert browser.get("/supervision/", base_url=BASE).status_code == 200
