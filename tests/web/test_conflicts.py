"""Two people on one case, and the same click again: one effect, and whoever was slower loses no word."""

import io
import threading
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.cases.models import Case, CaseFile
from portal.workflow.commands import Take
from tests.storage.files import pdf
from tests.stories import (
    DRAFT_TEXT,
    ask_for_more,
    bring_to,
    file_case,
    perform,
)
from tests.web.desk.test_roads import verified
from tests.web.error_pages import WORDS, clear, form
from tests.world import World


def overtaken(world: World, who: str, url: str) -> tuple[FlaskClient, dict[str, str]]:
    """Let somebody open a page, and a colleague be faster; return the browser and what its form carries."""
    browser = world.client(world.officer(who) if who != "citizen" else world.citizen())
    return browser, form(browser.get(url))


def test_a_slower_officer_learns_who_did_what_and_keeps_every_word(world: World) -> None:
    case = bring_to(world, file_case(world), "review")
    url = f"/desk/cases/{case.code}"
    browser, fields = overtaken(world, "head", url)
    bring_to(world, case, "sign")

    page = clear(browser.post(f"{url}/actions/send_back", data={**fields, "reason": WORDS}), 409)

    assert "Head" in page or "Chính bạn" in page
    assert WORDS in page
    assert case.code in page


@pytest.mark.parametrize("deed", ["take", "release", "actions/accept"])
def test_every_deed_of_the_desk_names_the_faster_one(world: World, deed: str) -> None:
    case = file_case(world)
    url = f"/desk/cases/{case.code}"
    browser, fields = overtaken(world, "reception", url)
    second = world.officer("reception")
    world.house.door.apply(Take(case_id=case.case_id, seen_version=1, key=uuid4().hex), second)

    page = clear(browser.post(f"{url}/{deed}", data=fields), 409)

    assert "đã nhận việc" in page


@pytest.mark.parametrize("road", ["recall", "refer", "stop-waiting"])
def test_every_road_of_an_overtaken_page_says_who_what_and_the_state_now(world: World, road: str) -> None:
    case = verified(world)
    url = f"/desk/cases/{case.code}"
    browser, fields = overtaken(world, "specialist", url)
    perform(world, "specialist", case, "grant", draft=DRAFT_TEXT)

    said = {"reason": WORDS, "question": WORDS, "units": "51/S-TP", "referral": "1"}
    page = clear(browser.post(f"{url}/{road}", data={**fields, **said}), 409)

    assert "Chính bạn" in page
    assert "đã chuyển hồ sơ sang bước khác" in page
    assert "Đang xử lý" in page
    assert WORDS in page


@pytest.mark.parametrize("road", ["extend", "ask-again"])
def test_a_leader_who_is_overtaken_is_told_the_same(world: World, road: str) -> None:
    case = bring_to(world, file_case(world), "sign")
    url = f"/desk/cases/{case.code}"
    browser, fields = overtaken(world, "leader", url)
    bring_to(world, case, "hand_over")

    said = {"reason": WORDS, "explanation": WORDS, "cause": "overload", "new_due": "20/12/2026", "targets": "status"}
    page = clear(browser.post(f"{url}/{road}", data={**fields, **said}), 409)

    assert "Clerk" in page
    assert "Đã xử lý xong" in page
    assert WORDS in page


@pytest.mark.parametrize("road", ["recall", "refer", "stop-waiting"])
def test_a_road_that_is_closed_says_why_on_the_page_of_the_case(world: World, road: str) -> None:
    """Nobody was faster: the case as it stands does not allow it."""
    case = bring_to(world, file_case(world), "appraise")
    url = f"/desk/cases/{case.code}"
    browser, fields = overtaken(world, "specialist", url)

    said = {"reason": WORDS, "question": WORDS, "units": "51/S-TP", "referral": "1"}
    page = clear(browser.post(f"{url}/{road}", data={**fields, **said}), 409)

    assert "Chưa làm được" in page
    assert "Đang xử lý" in page
    assert "Head, trưởng phòng" in page  # the history says who brought it here


