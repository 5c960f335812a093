"""A session that ends in mid-form takes no word with it."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.people.principal import Principal
from portal.people.session_models import FormStash
from portal.people.sessions import digest_of, end_session
from tests.stories import (
    ask_for_more,
    file_case,
    token,
    write_draft,
)
from tests.web.cast import draft_with_paper
from tests.web.error_pages import OURS, WORDS
from tests.world import World

FORMS = {
    "a page of the application": ("citizen", "/apply/{draft}/status", {"status": "divorced", "judgment": WORDS}),
    "a withdrawal": ("citizen", "/cases/{code}/withdraw", {"reason": WORDS}),
    "a supplement": ("citizen", "/cases/{waiting}/supplement", {"message": WORDS}),
    "an action": ("reception", "/desk/cases/{code}/actions/refuse", {"reasons": WORDS}),
    "a payment": ("reception", "/desk/cases/{fee}/payment", {"receipt": WORDS}),
}


def scene(world: World, what: str) -> tuple[Principal, str, dict[str, str]]:
    who, url, typed = FORMS[what]
    addresses = {
        "draft": write_draft(world, world.citizen()),
        "code": file_case(world).code,
        "waiting": ask_for_more(world, file_case(world)).code,
        "fee": file_case(world, channel="counter").code,
    }
    principal = world.citizen() if who == "citizen" else world.officer(who)
    return principal, url.format(**addresses), typed


@pytest.mark.parametrize("what", FORMS)
def test_what_was_typed_comes_back_after_another_login(world: World, what: str) -> None:
    who, url, typed = scene(world, what)
    browser = world.client(who)
    old = {"csrf_token": token(browser.get("/track")), "key": uuid4().hex, "seen_version": "1"}
    browser.set_cookie(world.session_cookie, world.session_of(who))  # logged in again, in another tab

    sent = browser.post(url, data={**old, **typed}, headers=OURS)
    page = browser.get(sent.location)

    assert (sent.status_code, sent.location) == (303, url)
    assert page.status_code == 200
    assert WORDS in page.text


@pytest.mark.parametrize("what", FORMS)
def test_a_form_of_an_ended_session_is_kept_over_the_login(world: World, what: str) -> None:
    who, url, typed = scene(world, what)
    browser, secret = world.client(), world.session_of(who)
    browser.set_cookie(world.session_cookie, secret)
    old = {"csrf_token": token(browser.get("/track")), "key": uuid4().hex, "seen_version": "1"}
    with world.house.database.transaction() as work:
        end_session(work, digest_of(secret))

    sent = browser.post(url, data={**old, **typed}, headers=OURS)

    audience = "officers" if who.is_officer else "citizens"
    assert sent.status_code == 303
    assert sent.location.startswith(f"/login/{audience}?next=")
    with world.house.database.read() as look:
        kept = look.execute(select(FormStash.url, FormStash.form)).one()
    assert kept.url == url
    assert WORDS.encode() not in kept.form  # sealed


@pytest.mark.parametrize(
    ("step", "page"), [("submit", "review"), ("fee", "review"), ("papers/old_certificate", "papers")]
)
def test_a_click_of_an_ended_session_leads_back_to_its_page(world: World, step: str, page: str) -> None:
    owner = world.citizen()
    draft_id, _ = draft_with_paper(world, owner)
    browser = world.client()
    old = {"csrf_token": token(world.client(owner).get("/track"))}

    sent = browser.post(f"/apply/{draft_id}/{step}", data=old, headers=OURS)
    back = world.client(owner).get(f"/apply/{draft_id}/{step}")

    assert sent.location.startswith("/login/citizens?next=")
    assert (
        back.location
        == f"/apply/{draft_id}/{step.split('/', maxsplit=1)[0] if step.startswith('papers') else 'review'}"
    )
