"""Security.md 3.2 B: tokens signed wrongly, with the wrong key, or with a header that steers the verifier."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from portal.web.identity.refusal import Reason
from tests.hostile.conftest import Stage
from tests.hostile.provider import Bent, ec_key, public, rsa_key
from tests.web.identity.support import SECRET

Arrange = Callable[[Bent], None]


def encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(algorithm: str) -> Arrange:
    def arrange(provider: Bent) -> None:
        provider.bend_token = lambda token: f"{encoded({'alg': algorithm})}.{token.split('.')[1]}."

    return arrange


def hmac_with(secret: bytes) -> Arrange:
    def arrange(provider: Bent) -> None:
        provider.signing_key = OctKey.import_key(secret)  # type: ignore[assignment]
        provider.header = {"alg": "HS256", "kid": "first"}

    return arrange


def hmac_with_public_pem(provider: Bent) -> None:
    provider.keys = public(rsa_key())
    pem = rsa_key().as_pem(private=False)

    def forge(token: str) -> str:  # by hand: joserfc refuses to take a public key for a secret
        signed = f"{encoded({'alg': 'HS256', 'kid': 'rsa'})}.{token.split('.')[1]}"
        digest = hmac.digest(pem, signed.encode(), "sha256")
        return f"{signed}.{urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    provider.bend_token = forge


def other_algorithm(provider: Bent) -> None:
    key = ec_key("first", "P-384")
    provider.keys, provider.signing_key, provider.header = public(key), key, {"alg": "ES384", "kid": "first"}


def corrupt(provider: Bent) -> None:
    provider.bend_token = lambda token: token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")


def other_key_same_kid(provider: Bent) -> None:
    provider.signing_key = ECKey.generate_key("P-256", {"kid": "first"}, private=True)


def unknown_kid(provider: Bent) -> None:
    provider.header = {**provider.header, "kid": "nobody"}


def kid_absent_two_keys(provider: Bent) -> None:
    provider.keys = public(ec_key(), ec_key("second"))
    provider.header = {"alg": "ES256"}


def with_header(**members: Any) -> Arrange:
    def arrange(provider: Bent) -> None:
        provider.bend_token = lambda token: forge(provider, members)

    def forge(provider: Bent, members: dict[str, Any]) -> str:
        # signed correctly over the very header, so that nothing but the header can be the reason
        head = encoded({**provider.header, **members})
        body = encoded(provider.claims())
        from joserfc.jws import JWSRegistry

        algorithm = JWSRegistry(algorithms=["ES256"]).get_alg("ES256")
        signature = algorithm.sign(f"{head}.{body}".encode(), provider.signing_key)
        return f"{head}.{body}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    return arrange


def five_parts(provider: Bent) -> None:
    provider.bend_token = lambda token: f"{encoded({'alg': 'RSA-OAEP', 'enc': 'A128GCM'})}.a.b.c.d"


def too_large(provider: Bent) -> None:
    provider.bend_claims = lambda claims: {**claims, "padding": "x" * 17000}


def weak_rsa(provider: Bent) -> None:
    key = rsa_key("weak", 1024)
    provider.keys, provider.signing_key = public(key), key
    provider.header = {"alg": "RS256", "kid": "weak"}
    provider.with_at_hash = False


def no_keys(provider: Bent) -> None:
    provider.keys = []


def symmetric_key_published(provider: Bent) -> None:
    provider.keys = [{"kty": "oct", "kid": "first", "k": encoded("whatever")}]


def two_keys_one_kid(provider: Bent) -> None:
    provider.keys = public(ec_key(), ECKey.generate_key("P-256", {"kid": "first"}, private=True))


def wrong_family(provider: Bent) -> None:
    provider.keys = public(RSAKey.generate_key(2048, {"kid": "first"}, private=True))


def for_encryption_only(provider: Bent) -> None:
    provider.keys = [{**provider.keys[0], "use": "enc"}]


def padded_base64(provider: Bent) -> None:
    provider.bend_token = lambda token: token + "=="


CASES: list[tuple[str, Arrange, Reason]] = [
    ("alg none", unsigned("none"), Reason.ALGORITHM),
    ("alg nOnE", unsigned("nOnE"), Reason.ALGORITHM),
    ("HS256 with our client secret", hmac_with(SECRET.encode()), Reason.ALGORITHM),
    ("HS256 with the public key as text", hmac_with_public_pem, Reason.ALGORITHM),
    ("ES384, which we do not list", other_algorithm, Reason.ALGORITHM),
    ("corrupt signature", corrupt, Reason.SIGNATURE),
    ("another key under the same kid", other_key_same_kid, Reason.SIGNATURE),
    ("unknown kid", unknown_kid, Reason.KEY_UNKNOWN),
    ("kid absent, two keys", kid_absent_two_keys, Reason.KEY_AMBIGUOUS),
    ("jwk in the header", with_header(jwk=public(ec_key())[0]), Reason.HEADER_FORBIDDEN),
    ("jku in the header", with_header(jku="https://evil.example/jwks"), Reason.HEADER_FORBIDDEN),
    ("x5u in the header", with_header(x5u="https://evil.example/cert"), Reason.HEADER_FORBIDDEN),
    ("x5c in the header", with_header(x5c=["AAAA"]), Reason.HEADER_FORBIDDEN),
    ("crit unknown", with_header(crit=["exp"], exp=1), Reason.HEADER_FORBIDDEN),
    ("typ logout+jwt", with_header(typ="logout+jwt"), Reason.TYPE),
    ("typ at+jwt", with_header(typ="at+jwt"), Reason.TYPE),
    ("kid a number", with_header(kid=1), Reason.KEY_UNKNOWN),
    ("five parts, encrypted", five_parts, Reason.TOKEN_FORM),
    ("more than 16 kB", too_large, Reason.TOKEN_TOO_LARGE),
    ("RSA of 1024 bits", weak_rsa, Reason.KEY_TOO_WEAK),
    ("no keys at all", no_keys, Reason.KEY_UNKNOWN),
    ("a symmetric key published", symmetric_key_published, Reason.KEY_UNKNOWN),
    ("two keys of one kid", two_keys_one_kid, Reason.KEY_AMBIGUOUS),
    ("a key of another family", wrong_family, Reason.KEY_UNKNOWN),
    ("a key for encryption", for_encryption_only, Reason.KEY_UNKNOWN),
    ("padded base64", padded_base64, Reason.TOKEN_FORM),
]


@pytest.mark.parametrize(("arrange", "reason"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_false_signature_is_refused(stage: Stage, arrange: Arrange, reason: Reason) -> None:
    arrange(stage.provider)

    stage.assert_refused(stage.log_in(), reason)


def test_a_header_may_say_more_as_long_as_it_steers_nothing(stage: Stage) -> None:
    with_header(x5t="AAAA")(stage.provider)
    stage.provider.with_at_hash = True

    stage.assert_welcome(stage.log_in())


def test_a_thousand_unknown_keys_cost_one_search_in_half_a_minute(stage: Stage) -> None:
    stage.log_in()
    find = stage.browser.app.extensions["doorkeeper"].providers["citizens"].find_key
    stage.provider.calls.clear()

    for number in range(1000):
        with pytest.raises(Exception, match="key_unknown"):
            find("ES256", f"unknown-{number}")

    assert stage.provider.calls == ["/jwks"]
    stage.clock.forward(seconds=31)
    with pytest.raises(Exception, match="key_unknown"):
        find("ES256", "unknown-again")
    assert stage.provider.calls == ["/jwks", "/jwks"]
