"""Security.md 3.2 D: token endpoint, userinfo and discovery that fail, lie, or lead elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest
from requests import ConnectionError as NoConnection
from requests import Timeout

from portal.people.accounts import load_person
from portal.web.identity.refusal import Reason
from tests.hostile.conftest import Stage
from tests.hostile.provider import Answer, Bent, Claims, json_answer
from tests.web.identity.support import ISSUER, SEALER

HTML = {"Content-Type": "text/html"}
JWT = {"Content-Type": "application/jwt"}
Tokens = Callable[[Claims], Claims]


def without(name: str) -> Tokens:
    return lambda tokens: {key: value for key, value in tokens.items() if key != name}


TOKEN_CASES: list[tuple[str, Answer | Exception | Tokens, Reason]] = [
    ("no id_token", without("id_token"), Reason.ID_TOKEN_MISSING),
    ("id_token null", lambda t: {**t, "id_token": None}, Reason.ID_TOKEN_MISSING),
    ("token_type MAC", lambda t: {**t, "token_type": "mac"}, Reason.TOKEN_TYPE),
    ("token_type missing", without("token_type"), Reason.TOKEN_TYPE),
    ("redirects", Answer(status=302, headers={"Location": "https://evil.example"}), Reason.REDIRECTED),
    ("fails with 500", Answer(b"oops", status=500, headers=HTML), Reason.UNREACHABLE),
    ("HTML with 200", Answer(b"<html>", headers=HTML), Reason.ANSWER_NOT_JSON),
    ("JSON called HTML", Answer(b"{}", headers=HTML), Reason.ANSWER_NOT_JSON),
    ("a list", Answer(b"[]"), Reason.ANSWER_NOT_JSON),
    ("a name given twice", Answer(b'{"id_token": "a", "id_token": "b"}'), Reason.MEMBER_REPEATED),
    ("10 MB", Answer(b" " * 10_000_000), Reason.ANSWER_TOO_LARGE),
    ("silent", Timeout(), Reason.UNREACHABLE),
    ("gone", NoConnection(), Reason.UNREACHABLE),
    ("418", Answer(b"{}", status=418), Reason.TOKEN_REFUSED),
    ("invalid_client", json_answer({"error": "invalid_client"}, status=401), Reason.TOKEN_REFUSED),
]


@pytest.mark.parametrize(("answer", "reason"), [pytest.param(*case[1:], id=case[0]) for case in TOKEN_CASES])
def test_a_token_endpoint_that_does_not_behave_lets_nobody_in(
    stage: Stage, answer: Answer | Exception | Tokens, reason: Reason
) -> None:
    if callable(answer):
        stage.provider.bend_tokens = answer
    else:
        stage.provider.answers["/token"] = answer

    stage.assert_refused(stage.log_in(), reason)


USERINFO_CASES: list[tuple[str, Answer | Exception | Claims, Reason]] = [
    ("of somebody else", {"sub": "p-002"}, Reason.USERINFO_SUBJECT),
    ("of nobody", {"name": "Nguyễn Văn An"}, Reason.USERINFO_SUBJECT),
    ("with another number", {"sub": "p-001", "identity_number": "051090000002"}, Reason.USERINFO_DIFFERS),
    ("failing", Answer(status=500), Reason.UNREACHABLE),
    ("silent", Timeout(), Reason.UNREACHABLE),
    (
        "signed, which we did not ask for",
        Answer(b"a.b.c", headers={"Content-Type": "application/jwt"}),
        Reason.ANSWER_NOT_JSON,
    ),
]


@pytest.mark.parametrize(("answer", "reason"), [pytest.param(*case[1:], id=case[0]) for case in USERINFO_CASES])
def test_userinfo_that_cannot_be_believed_lets_nobody_in(
    stage: Stage, answer: Answer | Exception | Claims, reason: Reason
) -> None:
    stage.open(asks_userinfo=True, needs_identity_number=True)
    if isinstance(answer, dict):
        stage.provider.userinfo = answer
    else:
        stage.provider.answers["/userinfo"] = answer

    stage.assert_refused(stage.log_in(), reason)


def set_metadata(name: str, value: Any) -> Callable[[Bent], None]:
    def arrange(provider: Bent) -> None:
        provider.bend_metadata = lambda metadata: {**metadata, name: value}

    return arrange


def answer_discovery(answer: Answer | Exception) -> Callable[[Bent], None]:
    def arrange(provider: Bent) -> None:
        provider.answers["/.well-known/openid-configuration"] = answer

    return arrange


DISCOVERY_CASES: list[tuple[str, Callable[[Bent], None], Reason]] = [
    ("issuer of another", set_metadata("issuer", "https://evil.example"), Reason.DISCOVERY_ISSUER),
    ("issuer absent", set_metadata("issuer", None), Reason.DISCOVERY_ISSUER),
    ("keys on another host", set_metadata("jwks_uri", "https://evil.example/jwks"), Reason.ENDPOINT_ELSEWHERE),
    ("keys at the cloud's secrets", set_metadata("jwks_uri", "http://169.254.169.254/"), Reason.ENDPOINT_ELSEWHERE),
    ("keys on another port", set_metadata("jwks_uri", "http://127.0.0.1:5432/"), Reason.ENDPOINT_ELSEWHERE),
    ("tokens in a file", set_metadata("token_endpoint", "file:///etc/passwd"), Reason.ENDPOINT_ELSEWHERE),
    (
        "login with a user name",
        set_metadata("authorization_endpoint", "http://a@127.0.0.1:4300/"),
        Reason.ENDPOINT_ELSEWHERE,
    ),
    ("no token endpoint", set_metadata("token_endpoint", None), Reason.DISCOVERY_INVALID),
    ("redirect", answer_discovery(Answer(status=301, headers={"Location": "/x"})), Reason.REDIRECTED),
    ("HTML", answer_discovery(Answer(b"<html>", headers=HTML)), Reason.ANSWER_NOT_JSON),
    ("silence", answer_discovery(Timeout()), Reason.UNREACHABLE),
]


@pytest.mark.parametrize(("arrange", "reason"), [pytest.param(*case[1:], id=case[0]) for case in DISCOVERY_CASES])
def test_a_discovery_document_that_leads_astray_starts_no_login(
    stage: Stage, arrange: Callable[[Bent], None], reason: Reason
) -> None:
    arrange(stage.provider)

    stage.assert_refused(stage.browser.get("/login/citizens"), reason)


def test_weak_algorithms_in_the_metadata_do_not_widen_ours(stage: Stage) -> None:
    set_metadata("id_token_signing_alg_values_supported", ["none", "HS256"])(stage.provider)
    stage.provider.bend_token = lambda token: "eyJhbGciOiJub25lIn0." + token.split(".")[1] + "."

    stage.assert_refused(stage.log_in(), Reason.ALGORITHM)


def test_endpoints_that_move_to_another_host_later_are_not_followed(stage: Stage) -> None:
    stage.assert_welcome(stage.log_in())
    set_metadata("token_endpoint", "https://evil.example/token")(stage.provider)
    stage.clock.forward(hours=2)

    answer = stage.browser.get("/login/citizens")

    assert answer.status_code == 400


def test_a_provider_that_is_down_is_asked_twice_a_minute_at_most(stage: Stage) -> None:
    answer_discovery(NoConnection())(stage.provider)

    for _ in range(5):
        assert stage.browser.get("/login/citizens").status_code == 424

    assert len(stage.provider.calls) == 1
    stage.clock.forward(seconds=31)
    stage.provider.answers.clear()
    stage.assert_welcome(stage.log_in())


def test_known_keys_bridge_an_outage_of_the_key_set(stage: Stage) -> None:
    stage.assert_welcome(stage.log_in())
    stage.provider.answers["/jwks"] = NoConnection()
    stage.clock.forward(minutes=20)

    stage.assert_welcome(stage.log_in())


def test_a_userinfo_of_the_same_person_adds_what_the_token_left_out(stage: Stage) -> None:
    stage.open(asks_userinfo=True)
    stage.provider.userinfo = {"sub": "p-001", "phone_number": "+84912345678"}

    stage.assert_welcome(stage.log_in())

    with stage.database.read() as connection:
        person = load_person(connection, SEALER, stage.browser.who().removeprefix("citizen:"))
    assert (person.issuer, person.phone, person.name) == (ISSUER, "+84912345678", "Nguyễn Văn An")
