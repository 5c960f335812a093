"""What goes wrong gets a page that says what happened and what to do, and no word that was typed is lost."""

import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, func, select, text
from werkzeug.test import TestResponse

from portal.cases.models import Case, CaseFile, DraftFile
from portal.people.principal import Principal
from portal.people.session_models import FormStash
from portal.people.sessions import digest_of, end_session
from portal.workflow.commands import Take
from tests.cases.test_submission import publish_again, retire
from tests.storage.files import pdf
from tests.stories import (
    CERTIFICATE,
    ask_for_more,
    begin_application,
    bring_to,
    file_case,
    fill_in,
    seen_version,
    token,
    write_draft,
)
from tests.web.cast import draft_with_paper
from tests.world import World

OURS = {"Sec-Fetch-Site": "same-origin"}
WORDS = "Ông nội tôi tên là Đinh Văn Rớ, ở xóm 3; xem giúp"
SECRETS = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "SELECT ", "portal/", ".py")


def clear(answer: TestResponse, status: int) -> str:
    """Check an error page: its status, no store, a heading, a way on, nothing of the inside; return its text."""
    assert answer.status_code == status, (answer.status_code, answer.text[:500])
    assert "<h1" in answer.text
    assert not [secret for secret in SECRETS if secret in answer.text]
    if status == 503:
        assert answer.headers["Retry-After"].isdigit()
    return answer.text


def form(page: TestResponse, **more: str) -> dict[str, str]:
    return {"csrf_token": token(page), "key": uuid4().hex, "seen_version": seen_version(page), **more}


# --- two people on one case ---


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


# --- the same click again ---


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
    case = _paid_case(world)
    url, browser = f"/desk/cases/{case}", world.client(world.officer("reception"))
    fields = {**form(browser.get(url)), "receipt": "BL-0017"}

    answers = [browser.post(f"{url}/payment", data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303], answers[1].text
    with world.house.database.read() as look:
        assert look.execute(select(Case.paid, Case.fee)).one() == (30000, 30000)


def _paid_case(world: World) -> str:
    from portal.cases.submission import Submit

    draft_id = write_draft(world, world.citizen())
    return world.house.submission.submit(Submit(draft_id=draft_id, channel="counter"), world.citizen()).code


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


# --- procedures that changed, ended, or never were ---


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


# --- a session that ends in mid-form ---

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
        "fee": _paid_case(world),
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


# --- the house itself ---


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Let somebody else hold the database for writing."""
    url = world.house.database.url
    if world.house.database.is_sqlite:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    engine = create_engine(url)
    with engine.connect() as holder:
        holder.execute(text("lock table cases, drafts, command_keys in access exclusive mode"))
        yield
    engine.dispose()


def test_a_locked_database_is_a_503_that_keeps_the_form(world: World) -> None:
    case = file_case(world)
    url, browser = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    fields = {**form(browser.get(url)), "reasons": WORDS}

    with locked(world):
        page = clear(browser.post(f"{url}/actions/refuse", data=fields), 503)

    assert "Những gì bạn đã viết vẫn còn" in page
    assert browser.post(f"{url}/actions/refuse", data=fields).status_code == 303


@contextmanager
def gone(world: World) -> Iterator[None]:
    """Take the database away, as a stopped server or an unmounted disk does."""
    database = world.house.database
    database.dispose()
    if database.is_sqlite:
        file = Path(database.url.removeprefix("sqlite:///"))
        away = file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        away.rename(file)
        return
    name = re.search(r"/(\w+)\?", database.url)
    assert name is not None
    admin = create_engine(database.url.replace(name[0], "/postgres?"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"alter database {name[1]} allow_connections false"))
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"), {"name": name[1]}
        )
        yield
        connection.execute(text(f"alter database {name[1]} allow_connections true"))
    admin.dispose()


def test_a_database_that_is_gone_is_a_503_and_comes_back(world: World) -> None:
    browser = world.client(world.citizen())
    start = f"/procedures/{CERTIFICATE}/apply"
    own = {"csrf_token": token(browser.get(start))}

    with gone(world):
        for page in ("/", "/me", "/procedures", start):
            clear(browser.get(page), 503)
        assert "Những gì bạn đã viết vẫn còn" in clear(browser.post(start, data=own), 503)

    assert browser.get(start).status_code == 200
    assert browser.post(start, data=own).status_code == 303


def test_a_database_without_room_is_a_503_and_loses_nothing(world: World) -> None:
    if not world.house.database.is_sqlite:
        return  # a full disk of a server is the server's own test
    browser = world.client(world.citizen())
    page = begin_application(browser)
    engine = world.house.database.engine
    engine.dispose()

    def full(connection: Any, record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    event.listen(engine, "connect", full)
    fields = {"csrf_token": token(browser.get(page)), "for_self": "no", "subject.name": "Đinh " * 2000}
    answers = [browser.post(page, data={**fields, "n": str(n)}) for n in range(3)]
    event.remove(engine, "connect", full)
    engine.dispose()

    assert {answer.status_code for answer in answers} == {503}
    assert browser.post(page, data={**fields, "for_self": "yes"}).status_code == 303


def test_a_full_disk_refuses_the_file_with_a_sentence_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())
    browser = world.client(world.citizen())
    own = {"csrf_token": token(browser.get(f"/apply/{draft_id}/papers"))}
    monkeypatch.setattr(world.house.storage, "_reserve", 2**62)

    answer = browser.post(
        f"/apply/{draft_id}/papers/old_certificate", data={**own, "file": (io.BytesIO(pdf()), "mới.pdf")}
    )

    assert answer.status_code == 422
    assert "Kho tệp đang đầy" in answer.text
    assert "giấy cũ.pdf" in answer.text


def test_a_clock_that_went_back_is_a_503(world: World) -> None:
    case = file_case(world)
    url, browser = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    fields = form(browser.get(url))
    world.clock.pass_(hours=-3)

    clear(browser.post(f"{url}/actions/accept", data=fields), 503)


@pytest.mark.parametrize("page", ["/", f"/procedures/{CERTIFICATE}"])
def test_a_day_that_the_calendar_does_not_know_is_not_guessed(world: World, page: str) -> None:
    world.clock.now = datetime(2029, 6, 1, 2, tzinfo=UTC)

    assert "lịch làm việc" in clear(world.client().get(page), 503)


def test_a_broken_definition_in_the_database_is_an_error_page_not_a_leak(world: World) -> None:
    publish_again(world, lambda definition: definition.clear())

    clear(world.client().get(f"/procedures/{CERTIFICATE}"), 500)
    assert world.client().get("/track").status_code == 200


def test_an_error_nobody_thought_of_says_nothing_of_itself(world: World) -> None:
    def breaks() -> str:
        raise RuntimeError("the password is hunter2, see portal/db.py")

    world.app.view_functions["public.home"] = breaks

    assert "hunter2" not in clear(world.client().get("/"), 500)
