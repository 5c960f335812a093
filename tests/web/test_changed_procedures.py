"""A procedure that changed, ended, or never was: the page says so, and what was written stays."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.cases.models import DraftFile
from tests.cases.test_submission import publish_again, retire
from tests.storage.files import pdf
from tests.stories import (
    CERTIFICATE,
    begin_application,
    fill_in,
    token,
    write_draft,
)
from tests.web.cast import draft_with_paper
from tests.web.error_pages import WORDS, clear
from tests.world import World


@pytest.mark.parametrize("page", ["/procedures/9.999999", "/procedures/9.999999/apply", "/procedures/x"])
def test_an_unknown_procedure_is_not_there(world: World, page: str) -> None:
    clear(world.client(world.citizen()).get(page), 404)


def test_a_retired_procedure_says_so_and_the_draft_stays(world: World) -> None:
    browser = world.client(world.citizen())
    first = begin_application(browser)
    retire(world)

    clear(browser.get(f"/procedures/{CERTIFICATE}/apply"), 410)
    clear(browser.get(first), 410)
    clear(browser.post(first, data={"csrf_token": token(browser.get("/track")), "for_self": "yes"}), 410)
    assert browser.get("/me").status_code == 200


def test_a_draft_of_a_replaced_version_is_offered_to_be_carried_over(world: World) -> None:
    browser = world.client(world.citizen())
    review = fill_in(browser)
    status_page = review.replace("/review", "/status")
    fields = {"csrf_token": token(browser.get(status_page)), "status": "divorced", "judgment": WORDS}
    publish_again(world, _another_question)

    met = browser.post(status_page, data=fields)
    offer = browser.get(met.location)
    carried = browser.post(met.location, data={"csrf_token": token(offer)})

    assert (met.status_code, met.location) == (303, review.replace("/review", "/new-version"))
    assert "Bạn dùng bao nhiêu bản" in offer.text
    assert carried.status_code == 303
    assert WORDS in browser.get(status_page).text  # typed in the moment of the change, and not lost
    purpose = browser.get(review.replace("/review", "/purpose")).text
    assert re.search(r'value="property"[^>]*checked', purpose)
    assert 'name="copies"' not in purpose


def _another_question(definition: dict[str, Any]) -> None:
    """Ask for the number of copies under another name, in other words."""
    given = definition.get("definition", definition)
    for page in given["form"]:
        for field in page["fields"]:
            if field["name"] == "copies":
                field["name"] = "sheets"
                field["label"] = {"vi": "Bạn dùng bao nhiêu bản", "en": "How many copies do you need"}
    for fee in given["fees"]:
        fee["times"] = "sheets"


@pytest.mark.parametrize("step", ["who", "papers", "review"])
def test_every_page_of_an_outdated_draft_leads_to_what_changed(world: World, step: str) -> None:
    browser = world.client(world.citizen())
    draft_id = write_draft(world, world.citizen())
    publish_again(world)

    assert browser.get(f"/apply/{draft_id}/{step}").location == f"/apply/{draft_id}/new-version"
    sent = browser.post(f"/apply/{draft_id}/submit", data={"csrf_token": token(browser.get("/track"))})
    assert sent.location == f"/apply/{draft_id}/new-version"


def test_AC56_a_draft_that_was_sent_leads_to_its_receipt_and_takes_no_more(world: World) -> None:
    from portal.cases.submission import Submit

    browser, owner = world.client(world.citizen()), world.citizen()
    draft_id, _ = draft_with_paper(world, owner)
    code = world.house.submission.submit(Submit(draft_id=draft_id), owner).code
    own = {"csrf_token": token(browser.get("/track"))}

    for page in ("who", "papers", "review"):
        assert browser.get(f"/apply/{draft_id}/{page}").location == f"/cases/{code}/receipt"
    for deed in ("who", "who/autosave", "fee", "submit"):
        assert browser.post(f"/apply/{draft_id}/{deed}", data=own).location == f"/cases/{code}/receipt"
    late = {**own, "file": (io.BytesIO(pdf()), "muộn.pdf")}
    assert browser.post(f"/apply/{draft_id}/papers/old_certificate", data=late).status_code == 303
    with world.house.database.read() as look:
        assert look.execute(select(func.count()).select_from(DraftFile)).scalar_one() == 1


def test_too_many_drafts_say_so(world: World) -> None:
    owner = world.citizen()
    for _ in range(50):
        write_draft(world, owner)
    browser = world.client(owner)

    start = f"/procedures/{CERTIFICATE}/apply"
    page = clear(browser.post(start, data={"csrf_token": token(browser.get(start))}), 409)

    assert "50" in page
