"""Whatever is typed is taken as it stands or refused with a sentence: never our error, never a script (AC-60…67)."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, cast
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.cases.drafts import get_draft
from portal.cases.models import Case, Draft
from portal.cases.submission import Submit
from portal.db import Base
from portal.text import clean
from tests.stories import ANSWERS, CERTIFICATE, ask_for_more, bring_to, file_case, published, token, write_draft
from tests.web.payloads import PAYLOADS, SIGNS, TEXTS
from tests.world import World

BUSINESS = "2.000720"
# Answers that lead through every page of a form, so that each of its questions is asked.
LEADING: dict[str, dict[str, Any]] = {
    CERTIFICATE: {**ANSWERS, "lived_elsewhere": True, "for_self": False, "purpose": "other", "status": "divorced"},
    BUSINESS: {
        "changes": ["name", "seat", "trade", "capital", "owner", "tax"],
        "by_owner": False,
        "business_name": "Cũ",
    },
}


class Inputs(HTMLParser):
    """The inputs of a page, and what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.scripts = 0
        self._open: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script" and "src" not in given:
            self.scripts += 1
        self.scripts += sum(name.startswith("on") for name in given)
        name = given.get("name")
        if name and tag in ("input", "textarea", "select"):
            self.values.setdefault(name, []).append(given.get("value") or "")
        self._open = name if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.values[self._open][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = None


def body(fields: Mapping[str, bytes | str]) -> bytes:
    """Return a form as a browser sends it, with bytes that no text can be left as they are."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields.items()).encode()


def send(browser: FlaskClient, url: str, fields: Mapping[str, bytes | str]) -> TestResponse:
    return browser.post(url, data=body(fields), content_type="application/x-www-form-urlencoded")


def assert_harmless(answer: TestResponse, what: object) -> None:
    assert answer.status_code < 500, (answer.status_code, what)
    if answer.mimetype == "text/html":
        assert Inputs(answer.text).scripts == 0, what


def begin(world: World, code: str) -> str:
    """Begin a draft whose answers lead through every page."""
    return write_draft(world, world.citizen(), LEADING[code], code)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in an answer, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from texts(inner)


@pytest.mark.parametrize("code", LEADING)
@pytest.mark.timeout(240)
def test_every_payload_in_every_question_of_a_form(world: World, code: str) -> None:
    browser, draft_id, house = world.client(world.citizen()), begin(world, code), world.house
    own = token(browser.get("/track"))
    asked = 0
    for page in published(world, code).definition.form:
        url = f"/apply/{draft_id}/{page.page}"
        names = [
            name for name in Inputs(browser.get(url).text).values if name.split(".")[0] in {f.name for f in page.fields}
        ]
        assert names, page.page
        for payload in PAYLOADS:
            with house.database.transaction() as work:
                work.execute(update(Draft).values(answers=_sealed(world, draft_id, code)))
            answer = send(browser, url, {"csrf_token": own, **dict.fromkeys(names, payload)})
            assert_harmless(answer, (page.page, payload[:60]))
            assert answer.status_code in (303, 422), (page.page, payload[:60], answer.status_code)
            if answer.status_code == 422:
                _comes_back(answer, names, payload)
            with house.database.read() as look:
                kept = get_draft(look, house.sealer, draft_id, world.citizen().id)
            assert [t for t in texts(kept.answers) if clean(t, lines=True) != t] == [], (page.page, payload[:60])
            asked += len(names)
    assert asked > 2000


def _sealed(world: World, draft_id: str, code: str) -> bytes:
    return world.house.sealer.seal({"answers": LEADING[code], "typed": {}}, bound_to=f"drafts/{draft_id}")


def _comes_back(answer: TestResponse, names: list[str], payload: bytes) -> None:
    """A refused page shows in every field for text exactly what was typed."""
    typed = unquote_plus(quote_plus(payload), errors="werkzeug.url_quote")
    shown = Inputs(answer.text).values
    for name in names:
        values = shown.get(name, [])
        if len(values) == 1 and values[0] not in ("yes", "no"):
            found = values[0]
            same = found.replace("\r\n", "\n").strip("\n") == typed.replace("\r\n", "\n").strip("\n")
            assert same or found == clean(typed) or not found, (name, payload[:60], found[:60])


def test_a_text_that_is_taken_comes_back_as_it_was_typed(world: World) -> None:
    browser, draft_id = world.client(world.citizen()), begin(world, BUSINESS)
    url = f"/apply/{draft_id}/new_name"
    own = token(browser.get(url))
    taken = 0
    for text in TEXTS:
        answer = send(browser, url, {"csrf_token": own, "new_name": text.encode()})
        if answer.status_code == 303:
            assert Inputs(browser.get(url).text).values["new_name"] == [clean(text)], text
            taken += 1
    assert taken > 100


def test_two_spellings_of_one_name_are_one_answer(world: World) -> None:
    browser, draft_id, house = world.client(world.citizen()), begin(world, BUSINESS), world.house
    url, found = f"/apply/{draft_id}/new_name", []
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Quán cơm Hồng Thủy\u200b")
        send(browser, url, {"csrf_token": token(browser.get(url)), "new_name": name})
        with house.database.read() as look:
            found.append(get_draft(look, house.sealer, draft_id, world.citizen().id).answers["new_name"])

    assert found == ["Quán cơm Hồng Thủy"] * 2


# --- the desk, the citizen's own forms, search ---

FORMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "refuse": ("reception", "/desk/cases/{code}/actions/refuse", ("reasons", "reason")),
    "ask": ("reception", "/desk/cases/{code}/actions/supplement", ("items", "mend")),
    "no such action": ("reception", "/desk/cases/{code}/actions/nonsense", ("reason", "officer", "draft")),
    "assign": ("head", "/desk/cases/{assign}/actions/assign", ("officer", "minutes", "receipt")),
    "payment": ("reception", "/desk/cases/{code}/payment", ("receipt",)),
    "take": ("reception", "/desk/cases/{code}/take", ()),
    "release": ("reception", "/desk/cases/{code}/release", ()),
    "withdraw": ("citizen", "/cases/{code}/withdraw", ("reason",)),
    "supplement": ("citizen", "/cases/{waiting}/supplement", ("message",)),
    "appoint": ("reception", "/desk/cases/{code}/appoint", ("day", "time", "place", "asked", "bring", "reason")),
    "missed": ("reception", "/desk/cases/{code}/missed", ("appointment", "reason")),
    "minutes": ("reception", "/desk/cases/{code}/minutes", ("appointment", "result", "minutes", "attended")),
    "another day": ("citizen", "/cases/{code}/appointment", ("words",)),
    "claim": ("citizen", "/apply/{draft}/fee", ("fee_exemption",)),
    "submit": ("citizen", "/apply/{incomplete}/submit", ("return_by",)),
}


@pytest.fixture
def places(world: World) -> dict[str, str]:
    return {
        "code": file_case(world).code,
        "assign": bring_to(world, file_case(world), "assign").code,
        "waiting": ask_for_more(world, file_case(world)).code,
        "draft": write_draft(world, world.citizen()),
        "incomplete": write_draft(world, world.citizen(), {**ANSWERS, "purpose": None}),
    }


@pytest.mark.parametrize("deed", FORMS)
@pytest.mark.timeout(240)
def test_every_payload_in_every_field_of_a_deed(
    world: World, places: dict[str, str], deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent from a page that is too old, so that nothing is done; then in the key and the version themselves."""
    monkeypatch.setattr("portal.web.limits.LIMITS", {"submit": (10**6, 10**6, 1), "track": (10**6, 10**6, 1)})
    monkeypatch.setattr("portal.web.citizen.review.allow_attempt", lambda *_: None)
    who, url, fields = FORMS[deed]
    url = url.format(**places)
    browser = world.client(world.citizen() if who == "citizen" else world.officer(who))
    own = token(browser.get("/track"))
    for payload in PAYLOADS:
        blank = {"csrf_token": own, "key": uuid4().hex, "seen_version": "0"}
        for filled in ({**blank, **dict.fromkeys(fields, payload)}, {**blank, "key": payload, "seen_version": payload}):
            answer = send(browser, url, cast("dict[str, bytes | str]", filled))
            assert_harmless(answer, (deed, payload[:60]))
            assert answer.status_code in (303, 403, 409, 413, 422), (deed, payload[:60], answer.status_code)


@pytest.mark.timeout(240)
def test_every_payload_in_search_tracking_and_addresses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.public.tracking.allow_attempt", lambda *_: None)
    case = file_case(world)
    nobody, citizen, reception, supervisor = "", "citizen", "reception", "supervisor"
    pages = {
        nobody: (
            "/procedures?q={}", "/procedures?field={}", "/procedures?from={}", "/procedures/{}", "/track?code={}",
            "/language/en?next={}", "/login?next={}", "/assets/{}", "/{}",
        ),
        citizen: (
            "/cases/{}", "/procedures/{}/apply", "/me?after={}", "/me?after=2026-03-09T00:00:00%2B00:00~{}",
            f"/cases/{case.code}/documents/{{}}.pdf",
        ),
        reception: (
            "/desk/cases?q={}", "/desk/?lane={}", "/desk/?after={}", "/desk/?done={}", "/desk/cases/{}",
            f"/desk/cases/{case.code}?file={{}}",
        ),
        supervisor: (
            "/supervision/?unit={}", "/supervision/?from={}", "/supervision/?level={}&by=procedure",
            "/supervision/?procedure={}", "/supervision/?by={}", "/supervision/cases/received?as_of={}",
            "/supervision/cases/{}",
        ),
    }  # fmt: skip
    browsers = {
        nobody: world.client(),
        citizen: world.client(world.citizen()),
        reception: world.client(world.officer(reception)),
        supervisor: world.client(world.officer(supervisor)),
    }
    short = [payload for payload in PAYLOADS if len(payload) < 20_000]
    for who, addresses in pages.items():
        for number, page in enumerate(addresses):
            for payload in short[number % 3 :: 3]:  # each page its third, all of them somewhere
                answer = browsers[who].get(page.format(quote(payload, safe="")))
                assert_harmless(answer, (page, payload[:60]))
    track = browsers[nobody]
    own = token(track.get("/track"))
    for payload in PAYLOADS:
        answer = send(track, "/track", {"csrf_token": own, "code": payload, "secret": payload})
        assert_harmless(answer, payload[:60])
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\r\nSet-Cookie: x=1",
     "javascript:alert(1)", "\\\\evil", "/%09/evil.example", "///evil.example", "/\x00/evil.example", ""],
)  # fmt: skip
def test_AC23_no_way_leads_out_of_the_portal(world: World, target: str) -> None:
    answer = world.client().get(f"/language/en?next={quote(target)}")

    location = answer.headers.get("Location", "/")
    assert answer.status_code in (303, 400)
    assert "Set-Cookie: x" not in str(answer.headers)
    assert urlsplit(location).netloc in ("", "localhost")
    assert not re.match(r"^[/\\][/\\\t]", location)


