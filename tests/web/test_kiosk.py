"""The public screen: what is filed there says so, a login there is short, and the way out forgets everything."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.cases.models import Case
from portal.people.kiosks import LOGIN_LIFE, PULSE, SILENCE, add_kiosk, revoke_kiosk
from portal.people.session_models import WebSession
from portal.web.limits import CROWD, LIMITS
from tests.stories import apply_for_certificate, post, token
from tests.world import COMMUNE, OTHER_COMMUNE, World

OFFICE = f"{COMMUNE}/X-TTPVHCC"
ELSEWHERE = f"{OTHER_COMMUNE}/X-TTPVHCC"


def screen(world: World, *, unit: str = OFFICE, signed_in: bool = False) -> FlaskClient:
    """Return the browser of a registered screen; with somebody logged in."""
    with world.house.database.transaction() as work:
        _, code = add_kiosk(work, unit=unit, name="Sảnh", now=world.clock())
    browser = world.client(world.citizen() if signed_in else None)
    assert post(browser, "/kiosk/", "/kiosk/", {"token": f" {code.lower()} "}).status_code == 303
    return browser


def sessions(world: World) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(func.count()).select_from(WebSession)).scalar_one())


def test_a_browser_becomes_a_kiosk_by_its_token_and_no_other_way(world: World) -> None:
    stranger = world.client()
    wrong = post(stranger, "/kiosk/", "/kiosk/", {"token": "ABCD-EFGH-JKLM-NPQR-STUV"})
    assert (wrong.status_code, "không đúng" in wrong.text) == (422, True)
    assert "data-silence" not in stranger.get("/").text

    browser = screen(world)
    page = browser.get("/kiosk/").text
    for way in ("/procedures", "/track", "/me", "/kiosk/prices"):
        assert f'href="{way}"' in page
    assert "data-silence" in browser.get("/procedures").text


def test_tokens_cannot_be_tried_out(world: World) -> None:
    stranger = world.client()
    tried = [post(stranger, "/kiosk/", "/kiosk/", {"token": f"A{n}"}).status_code for n in range(21)]

    assert tried[0] == 422
    assert tried[-1] == 429


def test_a_screen_that_was_taken_away_is_a_browser_like_any_other(world: World) -> None:
    with world.house.database.transaction() as work:
        kiosk_id, code = add_kiosk(work, unit=OFFICE, name="Sảnh", now=world.clock())
    browser = world.client()
    post(browser, "/kiosk/", "/kiosk/", {"token": code})
    assert "data-silence" in browser.get("/").text
    with world.house.database.transaction() as work:
        revoke_kiosk(work, kiosk_id, world.clock())

    assert "data-silence" not in browser.get("/").text


@pytest.mark.parametrize("address", ["/", "/kiosk/", "/kiosk/prices", "/procedures", "/procedures/1.004873", "/track"])
def test_no_page_of_a_kiosk_is_kept_and_each_forgets_itself_without_a_script(world: World, address: str) -> None:
    page = screen(world).get(address)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert '<noscript><meta http-equiv="refresh" content="60; url=/kiosk/over"></noscript>' in " ".join(
        page.text.split()
    )


def test_what_is_filed_at_a_kiosk_keeps_the_channel_and_where_the_screen_stands(world: World) -> None:
    code = apply_for_certificate(screen(world, unit=ELSEWHERE, signed_in=True))

    with world.house.database.read() as look:
        case = look.execute(select(Case.__table__).where(Case.code == code)).one()
    assert (case.channel, case.intake, case.helper) == ("kiosk", ELSEWHERE, "")
    assert case.fee == 0, "what filing online costs, as the last look said"
    assert case.competent.startswith(COMMUNE)
    shown = world.client(world.officer("stranger")).get(f"/desk/cases/{code}").text
    assert "Tại màn hình công cộng" in shown
    assert "Nhận thay cho nơi giải quyết" in shown


def test_a_minute_of_silence_ends_the_login_by_the_servers_own_clock(world: World) -> None:
    browser = screen(world, signed_in=True)
    assert browser.get("/me").status_code == 200
    world.clock.pass_(seconds=50)
    assert browser.get("/kiosk/here").status_code == 204, "somebody is typing"
    world.clock.pass_(seconds=50)
    assert browser.get("/me").status_code == 200
    world.clock.pass_(seconds=(SILENCE + PULSE).total_seconds())

    assert browser.get("/me").headers["Location"].startswith("/login/citizens")
    ordinary = world.client(world.citizen())
    world.clock.pass_(minutes=5)
    assert ordinary.get("/me").status_code == 200, "elsewhere a login lives longer"


def test_a_login_at_a_kiosk_ends_whatever_is_done(world: World) -> None:
    browser = screen(world, signed_in=True)
    for _ in range(int(LOGIN_LIFE / timedelta(seconds=50))):
        assert browser.get("/me").status_code == 200
        world.clock.pass_(seconds=50)

    assert browser.get("/me").status_code == 303


@pytest.mark.parametrize("way", ["done", "over"])
def test_the_way_out_forgets_the_person_and_not_the_screen(world: World, way: str) -> None:
    browser = screen(world, signed_in=True)
    assert "Nguyễn Văn An" in browser.get("/me").text
    browser.get("/language/en?next=/me")
    before = sessions(world)
    gone = post(browser, "/me", "/kiosk/done", {}) if way == "done" else browser.get("/kiosk/over")

    assert gone.status_code == 303
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"', "not the cookies: the screen stays one"
    assert gone.headers["Cache-Control"] == "no-store"
    assert sessions(world) == before - 1
    end = browser.get(gone.headers["Location"])
    assert end.headers["Location"] == "/kiosk/"
    assert browser.get_cookie("language") is None
    assert browser.get("/me").status_code == 303
    assert "data-silence" in browser.get("/kiosk/").text


def test_the_way_back_leads_nobody_to_what_was_open_before(world: World) -> None:
    browser = screen(world)

    for address in ("/cases/H48.35.21-260309-0001", "/apply/00000000-0000-4000-8000-000000000001/who", "/desk/"):
        assert browser.get(address).headers["Location"] == "/kiosk/", address
    assert browser.get("/procedures/1.004873/apply").headers["Location"].startswith("/login/citizens")


def test_many_people_look_up_their_cases_at_one_screen(world: World) -> None:
    browser = screen(world)
    answers = [
        post(browser, "/track", "/track", {"code": f"H48.35.21-260309-{n:04d}", "secret": "ACDE3479"}).status_code
        for n in range(25)
    ]

    assert answers == [404] * 25, "by address alone the 21st would be turned away"
    again = [post(browser, "/track", "/track", {"code": "H48.35.21-260309-0001", "secret": "x"}) for _ in range(5)]
    assert again[-1].status_code == 429, "one code is still not to be guessed"


def test_a_screen_is_no_place_to_try_out_codes_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "track", (5, 2, timedelta(hours=1)))
    browser, beside = screen(world), screen(world)

    def look_up(at: FlaskClient, number: int) -> int:
        form = {"code": f"H48.35.21-260309-{number:04d}", "secret": "ACDE3479"}
        return post(at, "/track", "/track", form).status_code

    assert [look_up(browser, number) for number in range(2 * CROWD + 1)] == [404] * 2 * CROWD + [429]
    assert look_up(beside, 50) == 404, "the next screen has its own count"
    world.clock.pass_(hours=2)
    assert look_up(screen(world), 51) == 404


def test_elsewhere_the_way_out_of_a_kiosk_logs_nobody_out(world: World) -> None:
    browser = world.client(world.citizen())

    assert browser.get("/kiosk/over").headers["Location"] == "/kiosk/"
    assert browser.post("/kiosk/done", data={"csrf_token": token(browser.get("/track"))}).status_code == 303
    assert browser.get("/me").status_code == 200


def test_the_prices_are_those_of_the_procedures(world: World) -> None:
    page = screen(world).get("/kiosk/prices").text

    assert "15.000" in page, "a copy at the counter"
    assert 'href="/procedures/1.004873"' in page
