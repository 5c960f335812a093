"""Sessions: in the database, under a digest, rotated, limited, ended (R-SES-1, R-SES-2, R-SES-5)."""

import pytest
from sqlalchemy import event, select, update

from portal.db import Database
from portal.people import sessions
from portal.people.models import Appointment, Officer, Person
from portal.people.principal import Kind
from portal.people.session_models import LoginAudit, WebSession
from portal.people.sessions import digest_of
from portal.web.identity.provider import IdentitySettings
from tests.web.identity.conftest import Town
from tests.web.identity.support import NOON, Browser, count, last_audit


class Statements:
    """Counts what a database is asked."""

    def __init__(self, database: Database) -> None:
        self.all: list[str] = []
        event.listen(database.engine, "before_cursor_execute", self._note)

    def _note(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        self.all.append(statement.split(maxsplit=1)[0].upper())

    @property
    def writes(self) -> int:
        return sum(word in ("INSERT", "UPDATE", "DELETE") for word in self.all)


def sid(browser: Browser) -> str:
    cookie = browser.client.get_cookie("sid-8080", "127.0.0.1")
    assert cookie is not None
    return cookie.value


def test_only_the_digest_of_a_session_is_kept(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)

    with town.database.read() as connection:
        row = connection.execute(select(WebSession.__table__)).one()

    assert row.digest == digest_of(sid(browser))
    assert sid(browser) not in str(row)
    assert len(sid(browser)) == 43


def test_a_session_changes_its_id_at_login(town: Town) -> None:
    browser = town.browser()
    browser.token()  # a visitor who saw a form
    before = sid(browser)

    town.log_in(browser)

    assert sid(browser) != before
    town.log_in(browser)
    assert count(town.database, WebSession) == 1


def test_an_id_planted_before_login_opens_nothing_after_it(town: Town) -> None:
    browser, thief, planted = town.browser(), town.browser(), "p" * 43
    for one in (browser, thief):
        one.client.set_cookie("sid-8080", planted, domain="127.0.0.1")

    town.log_in(browser)

    assert thief.who() == "anonymous:anonymous"
    assert browser.who().startswith("citizen:")


def test_an_id_in_the_address_is_not_read(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)

    assert town.browser().get("/who", query_string={"sid": sid(browser)}).text == "anonymous:anonymous"


@pytest.mark.parametrize("value", ["", "x", "a" * 44, "ä" * 43, "../" * 14])
def test_a_cookie_of_another_shape_is_nobodys(town: Town, value: str) -> None:
    browser = town.browser()
    browser.client.set_cookie("sid-8080", value, domain="127.0.0.1")

    assert browser.who() == "anonymous:anonymous"


def test_the_cookie_is_bound_to_the_host_over_https() -> None:
    settings = IdentitySettings(base_url="https://dichvucong.example")

    assert settings.cookie("sid") == "__Host-sid"
    assert settings.is_secure


def test_two_portals_on_one_machine_keep_their_sessions_apart() -> None:
    one, other = (IdentitySettings(base_url=f"http://127.0.0.1:{port}") for port in (8080, 8081))

    assert one.cookie("sid") != other.cookie("sid")


def test_a_portal_over_plain_http_is_for_this_machine_only() -> None:
    with pytest.raises(ValueError, match="https"):
        IdentitySettings(base_url="http://dichvucong.example")


def test_a_session_without_use_ends(town: Town) -> None:
    citizen, officer = town.browser(), town.browser()
    town.log_in(citizen)
    town.log_in(officer, "officers")

    town.clock.forward(minutes=16)

    assert officer.who() == "anonymous:anonymous"
    assert citizen.who().startswith("citizen:")
    town.clock.forward(minutes=31)
    assert citizen.who() == "anonymous:anonymous"


def test_a_session_in_use_ends_at_its_absolute_limit(town: Town) -> None:
    officer = town.browser()
    town.log_in(officer, "officers")

    for _ in range(8 * 6 - 1):
        town.clock.forward(minutes=10)
        assert officer.who() == f"officer:{town.officer_id}"

    town.clock.forward(minutes=10)
    assert officer.who() == "anonymous:anonymous"


def test_a_session_is_written_once_a_minute_at_most(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)
    asked = Statements(town.database)

    for _ in range(3):
        browser.who()
    assert asked.writes == 0

    town.clock.forward(seconds=61)
    for _ in range(3):
        browser.who()
    assert asked.writes == 1


def test_a_visitor_costs_no_statement(town: Town) -> None:
    browser = town.browser()
    browser.token()
    asked = Statements(town.database)

    browser.get("/login")
    town.browser().who()

    assert asked.writes == 0
    assert count(town.database, WebSession) == 0


def test_a_right_ends_with_the_appointment(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser, "officers")

    with town.database.transaction() as connection:
        connection.execute(update(Officer).values(disabled_at=NOON))

    assert browser.who() == "anonymous:anonymous"
    assert count(town.database, WebSession) == 0


def test_an_officer_without_an_account_is_not_let_in(town: Town) -> None:
    browser = town.browser()
    town.officers.subject = "o-999"
    asked = browser.begin("officers")
    town.officers.nonce = asked["nonce"]

    answer = browser.get(
        "/login/officers/callback",
        query_string={"code": "the-code", "state": asked["state"], "iss": town.officers.issuer},
    )

    assert answer.status_code == 403
    assert last_audit(town.database) == ("refused", "not_an_officer")
    assert count(town.database, WebSession) == 0


def test_a_citizen_switched_off_is_not_let_in_again(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)
    with town.database.transaction() as connection:
        connection.execute(update(Person).values(disabled_at=NOON))

    asked = browser.begin()
    town.citizens.nonce = asked["nonce"]
    query = {"code": "the-code", "state": asked["state"], "iss": town.citizens.issuer}
    answer = browser.get("/login/citizens/callback", query_string=query)

    assert answer.status_code == 403
    assert last_audit(town.database) == ("refused", "account_inactive")


def test_the_same_subject_of_two_providers_is_two_people(town: Town) -> None:
    citizen = town.browser()
    town.log_in(citizen, subject="o-001")

    assert citizen.who() != f"officer:{town.officer_id}"
    with town.database.read() as connection:
        assert connection.scalar(select(Appointment.officer_id)) == town.officer_id


def test_one_session_holds_one_person(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)
    town.log_in(browser, "officers")

    assert browser.who() == f"officer:{town.officer_id}"
    assert count(town.database, WebSession) == 1


def test_an_officer_has_three_sessions_at_most(town: Town) -> None:
    browsers = [town.browser() for _ in range(4)]
    for browser in browsers:
        town.log_in(browser, "officers")
        town.clock.forward(seconds=1)

    assert [browser.who().partition(":")[0] for browser in browsers] == ["anonymous", "officer", "officer", "officer"]


def test_the_language_goes_along_through_the_login(town: Town) -> None:
    from flask import session

    @town.app.get("/speak")
    def speak() -> str:
        session["language"] = "en"
        return "en"

    browser = town.browser()
    browser.get("/speak")
    town.log_in(browser)

    with town.database.read() as connection:
        assert connection.scalar(select(WebSession.data)) == {"language": "en"}


def test_logging_out_ends_the_session_here_and_goes_to_the_provider(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)

    answer = browser.post("/logout", data={"csrf_token": browser.token()})

    assert answer.status_code == 303
    assert answer.location.startswith(f"{town.citizens.issuer}/logout?post_logout_redirect_uri=")
    assert "client_id=portal" in answer.location
    assert "id_token_hint" not in answer.location, "it holds the person's number"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Clear-Site-Data" in answer.headers
    assert browser.who() == "anonymous:anonymous"
    assert count(town.database, WebSession) == 0


def came_back(browser: Browser, location: str, **changes: str) -> tuple[int, str]:
    from urllib.parse import parse_qs, urlsplit

    state = parse_qs(urlsplit(location).query)["state"][0]
    answer = browser.get("/logout/citizens/done", query_string={"state": state, **changes})
    return answer.status_code, answer.headers.get("Clear-Site-Data", "")


def test_coming_back_from_a_logout_says_goodbye_once(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)
    location = browser.post("/logout", data={"csrf_token": browser.token()}).location

    assert came_back(browser, location) == (200, '"cache", "cookies", "storage"')
    assert came_back(browser, location) == (400, "")


@pytest.mark.parametrize("query", [{}, {"state": "another"}], ids=["missing", "wrong"])
def test_a_logout_that_did_not_begin_here_clears_nothing(town: Town, query: dict[str, str]) -> None:
    browser = town.browser()
    town.log_in(browser)

    answer = browser.get("/logout/citizens/done", query_string=query)

    assert answer.status_code == 400
    assert "Clear-Site-Data" not in answer.headers
    assert browser.who().startswith("citizen:")
    assert last_audit(town.database)[0] == "refused"


def test_a_provider_that_is_down_keeps_nobody_logged_in(town: Town) -> None:
    browser = town.browser()
    town.log_in(browser)
    town.citizens.bend_metadata = lambda metadata: {**metadata, "end_session_endpoint": "https://evil.example"}
    town.clock.forward(minutes=29)
    browser.who()
    town.clock.forward(minutes=29)
    browser.who()
    town.clock.forward(minutes=10)

    answer = browser.post("/logout", data={"csrf_token": browser.token()})

    assert answer.location.startswith("http://127.0.0.1:8080/logout/citizens/done?state=")
    assert browser.who() == "anonymous:anonymous"


def test_logging_out_everywhere_ends_every_session_of_this_person(town: Town) -> None:
    first, second, other = town.browser(), town.browser(), town.browser()
    town.log_in(first)
    town.log_in(second)
    town.log_in(other, subject="p-002")

    first.post("/logout/everywhere", data={"csrf_token": first.token()})

    assert second.who() == "anonymous:anonymous"
    assert other.who().startswith("citizen:")


def test_the_page_of_sessions_lists_ones_own(town: Town) -> None:
    first, second, other = town.browser(), town.browser(), town.browser()
    town.log_in(first)
    town.log_in(second)
    town.log_in(other, subject="p-002")

    page = first.get("/account/sessions")

    assert page.status_code == 200
    assert page.text.count("Trình duyệt này") == 1
    assert page.text.count("Một trình duyệt khác") == 1
    assert town.browser().get("/account/sessions").status_code == 303


def test_one_session_in_another_browser_is_ended_and_nobody_elses(town: Town) -> None:
    first, second, third, other = (town.browser() for _ in range(4))
    for browser in (first, second, third):
        town.log_in(browser)
    town.log_in(other, subject="p-002")

    def end(browser: Browser, whose: Browser) -> int:
        address = f"/account/sessions/{digest_of(sid(whose))}/end"
        return browser.post(address, data={"csrf_token": browser.token()}).status_code

    assert [end(first, second), end(first, other), end(town.browser(), third)] == [303, 404, 404]
    assert second.who() == "anonymous:anonymous"
    assert all(browser.who().startswith("citizen:") for browser in (first, third, other))
    assert last_audit(town.database) == ("ended", "from another browser")


def test_what_has_expired_is_pruned_and_the_audit_stays(town: Town) -> None:
    town.log_in(town.browser())
    town.clock.forward(hours=13)

    with town.database.transaction() as connection:
        sessions.prune(connection, town.clock())

    assert count(town.database, WebSession) == 0
    assert count(town.database, LoginAudit) == 1


def test_a_session_ended_meanwhile_is_not_written_again(town: Town) -> None:
    with town.database.transaction() as connection:
        assert not sessions.keep_session(connection, "gone", now=NOON, data={"language": "en"})
        assert sessions.end_sessions_of(connection, Kind.CITIZEN, "nobody") == 0


def test_flask_logins_own_cookie_makes_nobody_somebody(town: Town) -> None:
    from flask_login import current_user

    @town.app.get("/flask-login")
    def name() -> str:
        return str(current_user.is_authenticated)

    browser = town.browser()
    browser.client.set_cookie("remember_token", "1|" + "a" * 128, domain="127.0.0.1")

    assert browser.get("/flask-login").text == "False"
    town.log_in(browser)
    assert browser.get("/flask-login").text == "True"