def test_an_apology_for_what_is_decided_says_that_nothing_is_counted_any_more(world: World) -> None:
    case = bring_to(world, file_case(world), "sign")
    url = f"/desk/cases/{case.code}"
    browser, fields = overtaken(world, "leader", url)
    after = bring_to(world, case, "hand_over")

    said = {"explanation": WORDS, "cause": "overload", "new_due": "20/12/2026", "seen_version": str(after.version)}
    page = clear(browser.post(f"{url}/extend", data={**fields, "key": uuid4().hex, **said}), 409)

    assert "không tính hạn lúc này" in page


def test_two_who_decide_at_once_are_one_decision(world: World) -> None:
    """Two heads press at the same moment, one to agree and one to send back: one deed, and the other is told."""
    case = bring_to(world, file_case(world), "review")
    url, meet, answers = f"/desk/cases/{case.code}", threading.Barrier(2), []
    both = [("agree", overtaken(world, "head", url)), ("send_back", overtaken(world, "head", url))]

    def press(action: str, browser: FlaskClient, fields: dict[str, str]) -> None:
        meet.wait()
        answers.append(browser.post(f"{url}/actions/{action}", data={**fields, "reason": WORDS}))

    threads = [threading.Thread(target=press, args=(action, *page)) for action, page in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "Chính bạn" in clear(refused, 409)
    with world.house.database.read() as look:
        found = look.execute(select(Case.version).where(Case.id == case.case_id)).scalar_one()
    assert found == case.version + 1


def test_a_citizen_who_withdraws_too_late_keeps_the_reason(world: World) -> None:
    case = file_case(world)
    browser, fields = overtaken(world, "citizen", f"/cases/{case.code}")
    bring_to(world, case, "assign")

    page = clear(browser.post(f"/cases/{case.code}/withdraw", data={**fields, "reason": WORDS}), 409)

    assert "Reception" in page
    assert WORDS in page


def test_a_citizen_who_answers_twice_from_two_tabs_keeps_the_second_answer(world: World) -> None:
    case = ask_for_more(world, file_case(world))
    url = f"/cases/{case.code}/supplement"
    browser, second = overtaken(world, "citizen", url)
    assert browser.post(url, data={**form(browser.get(url)), "message": "một"}).status_code == 303

    page = clear(browser.post(url, data={**second, "message": WORDS}), 409)

    assert "Chính bạn" in page
    assert WORDS in page


def test_a_supplement_sent_twice_is_one(world: World) -> None:
    case = ask_for_more(world, file_case(world))
    url, browser = f"/cases/{case.code}/supplement", world.client(world.citizen())
    fields, paper = {**form(browser.get(url)), "message": WORDS}, pdf()

    def sent() -> TestResponse:
        return browser.post(url, data={**fields, "status": (io.BytesIO(paper), "giấy.pdf")})

    first, second = sent(), sent()

    assert (first.status_code, second.status_code) == (303, 303), second.text
    assert first.location == second.location
    with world.house.database.read() as look:
        assert look.execute(select(func.count()).select_from(CaseFile)).scalar_one() == 1


def test_a_payment_recorded_twice_is_one(world: World) -> None:
    case = file_case(world, channel="counter").code
    url, browser = f"/desk/cases/{case}", world.client(world.officer("reception"))
    fields = {**form(browser.get(url)), "receipt": "BL-0017"}

    answers = [browser.post(f"{url}/payment", data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303], answers[1].text
    with world.house.database.read() as look:
        assert look.execute(select(Case.paid, Case.fee)).one() == (30000, 30000)


def test_another_form_under_the_same_key_is_refused(world: World) -> None:
    case = file_case(world)
    url, browser = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    fields = form(browser.get(url))
    assert browser.post(f"{url}/take", data=fields).status_code == 303

    clear(browser.post(f"{url}/release", data=fields), 422)


def test_a_form_without_its_key_changes_nothing(world: World) -> None:
    case = file_case(world)
    url, browser = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    for deed in ("take", "release", "actions/accept", "payment"):
        fields = form(browser.get(url))
        for key in ("", "x" * 65):
            assert browser.post(f"{url}/{deed}", data={**fields, "key": key}).status_code == 422
    with world.house.database.read() as look:
        assert look.execute(select(Case.version)).scalar_one() == 1
