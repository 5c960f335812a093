"""Logging in and out against an independent, certified provider, over real sockets."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from werkzeug.serving import make_server

from portal.db import Database
from portal.people.accounts import load_person
from portal.people.session_models import WebSession
from portal.web.identity import Audience, IdentitySettings
from tests.node.provider import certified_provider
from tests.web.identity.support import (
    SEALER,
    SECRET,
    Wristwatch,
    count,
    last_audit,
    make_app,
    own_tables,
    provider_settings,
)


class Now(Wristwatch):
    """The real time: the provider has no other."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Scene:
    """A portal that listens, and the provider it trusts."""

    portal: str
    issuer: str
    database: Database


@dataclass
class Person:
    """A browser with a person at it."""

    scene: Scene
    browser: requests.Session = field(default_factory=requests.Session)

    def log_in(self, who: str) -> requests.Response:
        page = self.browser.get(f"{self.scene.portal}/login/citizens", params={"next": "/who"})
        assert "<form" in page.text, page.text
        return self.browser.post(page.url, data={"who": who})

    def who(self) -> str:
        return self.browser.get(f"{self.scene.portal}/who").text

    def confirm_logout(self, page: requests.Response) -> requests.Response:
        """Press the provider's own button."""
        action = re.search(r'action="([^"]+)"', page.text)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        assert action is not None, page.text
        return self.browser.post(action[1], data={**fields, "logout": "yes"})


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    server = make_server("127.0.0.1", 0, lambda environ, start: [], threaded=True)
    portal = f"http://127.0.0.1:{server.port}"
    with (
        own_tables(f"sqlite:///{tmp_path / 'portal.db'}") as database,
        certified_provider(portal=portal, secret=SECRET) as issuer,
    ):
        provider = provider_settings(issuer, scopes=("openid", "profile", "identity"), needs_identity_number=True)
        settings = IdentitySettings(base_url=portal, providers={Audience.CITIZENS: provider})
        server.app = make_app(database, settings=settings, clock=Now())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Scene(portal, issuer, database)
        server.shutdown()
        thread.join()


@pytest.fixture
def person(scene: Scene) -> Person:
    return Person(scene)


def test_a_person_logs_in(person: Person) -> None:
    answer = person.log_in("an")

    assert answer.text.startswith("citizen:")
    with person.scene.database.read() as connection:
        known = load_person(connection, SEALER, answer.text.removeprefix("citizen:"))
    assert (known.issuer, known.subject, known.name) == (person.scene.issuer, "p-001", "Nguyễn Văn An")
    assert (known.personal_id, known.birth_date, known.sex) == ("051090000001", "1990-05-12", "male")


@pytest.mark.parametrize(("who", "reason"), [("dao", "assurance_too_low"), ("", "cancelled")], ids=["level", "stopped"])
def test_the_providers_no_is_told_in_words(person: Person, who: str, reason: str) -> None:
    answer = person.log_in(who)

    assert answer.status_code == 403
    assert last_audit(person.scene.database) == ("refused", reason)
    assert count(person.scene.database, WebSession) == 0


@pytest.mark.parametrize("how", ["_rotate", "_rotate_hard"])
def test_a_login_after_the_provider_changed_its_keys(person: Person, how: str) -> None:
    assert person.log_in("an").text.startswith("citizen:")

    requests.post(f"{person.scene.issuer}/{how}", timeout=5)

    assert Person(person.scene).log_in("an").text.startswith("citizen:")


def test_logging_out_at_the_portal_logs_out_at_the_provider(person: Person) -> None:
    person.log_in("an")
    token = person.browser.get(f"{person.scene.portal}/token").text

    page = person.browser.post(f"{person.scene.portal}/logout", data={"csrf_token": token})
    assert page.url.startswith(f"{person.scene.issuer}/session/end")
    goodbye = person.confirm_logout(page)

    assert goodbye.url.startswith(f"{person.scene.portal}/logout/citizens/done?state=")
    assert "Bạn đã đăng xuất" in goodbye.text
    assert "<form" in person.browser.get(f"{person.scene.portal}/login/citizens").text, "asked anew who one is"


def test_logging_out_at_the_provider_ends_the_session_here(person: Person) -> None:
    person.log_in("an")
    assert person.who().startswith("citizen:")

    person.confirm_logout(person.browser.get(f"{person.scene.issuer}/session/end"))

    assert person.who() == "anonymous:anonymous"
    assert last_audit(person.scene.database) == ("ended", "by the provider")
    assert count(person.scene.database, WebSession) == 0