# --- what was taken is drawn as text, everywhere ---


@pytest.mark.timeout(240)
def test_AC66_what_a_citizen_wrote_is_text_on_every_screen_and_paper(world: World) -> None:
    browser = {name: world.client(world.officer(name)) for name in ("reception", "supervisor")}
    citizen = world.client(world.citizen())
    for sign in SIGNS:
        residence = {"unit": "51.21235", "line": clean(sign)}
        answers = {**ANSWERS, "purpose": "other", "other_purpose": clean(sign)[:200]}
        answers["subject"] = {**ANSWERS["subject"], "residence": residence}
        draft_id = write_draft(world, world.citizen(), answers)
        case = world.house.submission.submit(Submit(draft_id=draft_id), world.citizen())
        pages = [citizen.get(f"/cases/{case.code}"), citizen.get(f"/cases/{case.code}/receipt")]
        pages += [
            browser["reception"].get(f"/desk/cases/{case.code}"),
            browser["reception"].get("/desk/cases?q=nguyen"),
        ]
        pages += [browser["supervisor"].get(f"/desk/cases/{case.code}")]
        for page in pages:
            assert page.status_code == 200
            assert_harmless(page, sign)
        assert all(clean(sign) in html.unescape(page.text) for page in (pages[0], pages[2])), sign
        slip = citizen.get(f"/cases/{case.code}/receipt.pdf")
        assert slip.data.startswith(b"%PDF"), sign
        assert b"root:x:0" not in slip.data


