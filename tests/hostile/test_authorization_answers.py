"""Security.md 3.2 C: what comes back through the browser, and what was sent there."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.people.session_models import LoginAttempt, LoginAudit, WebSession
from portal.web.identity.refusal import Reason
from tests.hostile.conftest import Stage
from tests.web.identity.support import BASE_URL, ISSUER, OFFICER_ISSUER, Browser, count, last_audit

CASES: list[tuple[str, dict[str, Any], Reason]] = [
    ("state missing", {"state": None}, Reason.STATE_MISSING),
    ("state empty", {"state": ""}, Reason.STATE_MISSING),
    ("state wrong", {"state": "another"}, Reason.STATE_UNKNOWN),
    ("state twice", {"state": ["a", "b"]}, Reason.PARAMETER_REPEATED),
    ("iss of another provider", {"iss": "https://evil.example"}, Reason.ISSUER_PARAMETER_WRONG),
    ("iss of our other provider", {"iss": OFFICER_ISSUER}, Reason.ISSUER_PARAMETER_WRONG),
    ("iss missing though promised", {"iss": None}, Reason.ISSUER_PARAMETER_MISSING),
    ("code missing", {"code": None}, Reason.CODE_MISSING),
    ("code empty", {"code": ""}, Reason.CODE_MISSING),
    ("code twice", {"code": ["the-code", "another"]}, Reason.PARAMETER_REPEATED),
    ("error and code", {"error": "access_denied"}, Reason.CODE_AND_ERROR),
    ("cancelled", {"code": None, "error": "access_denied"}, Reason.CANCELLED),
    ("level too low", {"code": None, "error": "unmet_authentication_requirements"}, Reason.ASSURANCE_TOO_LOW),
    ("an unknown error", {"code": None, "error": "<script>"}, Reason.PROVIDER_REFUSED),
]


@pytest.mark.parametrize(("changes", "reason"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_false_answer_is_refused_before_the_code_is_used(
    stage: Stage, changes: dict[str, Any], reason: Reason
) -> None:
    answer = stage.come_back(stage.begin(), **changes)

    stage.assert_refused(answer, reason)
    assert "/token" not in stage.provider.calls


def test_an_answer_is_taken_once(stage: Stage) -> None:
    asked = stage.begin()
    stage.assert_welcome(stage.come_back(asked))

    again = stage.come_back(asked)

    assert again.status_code == 400
    assert last_audit(stage.database) == ("refused", Reason.STATE_UNKNOWN)
    assert stage.provider.calls.count("/token") == 1


def test_an_answer_brought_to_another_browser_logs_nobody_in(stage: Stage) -> None:
    asked = stage.begin()
    stage.browser = Browser(stage.browser.app)  # the victim's

    stage.assert_refused(stage.come_back(asked), Reason.OTHER_BROWSER)


def test_an_answer_after_ten_minutes_is_refused(stage: Stage) -> None:
    asked = stage.begin()
    stage.clock.forward(minutes=10, seconds=1)

    stage.assert_refused(stage.come_back(asked), Reason.STATE_UNKNOWN)


def test_an_answer_at_the_other_audiences_address_is_refused(stage: Stage) -> None:
    asked = stage.begin()

    answer = stage.browser.get(
        "/login/officers/callback", query_string={"code": "the-code", "state": asked["state"], "iss": OFFICER_ISSUER}
    )

    stage.assert_refused(answer, Reason.OTHER_PROVIDER)


def test_the_code_of_another_login_is_refused_by_its_challenge(stage: Stage) -> None:
    stage.begin()
    asked = stage.begin()

    answer = stage.come_back(asked, code="a-code-of-somebody-else")

    stage.assert_refused(answer, Reason.TOKEN_REFUSED)
    assert len(stage.provider.sent["code_verifier"]) == 43


def test_what_the_provider_describes_is_not_shown(stage: Stage) -> None:
    answer = stage.come_back(
        stage.begin(), code=None, error="server_error", error_description="<script>alert(1)</script>"
    )

    stage.assert_refused(answer, Reason.PROVIDER_REFUSED)
    assert "alert" not in answer.text


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_an_answer_by_another_method_is_refused(stage: Stage, method: str) -> None:
    asked = stage.begin()

    answer = stage.browser.client.open(
        "/login/citizens/callback",
        method=method,
        base_url=BASE_URL,
        query_string={"code": "the-code", "state": asked["state"], "iss": ISSUER},
    )

    assert answer.status_code in (403, 405)
    assert count(stage.database, WebSession) == 0
    assert count(stage.database, LoginAttempt) == 1, "the login under way is still good"


def test_a_false_host_does_not_move_the_way_back(stage: Stage) -> None:
    answer = stage.browser.client.get(
        "/login/citizens", base_url="http://evil.example", headers={"X-Forwarded-Host": "evil.example"}
    )

    assert answer.location == f"{BASE_URL}/login/citizens"
    assert stage.begin()["redirect_uri"] == f"{BASE_URL}/login/citizens/callback"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        "/ok\x00",
        "evil",
        "/" + "a" * 3000,
    ],
    ids=repr,
)
def test_a_way_out_of_the_portal_is_refused_at_once(stage: Stage, target: str) -> None:
    answer = stage.browser.get("/login/citizens", query_string={"next": target})

    stage.assert_refused(answer, Reason.NEXT_NOT_OURS)
    assert count(stage.database, LoginAttempt) == 0
    assert stage.provider.calls == []


def test_the_audit_holds_digests_instead_of_what_was_sent(stage: Stage) -> None:
    asked = stage.begin()
    stage.come_back(asked, iss="https://evil.example")

    with stage.database.read() as connection:
        row = connection.execute(select(LoginAudit.__table__)).one()

    assert row.issuer == ISSUER
    assert len(row.address_index) == 64
    assert asked["state"] not in str(row)
    assert "127.0.0.1" not in str(row.address_index)
