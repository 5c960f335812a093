"""Security.md 3.2 E: logout tokens. A false one ends nothing; a true one ends every session it names."""

from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import OctKey
from werkzeug.test import TestResponse

from portal.people.session_models import WebSession
from portal.web.identity.refusal import Reason
from portal.web.identity.validator import LOGOUT_EVENT
from tests.hostile.conftest import Stage
from tests.hostile.provider import Bent, Claims
from tests.hostile.test_signatures import unsigned
from tests.web.identity.support import ISSUER, SECRET, Browser, count, last_audit

ADDRESS = "/logout/citizens/backchannel"


def logout_claims(provider: Bent, **changes: Any) -> Claims:
    now = int(provider.clock().timestamp())
    honest = {
        "iss": ISSUER,
        "aud": "portal",
        "iat": now,
        "exp": now + 120,
        "jti": "logout-1",
        "events": {LOGOUT_EVENT: {}},
        "sub": "p-001",
        "sid": "provider-session-1",
    }
    return {name: value for name, value in {**honest, **changes}.items() if value is not None}


def tell(stage: Stage, token: str, **options: Any) -> TestResponse:
    return stage.browser.app.test_client().post(ADDRESS, data={"logout_token": token}, **options)


def signed(provider: Bent, *, typ: str = "logout+jwt", **changes: Any) -> str:
    return provider.bend_token(provider.sign(logout_claims(provider, **changes), typ=typ))


CASES: list[tuple[str, dict[str, Any], Reason]] = [
    ("aud wrong", {"aud": "other"}, Reason.AUD),
    ("iss wrong", {"iss": "https://evil.example"}, Reason.ISS),
    ("no events", {"events": None}, Reason.EVENTS),
    ("wrong event", {"events": {"http://schemas.openid.net/event/other": {}}}, Reason.EVENTS),
    ("event without its object", {"events": {LOGOUT_EVENT: "yes"}}, Reason.EVENTS),
    ("with nonce", {"nonce": "n"}, Reason.NONCE),
    ("neither sub nor sid", {"sub": None, "sid": None}, Reason.SUB),
    ("sub a number", {"sub": 1}, Reason.SUB),
    ("no jti", {"jti": None}, Reason.JTI),
    ("exp missing", {"exp": None}, Reason.EXP),
    ("an access token", {"typ": "at+jwt"}, Reason.TYPE),
    ("sid of another user", {"sub": "p-002"}, Reason.SESSION_OF_ANOTHER),
]


@pytest.fixture
def logged_in(stage: Stage) -> Stage:
    stage.assert_welcome(stage.log_in())
    return stage


def assert_still_in(stage: Stage, answer: TestResponse, reason: Reason) -> None:
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert last_audit(stage.database) == ("refused", reason)
    assert stage.browser.who().startswith("citizen:")


@pytest.mark.parametrize(("changes", "reason"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_false_logout_token_ends_nothing(logged_in: Stage, changes: dict[str, Any], reason: Reason) -> None:
    assert_still_in(logged_in, tell(logged_in, signed(logged_in.provider, **changes)), reason)


@pytest.mark.parametrize(
    ("seconds", "reason"), [({"iat": -400, "exp": -280}, Reason.IAT), ({"iat": -200, "exp": -100}, Reason.EXP)], ids=str
)
def test_an_old_logout_token_ends_nothing(logged_in: Stage, seconds: dict[str, int], reason: Reason) -> None:
    now = int(logged_in.clock().timestamp())
    shifted: dict[str, Any] = {name: now + shift for name, shift in seconds.items()}
    token = signed(logged_in.provider, **shifted)

    assert_still_in(logged_in, tell(logged_in, token), reason)


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        pytest.param(unsigned("none"), Reason.ALGORITHM, id="alg none"),
        pytest.param(
            lambda p: setattr(p, "header", {**p.header, "kid": "nobody"}), Reason.KEY_UNKNOWN, id="unknown kid"
        ),
    ],
)
def test_a_logout_token_signed_wrongly_ends_nothing(
    logged_in: Stage, arrange: Callable[[Bent], None], reason: Reason
) -> None:
    arrange(logged_in.provider)

    assert_still_in(logged_in, tell(logged_in, signed(logged_in.provider)), reason)


def test_a_logout_token_signed_with_our_secret_ends_nothing(logged_in: Stage) -> None:
    logged_in.provider.signing_key = OctKey.import_key(SECRET)  # type: ignore[assignment]
    logged_in.provider.header = {"alg": "HS256"}

    assert_still_in(logged_in, tell(logged_in, signed(logged_in.provider)), Reason.ALGORITHM)


def test_an_id_token_is_no_logout_token(logged_in: Stage) -> None:
    assert_still_in(logged_in, tell(logged_in, logged_in.provider.id_token()), Reason.EVENTS)


def test_a_logout_token_is_obeyed_once(logged_in: Stage) -> None:
    token = signed(logged_in.provider)
    assert tell(logged_in, token).status_code == 200
    logged_in.assert_welcome(logged_in.log_in())

    assert_still_in(logged_in, tell(logged_in, token), Reason.REPLAYED)


def test_a_logout_token_by_get_is_not_read(logged_in: Stage) -> None:
    answer = logged_in.browser.get(ADDRESS, query_string={"logout_token": signed(logged_in.provider)})

    assert answer.status_code == 405
    assert logged_in.browser.who().startswith("citizen:")


def test_a_logout_token_as_json_is_not_read(logged_in: Stage) -> None:
    answer = logged_in.browser.app.test_client().post(ADDRESS, json={"logout_token": signed(logged_in.provider)})

    assert_still_in(logged_in, answer, Reason.REQUEST_FORM)


def test_two_logout_tokens_at_once_are_not_read(logged_in: Stage) -> None:
    token = signed(logged_in.provider)
    answer = logged_in.browser.app.test_client().post(ADDRESS, data={"logout_token": [token, token]})

    assert_still_in(logged_in, answer, Reason.REQUEST_FORM)


def test_every_session_of_the_subject_ends(logged_in: Stage) -> None:
    first = logged_in.browser
    logged_in.browser = Browser(first.app)
    logged_in.provider.bend_claims = lambda claims: {**claims, "sid": "provider-session-2"}
    logged_in.assert_welcome(logged_in.log_in())

    answer = tell(logged_in, signed(logged_in.provider, sid=None))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert first.who() == logged_in.browser.who() == "anonymous:anonymous"
    assert count(logged_in.database, WebSession) == 0


def test_one_session_of_the_provider_ends_alone(logged_in: Stage) -> None:
    first = logged_in.browser
    logged_in.browser = Browser(first.app)
    logged_in.provider.bend_claims = lambda claims: {**claims, "sid": "provider-session-2"}
    logged_in.assert_welcome(logged_in.log_in())

    assert tell(logged_in, signed(logged_in.provider, sub=None)).status_code == 200

    assert first.who() == "anonymous:anonymous"
    assert logged_in.browser.who().startswith("citizen:")


def test_a_session_we_do_not_know_is_no_error(logged_in: Stage) -> None:
    assert tell(logged_in, signed(logged_in.provider, sid="gone", sub=None)).status_code == 200
    assert logged_in.browser.who().startswith("citizen:")


def test_a_logout_token_without_a_type_is_obeyed(logged_in: Stage) -> None:
    assert tell(logged_in, signed(logged_in.provider, typ="JWT")).status_code == 200
    assert logged_in.browser.who() == "anonymous:anonymous"
