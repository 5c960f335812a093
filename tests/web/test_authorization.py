"""Every address x everybody x every case, against the policy (AC-01 to AC-09): nobody reaches what is not theirs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.cases.models import Case
from portal.people.policy import TABLE, Action, allows
from portal.people.principal import ANONYMOUS, Kind, Principal
from portal.web.routing import action_of
from tests.stories import CERTIFICATE, file_case, token
from tests.web.cast import ABSENT, Subject, cases, disable, draft_of, drafts, gather, job_of
from tests.world import World

ELSEWHERE = {"identity", "assets"}  # logging in has its own hostile tests; files of the page are everybody's
TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser and a form token."""

    name: str
    who: Principal
    client: FlaskClient
    token: str


@pytest.fixture
def visitors(world: World) -> dict[str, Visitor]:
    people = gather(world)
    clients = {name: world.client(None if who is ANONYMOUS else who) for name, who in people.items()}
    disable(world, people["disabled"])
    people["disabled"] = ANONYMOUS  # what is left of a session whose account was switched off
    return {name: Visitor(name, who, clients[name], token(clients[name].get("/track"))) for name, who in people.items()}


def rules(world: World, *, about: str) -> Iterator[tuple[Rule, str, Action]]:
    """Yield the addresses about a "case", "draft", "job" or "nothing" in particular, with each method and action."""
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        kind = "draft" if "draft_id" in rule.arguments else "case" if "/cases/<code>" in rule.rule else "nothing"
        kind = "job" if "job_id" in rule.arguments else kind
        action = action_of(world.app, rule.endpoint)
        if kind != about or rule.endpoint.split(".")[0] in ELSEWHERE or action is None:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, action


