"""Security.md 3.2, positives: what a careful portal must not refuse."""

from collections.abc import Callable

import pytest

from tests.hostile.conftest import Stage
from tests.hostile.provider import Bent, ec_key, public, rsa_key

Arrange = Callable[[Bent], None]


def bend_claims(bend: Callable[[dict[str, object]], dict[str, object]]) -> Arrange:
    return lambda provider: setattr(provider, "bend_claims", bend)


def one_key_without_a_name(provider: Bent) -> None:
    provider.header = {"alg": "ES256"}


def rsa_signature(provider: Bent) -> None:
    provider.keys, provider.signing_key = public(rsa_key()), rsa_key()
    provider.header = {"alg": "RS256", "kid": "rsa"}


CASES: list[tuple[str, Arrange]] = [
    ("as it should be", lambda provider: None),
    ("aud a list of us alone", bend_claims(lambda c: {**c, "aud": ["portal"]})),
    ("azp ours", bend_claims(lambda c: {**c, "azp": "portal"})),
    ("kid absent, one key", one_key_without_a_name),
    ("at_hash absent", lambda provider: setattr(provider, "with_at_hash", False)),
    ("RS256", rsa_signature),
    ("no typ", lambda provider: setattr(provider, "header", {"alg": "ES256", "kid": "first"})),
    ("token_type in lower case", lambda p: setattr(p, "bend_tokens", lambda t: {**t, "token_type": "bearer"})),
    ("no expires_in", lambda p: setattr(p, "bend_tokens", lambda t: {k: v for k, v in t.items() if k != "expires_in"})),
    ("unknown claims", bend_claims(lambda c: {**c, "favourite_colour": "lacquer", "nested": {"a": [1]}})),
    ("a clock 50 seconds ahead", bend_claims(lambda c: {**c, "iat": c["iat"] + 50, "nbf": c["iat"] + 50})),  # type: ignore[operator]
    ("a clock 50 seconds behind", bend_claims(lambda c: {**c, "exp": c["iat"] - 50, "iat": c["iat"] - 350})),  # type: ignore[operator]
    ("a higher level", bend_claims(lambda c: {**c, "acr": "loa2"})),
]


@pytest.mark.parametrize("arrange", [pytest.param(arrange, id=name) for name, arrange in CASES])
def test_an_honest_login_is_let_in(stage: Stage, arrange: Arrange) -> None:
    arrange(stage.provider)

    stage.assert_welcome(stage.log_in(next="/private?a=1"), "/private?a=1")


def test_a_key_rotated_between_two_logins_is_found(stage: Stage) -> None:
    stage.assert_welcome(stage.log_in())
    stage.provider.keys = public(ec_key("second"), ec_key())
    stage.provider.signing_key, stage.provider.header = ec_key("second"), {"alg": "ES256", "kid": "second"}

    stage.assert_welcome(stage.log_in())


def test_a_key_rotated_just_before_signing_is_found(stage: Stage) -> None:
    stage.assert_welcome(stage.log_in())
    asked = stage.begin()
    stage.provider.keys = public(ec_key("second"))
    stage.provider.signing_key, stage.provider.header = ec_key("second"), {"alg": "ES256", "kid": "second"}

    stage.assert_welcome(stage.come_back(asked))


def test_a_provider_that_does_not_name_itself_in_answers_is_accepted(stage: Stage) -> None:
    stage.provider.bend_metadata = lambda m: {**m, "authorization_response_iss_parameter_supported": False}

    stage.assert_welcome(stage.come_back(stage.begin(), iss=None))


def test_two_logins_side_by_side_in_one_browser_both_arrive(stage: Stage) -> None:
    first, second = stage.begin(next="/private"), stage.begin()

    stage.assert_welcome(stage.come_back(second))
    stage.provider.nonce = first["nonce"]
    stage.assert_welcome(stage.come_back(first), "/private")


def test_the_request_carries_challenge_nonce_and_level(stage: Stage) -> None:
    asked = stage.begin()

    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["acr_values"] == "loa2 loa3"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
