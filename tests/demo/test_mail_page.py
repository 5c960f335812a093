"""The demo's mailbag, as a page."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.demo.mailbag import MailbagChannel
from portal.house import build_house
from portal.notifications.mail import Mail
from portal.web.app import create_app
from tests.world import copy_sqlite, settings_for

LETTER = Mail(
    to="thu.suong@example.org",
    subject="Đã nhận hồ sơ <H48>",
    text="Chúng tôi đã nhận hồ sơ.\n\nhttp://localhost/cases/H48\n\nThư tự động.\n",
    message_id="m1",
    written_at=datetime(2026, 3, 9, 2, 0, tzinfo=UTC),
)


@pytest.fixture
def client(prepared_sqlite: Path, tmp_path: Path) -> FlaskClient:
    """A visitor of a portal in demo mode, with one letter in the bag."""
    settings = replace(settings_for(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path), demo=True)
    house = build_house(settings)
    MailbagChannel(house.database).send(LETTER)
    return create_app(house=house).test_client()


def test_a_letter_is_shown_with_its_text_and_a_way_into_the_portal(client: FlaskClient) -> None:
    page = client.get("/demo/mail").text

    assert "Đã nhận hồ sơ &lt;H48&gt;" in page
    assert "Gửi thu.suong@example.org" in page
    assert '<a href="/cases/H48">http://localhost/cases/H48</a>' in page


def test_the_page_says_that_nothing_is_sent(client: FlaskClient) -> None:
    assert "Thư ở đây không gửi đi đâu cả" in client.get("/demo/mail").text


def test_letters_to_one_address_can_be_picked_out(client: FlaskClient) -> None:
    assert "Đã nhận hồ sơ" in client.get("/demo/mail?to=thu.suong@example.org").text
    assert "Chưa có thư nào" in client.get("/demo/mail?to=ai.khac@example.org").text


def test_every_page_leads_to_the_letters(client: FlaskClient) -> None:
    assert 'href="/demo/mail"' in client.get("/").text


def test_without_the_demo_there_is_no_such_page(prepared_sqlite: Path, tmp_path: Path) -> None:
    settings = settings_for(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"), tmp_path)

    page = create_app(house=build_house(settings)).test_client().get("/demo/mail")

    assert page.status_code == 404
