"""What people do, as deeds: a citizen applies, officers act; through the browser, or straight through the domain.

The browser's deeds prove pages; the domain's deeds (`file_case`, `perform`, `bring_to`) set the scene quickly.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.drafts import begin_draft
from portal.cases.files import NewFile, add_file
from portal.cases.submission import Submit
from portal.catalogue.versions import Published
from portal.people.principal import Principal
from portal.workflow.commands import Act, AnswerSupplement, Inputs, MissingItem
from tests.world import COMMUNE, World

CERTIFICATE = "1.004873"
DRAFT_TEXT = "Chưa đăng ký kết hôn với ai."

# What a person types, page by page.
TYPED: dict[str, dict[str, str]] = {
    "who": {"for_self": "yes"},
    "where": {"lived_elsewhere": "no"},
    "status": {"status": "never"},
    "purpose": {"purpose": "property", "replaces_earlier": "no", "copies": "2"},
    "truth": {"declared": "yes"},
}
# What is understood of it.
ANSWERS: dict[str, Any] = {
    "for_self": True,
    "subject": {
        "name": "Nguyễn Văn An",
        "identifier": "051090000001",
        "birth_date": "1990-05-12",
        "sex": "male",
        "residence": {"unit": COMMUNE, "line": "Thôn Điện An"},
    },
    "lived_elsewhere": False,
    "status": "never",
    "purpose": "property",
    "replaces_earlier": False,
    "copies": 2,
    "declared": True,
}
# Who does what at which step, from filing to handing over: officer, action, inputs.
WAY: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "receive": ("reception", "accept", {}),
    "assign": ("head", "assign", {"officer": "specialist"}),
    "appraise": ("specialist", "grant", {"draft": DRAFT_TEXT}),
    "review": ("head", "agree", {}),
    "sign": ("leader", "sign", {}),
    "issue": ("clerk", "issue", {}),
    "hand_over": ("reception", "hand_over", {"receipt": "Nhận bản điện tử"}),
}


def token(page: TestResponse) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text[:2000]
    return found[1]


def seen_version(page: TestResponse) -> str:
    """Return the version of the case that a page shows."""
    found = re.search(r'name="seen_version" value="(\d+)"', page.text)
    assert found, f"no form for this person: {page.text[:3000]}"
    return found[1]


def post(client: FlaskClient, page_url: str, url: str, data: Mapping[str, Any]) -> TestResponse:
    """Open a page, and send one of its forms with the page's own token."""
    page = client.get(page_url)
    assert page.status_code == 200, (page.status_code, page.text[:3000])
    return client.post(url, data={"csrf_token": token(page), **data})


def begin_application(client: FlaskClient, code: str = CERTIFICATE) -> str:
    """Begin to apply; return the address of the form's first page."""
    start = f"/procedures/{code}/apply"
    answer = post(client, start, start, {})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def fill_in(client: FlaskClient) -> str:
    """Fill in the whole form; return the address of the last look."""
    url = begin_application(client)
    for fields in TYPED.values():
        answer = post(client, url, url, fields)
        assert answer.status_code == 303, answer.text
        url = answer.headers["Location"]
    return url


def apply_for_certificate(client: FlaskClient) -> str:
    """Fill in the form and submit; return the case's code."""
    review = fill_in(client)
    answer = post(client, review, review.replace("/review", "/submit"), {"return_by": "portal"})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].split("/")[2]


def act(world: World, who: str, code: str, action: str, **inputs: str) -> None:
    """Let an officer press a button of the case page."""
    client = world.client(world.officer(who))
    url = f"/desk/cases/{code}"
    page = client.get(url)
    assert page.status_code == 200, page.text
    world.clock.pass_(minutes=20)
    answer = client.post(
        f"{url}/actions/{action}",
        data={"csrf_token": token(page), "key": uuid4().hex, "seen_version": seen_version(page), **inputs},
    )
    assert answer.status_code == 303, answer.text


def published(world: World, code: str = CERTIFICATE) -> Published:
    """Return the version of a procedure that is in force."""
    with world.house.database.read() as look:
        found = world.house.versions.current(look, code, world.clock().date())
    assert found is not None
    return found


def write_draft(
    world: World, who: Principal, answers: Mapping[str, Any] = ANSWERS, procedure: str = CERTIFICATE
) -> str:
    """Write a finished draft, without the browser."""
    version = published(world, procedure)
    with world.house.database.transaction() as work:
        return begin_draft(
            work,
            world.house.sealer,
            person_id=who.id,
            procedure_code=procedure,
            version_id=version.id,
            answers=answers,
            now=world.clock(),
        )


def attach(
    world: World,
    draft_id: str,
    component: str,
    content: bytes,
    *,
    file_name: str = "tep.pdf",
    media_type: str = "application/pdf",
) -> str:
    """Attach a paper to a draft, as if it had been uploaded and looked at; return its id."""
    stored = world.house.storage.put(BytesIO(content), limit=len(content))
    paper = NewFile(
        component=component, file_name=file_name, sha256=stored.sha256, size=stored.size, media_type=media_type
    )
    with world.house.database.transaction() as work:
        return add_file(work, draft_id, paper, most_bytes=10**8, now=world.clock())


def file_case(world: World, who: Principal | None = None, *, channel: str = "online") -> Receipt:
    """Submit a finished draft, without the browser. At the counter it has a fee."""
    applicant = who or world.citizen()
    return world.house.submission.submit(Submit(draft_id=write_draft(world, applicant), channel=channel), applicant)


def command(case: Receipt, action: str, **inputs: Any) -> Act:
    """Return the command of an officer who sees the case as the receipt has it."""
    return Act(case_id=case.case_id, seen_version=case.version, key=uuid4().hex, action=action, inputs=Inputs(**inputs))


def perform(world: World, who: str, case: Receipt, action: str, **inputs: Any) -> Receipt:
    """Let an officer act, twenty minutes later."""
    world.clock.pass_(minutes=20)
    if "officer" in inputs:
        inputs["officer"] = world.officer(inputs["officer"]).id
    return world.house.door.apply(command(case, action, **inputs), world.officer(who))


def bring_to(world: World, case: Receipt, step: str | None) -> Receipt:
    """Let the case go its way until it is at a step; None: to its end. One just submitted is with reception."""
    while case.step != step or case.version == 1:
        who, action, inputs = WAY[case.step or "receive"]
        case = perform(world, who, case, action, **inputs)
    return case


def ask_for_more(world: World, case: Receipt, *targets: str) -> Receipt:
    """Let reception ask for what is missing."""
    items = tuple(
        MissingItem(target=target, wrong="missing", mend="Gửi bản rõ hơn") for target in targets or ("status",)
    )
    return perform(world, "reception", case, "supplement", items=items)


def answer_supplement(world: World, case: Receipt) -> Receipt:
    """Let the citizen answer what was asked for."""
    reply = AnswerSupplement(
        case_id=case.case_id,
        seen_version=case.version,
        key=uuid4().hex,
        answers_digest="0" * 64,
        files=(),
        message="Đã gửi",
    )
    world.clock.pass_(minutes=20)
    return world.house.door.apply(reply, world.citizen())