def address(rule: Rule, subject: Subject) -> str:
    values = {
        "code": subject.code if "/cases/" in rule.rule else CERTIFICATE,
        "file_id": subject.file_id,
        "draft_id": subject.draft_id,
        "kind": "slip-01",
        "job_id": subject.job_id,
        "page_code": "who",
        "component": "old_certificate",
        "action": "grant",
        "number": "1",
        "place": "1",
        "sha256": "0" * 64,
        "indicator": "received",
        "chosen": "en",
        "person_id": ABSENT.draft_id,
        "original_id": ABSENT.draft_id,
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def send(visitor: Visitor, method: str, url: str) -> TestResponse:
    """Ask for a page, or send a form that is whole but for an old version: it passes every check but the last."""
    if method == "GET":
        return visitor.client.get(url)
    form = {"csrf_token": visitor.token, "key": uuid4().hex, "seen_version": "0"}
    return visitor.client.post(
        url, data={**form, "message": "x", "to": "x", "receipt": "x", "for_self": "yes", "draft": "x"}
    )


def verdict(answer: TestResponse) -> str:
    """Return what became of a request: let in, sent to log in, forbidden, nothing there, broken."""
    if answer.status_code == 303 and answer.headers["Location"].startswith("/login"):
        return "log in"
    known = {403: "forbidden", 404: "nothing there"}
    return known.get(answer.status_code, "broken" if answer.status_code >= 500 else "let in")


def by_kind(who: Principal, action: Action) -> str:
    """Return what the policy says before any case is looked at."""
    for rule in TABLE[action]:
        if who.kind in rule.kinds and (not rule.roles or rule.roles & who.roles):
            return "let in"
    return "log in" if who.kind is Kind.ANONYMOUS else "forbidden"


def on_case(who: Principal, action: Action, subject: Subject) -> str:
    first = by_kind(who, action)
    if first != "let in":
        return first
    if subject.facts is None:
        return "nothing there"
    if not (allows(who, Action.READ_CASE, subject.facts) or allows(who, Action.READ_OWN_CASE, subject.facts)):
        return "nothing there"
    return "let in" if allows(who, action, subject.facts) else "forbidden"


def test_addresses_that_are_about_nothing_in_particular(world: World, visitors: dict[str, Visitor]) -> None:
    deviations = []
    for rule, method, action in rules(world, about="nothing"):
        for visitor in visitors.values():
            expected = by_kind(visitor.who, action)
            if (action, method) == (Action.TRACK_CASE, "POST"):
                expected = "nothing there"  # neither code nor secret was given
            if "number" in rule.arguments and expected == "let in":
                expected = "nothing there"  # nobody was asked
            if "code" in rule.arguments and action is Action.HELP_APPLY and expected == "let in":
                expected = "nothing there"  # nobody was helped
            if rule.rule == "/desk/pairs/<code>" and expected == "let in":
                expected = "nothing there"  # no case was opened elsewhere
            if "person_id" in rule.arguments and expected == "let in":
                expected = "nothing there"
            found = verdict(send(visitor, method, address(rule, ABSENT)))
            if found != expected:
                deviations.append((visitor.name, method, rule.rule, found, expected))

    assert deviations == []


@pytest.mark.timeout(360)  # thousands of requests
def test_everybody_and_every_case(world: World, visitors: dict[str, Visitor]) -> None:
    subjects = cases(world)
    asked, deviations = 0, []
    for rule, method, action in rules(world, about="case"):
        for subject in subjects:
            for visitor in visitors.values():
                expected = on_case(visitor.who, action, subject)
                has_papers = subject.name == "in hand" or not re.search("files|documents", rule.rule)
                has_papers = has_papers or (subject.name == "ended" and "documents" in rule.rule)
                has_papers = has_papers and not {"original_id", "sha256"} & rule.arguments
                has_papers = has_papers and not re.search("/meetings/|\\.ics$", rule.rule)  # nobody was met
                has_papers = has_papers and "/supplement/files/" not in rule.rule  # nothing waits to be sent
                if expected == "let in" and not has_papers:
                    expected = "nothing there"
                found = verdict(send(visitor, method, address(rule, subject)))
                asked += 1
                if found != expected:
                    deviations.append((visitor.name, method, rule.rule, subject.name, found, expected))

    assert deviations == []
    assert asked > 1000


def test_everybody_and_every_draft(world: World, visitors: dict[str, Visitor]) -> None:
    deviations = []
    for rule, method, action in rules(world, about="draft"):
        for subject in drafts(world):
            for visitor in visitors.values():
                expected = by_kind(visitor.who, action)
                if expected == "let in" and visitor.who.id != subject.owner:
                    expected = "nothing there"
                found = verdict(send(visitor, method, address(rule, subject)))
                if found != expected:
                    deviations.append((visitor.name, method, rule.rule, subject.name, found, expected))

    assert deviations == []


def test_everybody_and_every_job(world: World, visitors: dict[str, Visitor]) -> None:
    """A job for many cases is its officer's alone; that of another is the same page as none."""
    subject, owner = job_of(world, visitors["reception"].who), visitors["reception"].who
    deviations = []
    for rule, method, action in rules(world, about="job"):
        for one in (subject, ABSENT):
            for visitor in visitors.values():
                expected = by_kind(visitor.who, action)
                has_file = not rule.rule.endswith(".pdf")  # nothing was printed
                if expected == "let in" and not (visitor.who.id == owner.id and one is subject and has_file):
                    expected = "nothing there"
                found = verdict(send(visitor, method, address(rule, one)))
                if found != expected:
                    deviations.append((visitor.name, method, rule.rule, found, expected))

    assert deviations == []


def same(left: TestResponse, right: TestResponse) -> bool:
    """Say whether two answers are the same bytes, but for the token of a form that is new in each."""
    headers = [
        sorted((name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie"))
        for answer in (left, right)
    ]
    bodies = [TOKEN.sub(b"", answer.data) for answer in (left, right)]
    return left.status_code == right.status_code and headers[0] == headers[1] and bodies[0] == bodies[1]


def test_a_strangers_case_is_the_same_bytes_as_none(world: World, visitors: dict[str, Visitor]) -> None:
    """The same address is asked before the case exists and after: not a byte tells that it came to be."""
    known = file_case(world, world.citizen("binh"))
    stem, number = known.code.rsplit("-", 1)
    coming = Subject("coming", code=f"{stem}-{int(number) + 1:04d}")
    asking = [visitors[name] for name in ("owner", "stranger", "province-reception", "other-supervisor", "department")]
    asked = [(v, method, address(rule, coming)) for v in asking for rule, method, _ in rules(world, about="case")]
    before = [send(*one) for one in asked]

    filed = file_case(world, world.citizen("binh"))
    after = [send(*one) for one in asked]

    assert filed.code == coming.code
    told = [(a[0].name, a[1], a[2]) for a, old, new in zip(asked, before, after, strict=True) if not same(old, new)]
    assert told == []


def test_a_strangers_draft_is_the_same_bytes_as_none(world: World, visitors: dict[str, Visitor]) -> None:
    theirs, owner = draft_of(world, "binh"), visitors["owner"]
    addresses = [
        (method, address(rule, theirs))
        for rule, method, action in rules(world, about="draft")
        if by_kind(owner.who, action) == "let in"
    ]
    before = [send(owner, method, url) for method, url in addresses]

    neighbour = visitors["other-citizen"]
    gone = neighbour.client.post(f"/apply/{theirs.draft_id}/delete", data={"csrf_token": neighbour.token})
    after = [send(owner, method, url) for method, url in addresses]

    assert gone.status_code == 303
    assert all(answer.status_code == 404 for answer in before)
    assert all(same(old, new) for old, new in zip(before, after, strict=True))


def test_a_file_of_another_case_is_not_reached_through_ones_own(world: World, visitors: dict[str, Visitor]) -> None:
    in_hand, waiting = cases(world)[:2]
    mixed = replace(waiting, file_id=in_hand.file_id)

    for name, prefix in (("owner", ""), ("reception", "/desk")):
        url = f"{prefix}/cases/{mixed.code}/files/{mixed.file_id}"
        assert visitors[name].client.get(url).status_code == 404, url


LISTS = (
    "/me",
    "/desk/",
    "/desk/?lane=waiting",
    "/desk/?lane=mine",
    "/desk/cases",
    "/desk/cases?q=nguyen+van",
    "/desk/cases?q={code}",
    "/desk/register",
    "/desk/register?unit=51.21235",
    "/desk/register",
    "/desk/register?unit=51.21235",
    "/desk/register?unit=51.21238",
    "/desk/register.csv",
    "/desk/register.csv?unit=51.21238",
    "/supervision/",
    "/supervision/find?q={code}",
    "/supervision/find?q=nguyen",
    "/supervision/cases/received",
    "/supervision/cases/in_hand",
    "/supervision/cases/closed",
    "/procedures?q={code}",
    "/track?code={code}",
)


def test_no_list_and_no_search_shows_a_case_that_may_not_be_read(world: World, visitors: dict[str, Visitor]) -> None:
    subjects = [subject for subject in cases(world) if subject.facts is not None]
    shown = []
    for visitor in visitors.values():
        for subject in subjects:
            readable = allows(visitor.who, Action.READ_CASE, subject.facts) or allows(
                visitor.who, Action.READ_OWN_CASE, subject.facts
            )
            for page in LISTS:
                answer = visitor.client.get(page.format(code=subject.code))
                assert answer.status_code < 500, (visitor.name, page)
                tells = f"/cases/{subject.code}" in answer.text or ("/register" in page and subject.code in answer.text)
                if tells and not readable:
                    shown.append((visitor.name, page, subject.name))

    assert shown == []


def test_the_unit_and_its_supervisors_find_what_they_may_read(world: World, visitors: dict[str, Visitor]) -> None:
    for subject in cases(world)[:4]:
        for visitor in visitors.values():
            expected = allows(visitor.who, Action.READ_CASE, subject.facts) and bool(
                by_kind(visitor.who, Action.SEE_DESK) == "let in"
            )
            found = f"/desk/cases/{subject.code}" in visitor.client.get(f"/desk/cases?q={subject.code}").text
            assert found == expected, (visitor.name, subject.name)
            oversees = by_kind(visitor.who, Action.SEE_FIGURES) == "let in"
            expected = allows(visitor.who, Action.READ_CASE, subject.facts) and oversees
            for words in (subject.code, "nguyen"):
                page = visitor.client.get(f"/supervision/find?q={words}").text
                assert (f"/desk/cases/{subject.code}" in page) == expected, (visitor.name, subject.name, words)


# The same address in other clothes: the verdict stays that of the plain one, or there is no such address (AC-09).
CLOTHES = (
    "/cases/{code}/",
    "/cases/{code}.json",
    "/Cases/{code}",
    "/cases/{code};jsessionid=1",
    "/cases//{code}",
    "//cases/{code}",
    "/cases/%2e/{code}",
    "/x/../cases/{code}",
    "/cases/{code}%00",
    "/cases/{code}%20",
    "/cases/{code}%2f",
    "/cases/{code}%252f",
    "/cases%2f{code}",
    "/cases/{lower}",
    "/cases/{code}?code=H48.51-260309-0001&code={code}",
    "/cases/{code}?_method=DELETE",
    "/desk/cases/{code}",
    "/desk/cases/{code}?show",
)


@pytest.mark.parametrize("clothes", CLOTHES)
def test_no_other_spelling_opens_a_strangers_case(world: World, clothes: str) -> None:
    case = file_case(world, world.citizen("binh"))
    browser = world.client(world.citizen("an"))
    url = clothes.format(code=case.code, lower=case.code.lower())

    for headers in ({}, {"X-HTTP-Method-Override": "GET"}, {"X-Original-URL": f"/cases/{case.code}"}):
        answer = browser.get(url, headers=headers)
        assert answer.status_code in (301, 308, 400, 403, 404, 405), (url, answer.status_code)
        assert "Binh" not in answer.text


def test_a_method_in_a_header_or_a_field_is_no_method(world: World) -> None:
    case, browser = file_case(world), world.client(world.citizen("an"))

    browser.get(f"/cases/{case.code}/withdraw", headers={"X-HTTP-Method-Override": "POST"})
    browser.get(f"/cases/{case.code}?_method=POST", data={"_method": "POST", "reason": "x"})

    assert file_version(world, case.code) == 1


@pytest.mark.parametrize("header", [{"If-None-Match": "*"}, {"Range": "bytes=0-10"}, {"If-Modified-Since": "x"}])
def test_no_header_of_caches_tells_of_a_strangers_paper(world: World, header: dict[str, str]) -> None:
    in_hand = cases(world)[0]
    browser = world.client(world.citizen("binh"))

    for url in (f"/cases/{in_hand.code}/files/{in_hand.file_id}", f"/cases/{in_hand.code}/receipt.pdf"):
        assert browser.get(url, headers=header).status_code == 404
        assert browser.head(url, headers=header).status_code == 404


def test_AC05_a_right_ends_with_the_appointment_within_a_session(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    browser = world.client(reception)
    assert browser.get(f"/desk/cases/{case.code}").status_code == 200

    disable(world, reception)

    assert verdict(browser.get(f"/desk/cases/{case.code}")) == "log in"


def file_version(world: World, code: str) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(Case.version).where(Case.code == code)).scalar_one())
