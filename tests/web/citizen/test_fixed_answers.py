"""Who applies for themselves does so with their own particulars, whatever was written before."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.world import World

OTHER = {
    "subject.name": "Trần Thị Bưởi",
    "subject.identifier": "051192000031",
    "subject.birth_date": "02/09/1992",
    "subject.sex": "female",
    "subject.residence.unit": "Xã Tư Nghĩa",
    "subject.residence.line": "Thôn 1",
}


def send(client: FlaskClient, url: str, data: dict[str, str]) -> TestResponse:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)
    assert found is not None
    return client.post(url, data={"csrf_token": found[1], **data})


def first_page(client: FlaskClient) -> str:
    return send(client, "/procedures/1.004873/apply", {}).headers["Location"]


def test_ones_own_particulars_cannot_be_typed_over(world: World) -> None:
    client = world.client(world.citizen())
    page = first_page(client)

    send(client, page, {"for_self": "yes", **OTHER})

    assert "Nguyễn Văn An" in client.get(page).text
    assert "Trần Thị Bưởi" not in client.get(page).text


def test_having_written_about_another_first_leaves_no_trace_in_ones_own_application(world: World) -> None:
    client = world.client(world.citizen())
    page = first_page(client)
    send(client, page, {"for_self": "no", **OTHER})
    assert "Trần Thị Bưởi" in client.get(page).text

    answer = send(client, page, {"for_self": "yes", **OTHER})

    review = client.get(re.sub(r"/where$", "/review", answer.headers["Location"]))
    assert "Trần Thị Bưởi" not in review.text
    assert "Nguyễn Văn An" in review.text


def test_the_first_look_at_the_page_already_shows_them_as_fixed(world: World) -> None:
    client = world.client(world.citizen())

    page = client.get(first_page(client)).text

    assert re.search(r'name="subject.name"[^>]* readonly', page)


def test_ones_own_particulars_are_no_answer_about_another(world: World) -> None:
    """Without a script they still stand in the inputs when "no" is chosen and the page is sent."""
    client = world.client(world.citizen())
    page = first_page(client)
    shown = {name: client_value(client, page, name) for name in OTHER}

    answer = send(client, page, {"for_self": "no", **shown})

    assert answer.status_code == 422
    assert re.search(r'name="subject.name"[^>]* value=""', answer.text)


def client_value(client: FlaskClient, page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)"', client.get(page).text)
    assert found is not None
    return found[1]