def test_AC66_what_an_officer_wrote_is_text_for_the_citizen(world: World) -> None:
    citizen = world.client(world.citizen())
    for sign in SIGNS:
        case = file_case(world)
        url, desk = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
        fields = {"csrf_token": token(desk.get(url)), "key": uuid4().hex, "seen_version": "1", "reasons": sign}
        assert send(desk, f"{url}/actions/refuse", fields).status_code == 303
        for page in (citizen.get(f"/cases/{case.code}"), desk.get(url)):
            assert page.status_code == 200
            assert_harmless(page, sign)


# --- fields that nobody asked for ---


def columns() -> dict[str, str]:
    return {
        column.name: "hostile"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name not in ("key", "seen_version")
    }


def test_AC08_no_column_is_written_by_a_field_of_its_name(world: World) -> None:
    browser, draft_id = world.client(world.citizen()), begin(world, CERTIFICATE)
    url = f"/apply/{draft_id}/status"
    before = row_of(world, Draft, draft_id)
    send(browser, url, {**columns(), "csrf_token": token(browser.get(url)), "status": "never"})
    after = row_of(world, Draft, draft_id)

    assert {name for name in before if before[name] != after[name]} <= {"answers", "page", "revision", "expires_at"}
    with world.house.database.read() as look:
        kept = get_draft(look, world.house.sealer, draft_id, world.citizen().id)
    assert "hostile" not in set(texts(kept.answers))


