"""One login after another against a provider that can be bent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from portal.db import Database
from portal.people.session_models import WebSession
from portal.web.identity.refusal import Reason
from tests.hostile.provider import Bent
from tests.web.identity.support import (
    ISSUER,
    OFFICER_ISSUER,
    TABLES,
    Browser,
    Wristwatch,
    count,
    identity_settings,
    last_audit,
    make_app,
    own_tables,
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all cases of a file; SQLite, because nothing here depends on the engine."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    with own_tables(f"sqlite:///{folder / 'portal.db'}") as database:
        yield database


@dataclass
class Stage:
    """The portal, one browser, and the two providers."""

    database: Database
    clock: Wristwatch = field(default_factory=Wristwatch)
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.provider = Bent(self.clock)
        self.officers = Bent(self.clock, issuer=OFFICER_ISSUER, subject="o-001")
        self.open()

    def open(self, **settings: Any) -> None:
        """Build the portal (anew, with other settings of its providers)."""
        self.settings = settings
        app = make_app(
            self.database,
            settings=identity_settings(**settings),
            clock=self.clock,
            adapters={ISSUER: self.provider, OFFICER_ISSUER: self.officers},
        )
        self.browser = Browser(app)

    def begin(self, **query: str) -> dict[str, str]:
        """Send the browser to the provider; the provider remembers the nonce."""
        asked = self.browser.begin(**query)
        self.provider.nonce = asked["nonce"]
        return asked

    def come_back(self, asked: dict[str, str], **changes: str | list[str] | None) -> TestResponse:
        """Bring the provider's answer, with some of its parameters changed; None takes one away."""
        honest = {"code": self.provider.code, "state": asked["state"], "iss": ISSUER}
        answer = {name: value for name, value in {**honest, **changes}.items() if value is not None}
        return self.browser.get("/login/citizens/callback", query_string=answer)

    def log_in(self, **query: str) -> TestResponse:
        return self.come_back(self.begin(**query))

    def assert_refused(self, answer: TestResponse, reason: Reason) -> None:
        """A friendly page, no session, one line in the audit."""
        assert 400 <= answer.status_code < 500, answer.status
        assert "<h1>" in answer.text
        assert SECRETS.isdisjoint(answer.text.split('"'))
        assert count(self.database, WebSession) == 0
        assert last_audit(self.database) == ("refused", reason)
        assert self.browser.who() == "anonymous:anonymous"

    def assert_welcome(self, answer: TestResponse, next_url: str = "/start") -> None:
        assert answer.status_code == 303, answer.text
        assert answer.location == next_url
        assert self.browser.who().startswith("citizen:")
        assert last_audit(self.database) == ("accepted", "loa2")


SECRETS = {"the-code", "an-access-token"}


@pytest.fixture
def stage(tables: Database) -> Stage:
    with tables.transaction() as connection:
        for table in TABLES:
            connection.execute(delete(table))
    return Stage(tables)
