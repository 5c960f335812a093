"""A portal, an honest provider, and both databases."""

from dataclasses import dataclass, field

import pytest

from portal.db import Database
from tests.hostile.provider import Bent
from tests.web.identity.support import (
    ISSUER,
    OFFICER,
    OFFICER_ISSUER,
    Browser,
    Wristwatch,
    appoint_officer,
    identity_settings,
    make_app,
)


@dataclass
class Town:
    """One portal with its two providers, and the browsers at it."""

    database: Database
    clock: Wristwatch = field(default_factory=Wristwatch)

    def __post_init__(self) -> None:
        self.citizens = Bent(self.clock)
        self.officers = Bent(self.clock, issuer=OFFICER_ISSUER, subject=OFFICER)
        self.app = make_app(
            self.database,
            settings=identity_settings(),
            clock=self.clock,
            adapters={ISSUER: self.citizens, OFFICER_ISSUER: self.officers},
        )
        self.officer_id = appoint_officer(self.database)

    def browser(self) -> Browser:
        return Browser(self.app)

    def log_in(self, browser: Browser, audience: str = "citizens", *, subject: str = "p-001", next: str = "/") -> str:  # noqa: A002
        """Log a person in and return the page where they arrive."""
        provider = self.citizens if audience == "citizens" else self.officers
        if audience == "citizens":
            provider.subject = subject
        asked = browser.begin(audience, next=next)
        return self.come_back(browser, asked, audience)

    def come_back(self, browser: Browser, asked: dict[str, str], audience: str = "citizens") -> str:
        provider = self.citizens if audience == "citizens" else self.officers
        provider.nonce = asked["nonce"]
        answer = browser.get(
            f"/login/{audience}/callback",
            query_string={"code": provider.code, "state": asked["state"], "iss": provider.issuer},
        )
        assert answer.status_code == 303, answer.text
        return answer.location


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)
