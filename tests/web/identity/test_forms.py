"""Form tokens, and forms that outlive their session (R-SES-4; "a session that ends in mid-form loses no answer")."""

import pytest

from portal.people.session_models import FormStash
from tests.web.identity.conftest import Town
from tests.web.identity.support import BASE_URL, Browser, count

OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"name": ["Đinh Thị Thu Sương", "Võ Văn Tám"], "note": ["một\r\nhai"]}


@pytest.fixture
def citizen(town: Town) -> Browser:
    browser = town.browser()
    town.log_in(browser)
    return browser


def follow_to_login(town: Town, browser: Browser, location: str, *, subject: str = "p-001") -> str:
    assert location.startswith("/login/citizens?next=")
    from urllib.parse import parse_qs, urlsplit

    town.citizens.subject = subject
    answer = browser.get(location)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}
    return town.come_back(browser, asked)


def test_a_form_with_its_token_is_taken(citizen: Browser) -> None:
    assert citizen.post("/apply", data={"csrf_token": citizen.token(), "name": "A"}).json == {"sent": ["A"]}


def test_a_token_in_the_header_is_as_good(citizen: Browser) -> None:
    assert citizen.post("/plain", headers={"X-CSRF-Token": citizen.token()}).status_code == 200


def test_a_token_looks_different_each_time(citizen: Browser) -> None:
    assert citizen.token() != citizen.token()


def test_a_visitor_has_a_token_too(town: Town) -> None:
    visitor = town.browser()

    assert visitor.post("/plain", data={"csrf_token": visitor.token()}).text == "done"


@pytest.mark.parametrize("token", ["", "x", "A" * 128, "ä", "AAAA" * 32 + "=", "\x00"], ids=repr)
def test_a_form_without_its_token_is_refused(citizen: Browser, token: str) -> None:
    assert citizen.post("/plain", data={"csrf_token": token}).status_code == 403


def test_a_token_of_another_session_is_refused(town: Town, citizen: Browser) -> None:
    other = town.browser()

    assert citizen.post("/plain", data={"csrf_token": other.token()}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_form_sent_from_elsewhere_is_refused_with_any_token(citizen: Browser, headers: dict[str, str]) -> None:
    assert citizen.post("/plain", data={"csrf_token": citizen.token()}, headers=headers).status_code == 403
    assert citizen.post("/upload", query_string={"t": citizen.token()}, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [OURS, {"Origin": BASE_URL}], ids=str)
def test_a_form_sent_from_here_still_needs_its_token(citizen: Browser, headers: dict[str, str]) -> None:
    assert citizen.post("/plain", headers=headers).status_code == 403
    assert citizen.post("/plain", data={"csrf_token": citizen.token()}, headers=headers).status_code == 200


def test_a_page_loaded_again_may_send_its_form_again(citizen: Browser) -> None:
    data = {"csrf_token": citizen.token()}

    assert citizen.post("/plain", data=data, headers={"Sec-Fetch-Site": "none"}).status_code == 200
    assert citizen.post("/plain", headers={"Sec-Fetch-Site": "none"}).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_every_method_that_changes_something_needs_the_token(citizen: Browser, method: str) -> None:
    assert citizen.client.open("/logout", method=method, base_url=BASE_URL).status_code in (403, 405)
    assert citizen.who().startswith("citizen:")


def test_a_view_that_reads_its_body_itself_checks_the_token_itself(citizen: Browser) -> None:
    assert citizen.post("/upload", query_string={"t": citizen.token()}).text == "taken"
    assert citizen.post("/upload", query_string={"t": "wrong"}).status_code == 403


def test_a_page_with_a_token_is_not_stored(citizen: Browser) -> None:
    answer = citizen.get("/token")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_a_form_sent_after_the_session_ended_comes_back_as_typed(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)

    sent = citizen.post("/apply?page=2", data={"csrf_token": token, **TYPED}, headers=OURS)
    arrived = follow_to_login(town, citizen, sent.location)

    assert sent.status_code == 303
    assert arrived == "/apply?page=2"
    assert citizen.get(arrived).json == {"typed": TYPED}


def test_a_form_comes_back_even_without_its_cookie(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    citizen.client.delete_cookie("sid-8080", domain="127.0.0.1")  # the browser was closed in between

    sent = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)

    assert follow_to_login(town, citizen, sent.location) == "/apply"
    assert citizen.get("/apply").json == {"typed": TYPED}


def test_a_form_is_shown_to_its_writer_only(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)
    sent = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)

    follow_to_login(town, citizen, sent.location, subject="p-002")

    assert citizen.get("/apply").json == {"typed": None}
    assert count(town.database, FormStash) == 0