def test_AC08_an_officers_form_writes_nothing_but_its_own(world: World) -> None:
    case = file_case(world)
    url, desk = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    before = row_of(world, Case, case.case_id)
    own = {"csrf_token": token(desk.get(url)), "key": uuid4().hex, "seen_version": "1"}
    extra = {name: value for name, value in columns().items() if name not in ("receipt", "reason", "holder")}

    assert send(desk, f"{url}/actions/accept", {**extra, **own}).status_code == 303

    after = row_of(world, Case, case.case_id)
    moved = {"state", "step", "unit", "accepted_at", "due_at", "original_due_at", "version", "last_seq", "last_at"}
    assert {name for name in before if before[name] != after[name]} <= moved | {"last_hash", "snapshot"}
    assert "hostile" not in {value for value in after.values() if isinstance(value, str)}


def row_of(world: World, table: Any, row_id: str) -> dict[str, Any]:
    with world.house.database.read() as look:
        return dict(look.execute(select(table.__table__).where(table.id == row_id)).one()._mapping)


def test_a_task_is_given_only_to_an_officer_who_is(world: World) -> None:
    case = bring_to(world, file_case(world), "assign")
    url, head = f"/desk/cases/{case.code}", world.client(world.officer("head"))
    strangers = ("nobody", world.officer("stranger").id, world.officer("leader").id, world.citizen().id)
    for officer in strangers:
        own = {"csrf_token": token(head.get(url)), "key": uuid4().hex, "seen_version": str(case.version)}
        assert send(head, f"{url}/actions/assign", {**own, "officer": officer}).status_code == 422
    assert row_of(world, Case, case.case_id)["step"] == "assign"


def test_something_missing_is_asked_only_of_what_the_procedure_has(world: World) -> None:
    case = file_case(world)
    url, desk = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    own = {"csrf_token": token(desk.get(url)), "key": uuid4().hex, "seen_version": "1", "mend": "x"}

    assert send(desk, f"{url}/actions/supplement", {**own, "items": "<b>nothing</b>"}).status_code == 422
