"""What every answer carries, whoever asks and whatever comes of it (R-OUT-1, R-SES-5)."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.web.app import create_app
from tests.stories import bring_to, file_case, token
from tests.web.cast import draft_with_paper
from tests.world import World, settings_for

PUBLIC = ("/", "/procedures", "/procedures/1.004873", "/track", "/login", "/nothing/here", "/language/en")
CITIZENS = (
    *("/me", "/cases/{code}", "/cases/{code}/receipt", "/cases/{code}/receipt.pdf", "/cases/none"),
    *("/apply/{draft}/who", "/apply/{draft}/papers", "/apply/{draft}/papers/files/{file}", "/apply/{draft}/review"),
)
DESKS = ("/desk/", "/desk/cases", "/desk/cases/{code}", "/desk/cases/none", "/account/sessions")
SUPERVISORS = ("/supervision/", "/supervision/cases/received")


@pytest.fixture
def answers(world: World) -> list[tuple[str, str, TestResponse]]:
    """Ask for every kind of page as everybody."""
    case = bring_to(world, file_case(world), "assign")
    draft_id, file_id = draft_with_paper(world, world.citizen())
    people: dict[str, tuple[FlaskClient, tuple[str, ...]]] = {
        "anonymous": (world.client(), PUBLIC + CITIZENS + DESKS),
        "citizen": (world.client(world.citizen()), PUBLIC + CITIZENS + DESKS),
        "officer": (world.client(world.officer("reception")), PUBLIC + DESKS + SUPERVISORS),
        "supervisor": (world.client(world.officer("supervisor")), PUBLIC + SUPERVISORS + DESKS),
    }
    found = []
    for who, (browser, pages) in people.items():
        for page in pages:
            url = page.format(code=case.code, draft=draft_id, file=file_id)
            found += [(who, url, browser.get(url)), (who, f"HEAD {url}", browser.head(url))]
            found += [(who, f"POST {url}", browser.post(url))]
    return found


def test_every_answer_carries_what_keeps_browsers_safe(answers: list[tuple[str, str, TestResponse]]) -> None:
    missing = [
        (who, url, header)
        for who, url, answer in answers
        for header, wanted in (
            ("Content-Security-Policy", "default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Permissions-Policy", "geolocation=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "no-"),
        )
        if wanted not in answer.headers.get(header, "")
    ]

    assert missing == []


def test_no_policy_lets_in_inline_code_or_another_site(answers: list[tuple[str, str, TestResponse]]) -> None:
    for _, url, answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        if "sandbox" in policy:  # a file: shown, never run
            assert "allow-" not in policy
            continue
        assert not re.search(r"unsafe|\*|https?:(?!//localhost)", policy), url
        for rule in ("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert rule in policy, url


def test_a_signed_in_page_is_stored_nowhere(answers: list[tuple[str, str, TestResponse]]) -> None:
    stored = [
        (who, url)
        for who, url, answer in answers
        if who != "anonymous" and "no-store" not in answer.headers.get("Cache-Control", "")
    ]

    assert stored == []


def test_a_page_for_everybody_may_be_kept_but_is_asked_for_again(world: World) -> None:
    assert world.client().get("/").headers["Cache-Control"] == "no-cache"


def test_caches_keep_pages_of_people_and_of_pieces_apart(world: World) -> None:
    browser = world.client(world.citizen())
    own = browser.get("/me")
    assert "HX-Request" in own.headers["Vary"]


def test_nothing_tells_what_serves(answers: list[tuple[str, str, TestResponse]]) -> None:
    for _, url, answer in answers:
        assert "X-Powered-By" not in answer.headers, url
        assert "Access-Control-Allow-Origin" not in answer.headers, url  # AC-85


def test_in_production_cookies_are_host_bound_and_the_line_is_https(world: World) -> None:
    settings = replace(
        settings_for(world.house.database.url, world.house.settings.home, base_url="https://portal.test"),
        env="production",
    )
    app = create_app(house=replace(world.house, settings=settings))
    answer = app.test_client().get("/track", base_url="https://portal.test")

    assert token(answer)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_under_a_foreign_name_nothing_is_shown_or_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    named = replace(world.house.settings, trusted_hosts=("portal.test",))
    browser = create_app(house=replace(world.house, settings=named)).test_client()

    assert browser.get("/", base_url="http://portal.test").status_code == 200
    for method in ("GET", "POST"):
        answer = browser.open("/track", method=method, base_url="http://evil.example")
        assert (answer.status_code, answer.text) == (400, "This is not a name of this portal.\n")
        assert "Content-Security-Policy" in answer.headers
    assert caplog.records == []


def test_a_page_is_compressed_for_those_who_take_it(world: World) -> None:
    taken = world.client().get("/procedures", headers={"Accept-Encoding": "gzip"})
    plain = world.client().get("/procedures")

    assert taken.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in taken.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
