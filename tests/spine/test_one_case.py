"""One case from a citizen's application to the result handed over, through every room, on both databases."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.cases.verification import Verifier
from tests.world import COMMUNE, World

ANSWERS = {
    "who": {"for_self": "yes"},
    "where": {"lived_elsewhere": "no"},
    "status": {"status": "never"},
    "purpose": {"purpose": "property", "replaces_earlier": "no", "copies": "2"},
    "truth": {"declared": "yes"},
}


def token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text[:2000]
    return found[1]


def post(client: FlaskClient, page_url: str, url: str, data: dict[str, str]) -> TestResponse:
    """Open a page, and send one of its forms with the page's own token."""
    page = client.get(page_url)
    assert page.status_code == 200, (page.status_code, page.text[:3000])
    return client.post(url, data={"csrf_token": token(page), **data})


def apply_for_certificate(world: World, client: FlaskClient) -> str:
    """Fill in the form and submit; return the case's code."""
    start = "/procedures/1.004873/apply"
    answer = post(client, start, start, {})
    for fields in ANSWERS.values():
        url = answer.headers["Location"]
        answer = post(client, url, url, fields)
        assert answer.status_code == 303, answer.text
    review = answer.headers["Location"]
    answer = post(client, review, review.replace("/review", "/submit"), {"return_by": "portal"})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].split("/")[2]


def act(world: World, who: str, code: str, action: str, **inputs: str) -> None:
    client = world.client(world.officer(who))
    url = f"/desk/cases/{code}"
    page = client.get(url)
    assert page.status_code == 200, page.text
    found = re.search(r'name="seen_version" value="(\d+)"', page.text)
    assert found, f"{who} may not act: {page.text}"
    world.clock.pass_(minutes=20)
    answer = client.post(
        f"{url}/actions/{action}",
        data={"csrf_token": token(page), "key": f"{code}-{action}-{who}", "seen_version": found[1], **inputs},
    )
    assert answer.status_code == 303, answer.text


def test_a_case_goes_from_the_application_to_the_result(world: World) -> None:
    citizen = world.client(world.citizen())
    code = apply_for_certificate(world, citizen)
    specialist = world.officer("specialist")

    receipt = citizen.get(f"/cases/{code}/receipt")
    assert code in receipt.text
    assert citizen.get(f"/cases/{code}/receipt.pdf").data.startswith(b"%PDF")
    act(world, "reception", code, "accept")
    act(world, "head", code, "assign", officer=specialist.id)
    act(world, "specialist", code, "grant", draft="Chưa đăng ký kết hôn với ai.")
    act(world, "head", code, "agree")
    act(world, "leader", code, "sign")
    act(world, "clerk", code, "issue")
    act(world, "reception", code, "hand_over", receipt="Nhận bản điện tử")

    page = citizen.get(f"/cases/{code}")
    assert "Đã trả kết quả" in page.text
    house = world.house
    with house.database.read() as look:
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
    assert checked == [(code, [])]
    assert COMMUNE
