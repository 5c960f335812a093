"""Security.md 3.2 A: what an ID token may not say. Each is refused with 4xx and an audit row, and no session."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.web.identity.refusal import Reason
from tests.hostile.conftest import Stage
from tests.hostile.provider import Claims

DAY = 86400


def put(name: str, value: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, name: value}


def drop(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def shift(name: str, seconds: int) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, name: claims[name] + seconds}


def both(*bends: Callable[[Claims], Claims]) -> Callable[[Claims], Claims]:
    def bend(claims: Claims) -> Claims:
        for one in bends:
            claims = one(claims)
        return claims

    return bend


CASES: list[tuple[str, Callable[[Claims], Claims], Reason]] = [
    ("iss wrong", put("iss", "https://evil.example"), Reason.ISS),
    ("iss missing", drop("iss"), Reason.ISS),
    ("iss with a trailing slash", lambda c: {**c, "iss": c["iss"] + "/"}, Reason.ISS),
    ("sub missing", drop("sub"), Reason.SUB),
    ("sub empty", put("sub", ""), Reason.SUB),
    ("sub a number", put("sub", 12345), Reason.SUB),
    ("sub of 300 characters", put("sub", "s" * 300), Reason.SUB),
    ("sub with a line break", put("sub", "p-001\nx"), Reason.SUB),
    ("aud wrong", put("aud", "other"), Reason.AUD),
    ("aud missing", drop("aud"), Reason.AUD),
    ("aud an empty list", put("aud", []), Reason.AUD),
    ("aud with a stranger, no azp", put("aud", ["portal", "other"]), Reason.AUD),
    ("aud with a stranger, azp ours", both(put("aud", ["portal", "other"]), put("azp", "portal")), Reason.AUD),
    ("azp of another", put("azp", "other"), Reason.AZP),
    ("exp 10 minutes ago", shift("exp", -900), Reason.EXP),
    ("exp 90 seconds ago, beyond our 60", shift("exp", -390), Reason.EXP),
    ("exp missing", drop("exp"), Reason.EXP),
    ("exp a word", put("exp", "tomorrow"), Reason.EXP),
    ("exp in ten years", shift("exp", 3650 * DAY), Reason.EXP),
    ("exp of 400 digits", put("exp", 10**400), Reason.EXP),
    ("iat missing", drop("iat"), Reason.IAT),
    ("iat in an hour", both(shift("iat", 3600), shift("exp", 3600)), Reason.IAT),
    ("iat a week ago", shift("iat", -7 * DAY), Reason.IAT),
    ("iat true", put("iat", True), Reason.IAT),
    ("nbf in an hour", lambda c: {**c, "nbf": c["iat"] + 3600}, Reason.NBF),
    ("nonce missing", drop("nonce"), Reason.NONCE),
    ("nonce wrong", put("nonce", "another"), Reason.NONCE),
    ("nonce not ASCII", put("nonce", "số-\ud800"), Reason.NONCE),
    ("at_hash wrong", put("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), Reason.AT_HASH),
    ("acr missing", drop("acr"), Reason.ACR),
    ("acr below what we ask", put("acr", "loa1"), Reason.ASSURANCE_TOO_LOW),
    ("auth_time in an hour", shift("auth_time", 3600), Reason.AUTH_TIME),
    ("sid a list", put("sid", ["a"]), Reason.SUB),
    ("identity number of 9 digits", put("identity_number", "212345678"), Reason.IDENTITY_NUMBER),
]


@pytest.mark.parametrize(("bend", "reason"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_false_claim_is_refused(stage: Stage, bend: Callable[[Claims], Claims], reason: Reason) -> None:
    stage.provider.bend_claims = bend

    answer = stage.log_in()

    stage.assert_refused(answer, reason)
    assert "/userinfo" not in stage.provider.calls


def test_a_nonce_of_an_earlier_login_is_refused(stage: Stage) -> None:
    earlier = stage.begin()["nonce"]
    asked = stage.begin()
    stage.provider.nonce = earlier

    stage.assert_refused(stage.come_back(asked), Reason.NONCE)


@pytest.mark.parametrize(
    ("bend", "why"),
    [(drop("auth_time"), "missing"), (shift("auth_time", -3600), "an hour old")],
    ids=["missing", "an hour old"],
)
def test_a_login_at_the_provider_older_than_asked_is_refused(
    stage: Stage, bend: Callable[[Claims], Claims], why: str
) -> None:
    from datetime import timedelta

    stage.open(max_age=timedelta(minutes=5))
    stage.provider.bend_claims = bend

    stage.assert_refused(stage.log_in(), Reason.AUTH_TIME)


def test_a_member_given_twice_is_refused(stage: Stage) -> None:
    stage.provider.bend_payload = lambda payload: payload[:-1] + b', "sub": "p-002"}'

    stage.assert_refused(stage.log_in(), Reason.MEMBER_REPEATED)


@pytest.mark.parametrize("payload", [b"[]", b"{", b'{"a": NaN}', b"\xff", b"[" * 20000], ids=repr)
def test_a_payload_that_is_no_object_is_refused(stage: Stage, payload: bytes) -> None:
    stage.provider.bend_payload = lambda honest: payload[:9000]

    stage.assert_refused(stage.log_in(), Reason.TOKEN_FORM)