def test_a_form_is_shown_in_the_browser_it_was_sent_from_only(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)
    citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)
    elsewhere = town.browser()

    town.log_in(elsewhere)

    assert elsewhere.get("/apply").json == {"typed": None}


def test_a_form_opened_before_a_login_in_another_tab_is_shown_again(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)
    town.log_in(citizen)

    sent = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)

    assert (sent.status_code, sent.location) == (303, "/apply")
    assert citizen.get("/apply").json == {"typed": TYPED}


def test_somebody_elses_form_in_the_same_browser_is_refused(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.log_in(citizen, subject="p-002")

    sent = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)

    assert sent.status_code == 403
    assert citizen.get("/apply").json == {"typed": None}


def test_a_form_written_before_anybody_logged_in_goes_to_whoever_does(town: Town) -> None:
    visitor = town.browser()

    sent = visitor.post("/apply", data={"csrf_token": visitor.token(), **TYPED}, headers=OURS)

    assert follow_to_login(town, visitor, sent.location) == "/apply"
    assert visitor.get("/apply").json == {"typed": TYPED}


def test_a_form_waits_until_it_is_sent(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)
    sent = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)
    follow_to_login(town, citizen, sent.location)

    assert citizen.get("/apply").json == citizen.get("/apply").json == {"typed": TYPED}
    assert citizen.get("/apply?page=3").json == {"typed": None}
    assert citizen.post("/apply", data={"csrf_token": citizen.token(), **TYPED}).status_code == 200
    assert citizen.get("/apply").json == {"typed": None}
    assert count(town.database, FormStash) == 0


def test_a_form_is_kept_for_an_hour(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)
    sent = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=OURS)
    follow_to_login(town, citizen, sent.location)

    for _ in range(3):
        town.clock.forward(minutes=21)
        assert citizen.who().startswith("citizen:")

    assert citizen.get("/apply").json == {"typed": None}


def test_what_is_kept_is_sealed(town: Town, citizen: Browser) -> None:
    from sqlalchemy import select

    token = citizen.token()
    town.clock.forward(minutes=31)
    citizen.post("/apply", data={"csrf_token": token, "name": "Sương"}, headers=OURS)

    with town.database.read() as connection:
        row = connection.execute(select(FormStash.__table__)).one()

    assert "Sương".encode() not in row.form
    assert token not in str(row)


def test_a_forged_form_is_not_kept(town: Town, citizen: Browser) -> None:
    token = town.browser().token()
    town.clock.forward(minutes=31)

    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        assert citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers=headers).status_code == 403

    assert count(town.database, FormStash) == 0


def test_saving_while_typing_is_told_that_the_session_ended(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)

    answer = citizen.post("/apply", data={"csrf_token": token, **TYPED}, headers={**OURS, "HX-Request": "true"})

    assert answer.status_code == 401
    assert count(town.database, FormStash) == 0


def test_a_form_too_large_to_keep_still_leads_to_the_login(town: Town, citizen: Browser) -> None:
    token = citizen.token()
    town.clock.forward(minutes=31)

    sent = citizen.post("/apply", data={"csrf_token": token, "name": "x" * 600_000}, headers=OURS)

    assert (sent.status_code, sent.location) == (303, "/login/citizens?next=/apply")
    assert count(town.database, FormStash) == 0
