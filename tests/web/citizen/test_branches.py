"""What an answer brought up goes when the answer changes, and comes up with what is known when it is asked again."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.citizen.test_fixed_answers import send
from tests.world import World

OWNER = {
    "owner.name": "Lê Văn Cam",
    "owner.identifier": "051060000011",
    "owner.birth_date": "04/05/1960",
    "by_owner": "yes",
    "phone": "0912 345 678",
}
NEW_OWNER = {
    "owner_reason": "died",
    "new_owner.name": "Trần Thị Bưởi",
    "new_owner.identifier": "051192000031",
    "new_owner.birth_date": "02/09/1992",
    "new_owner.sex": "female",
    "new_owner.residence.unit": "Xã Tư Nghĩa",
}


@pytest.fixture
def client(world: World) -> FlaskClient:
    return world.client(world.citizen())


def begin(client: FlaskClient, procedure: str) -> str:
    first = send(client, f"/procedures/{procedure}/apply", {}).headers["Location"]
    return re.sub(r"/\w+$", "", first)


def test_a_page_that_is_left_out_again_leaves_nothing_behind(client: FlaskClient) -> None:
    draft = begin(client, "2.000720")
    send(client, f"{draft}/applicant", OWNER)
    send(client, f"{draft}/changes", {"changes": "owner"})
    send(client, f"{draft}/new_owner", NEW_OWNER)
    assert "Giấy khai tử" in client.get(f"{draft}/papers").text
    send(client, f"{draft}/changes", {"changes": "capital"})

    assert "Giấy khai tử" not in client.get(f"{draft}/papers").text
    assert "Trần Thị Bưởi" not in client.get(f"{draft}/review").text


def test_a_page_that_is_not_asked_is_not_on_the_review(client: FlaskClient) -> None:
    draft = begin(client, "2.000720")

    send(client, f"{draft}/changes", {"changes": "capital"})

    assert "cơ quan thuế" not in client.get(f"{draft}/review").text


def test_what_is_known_is_offered_when_its_question_comes_up(client: FlaskClient) -> None:
    draft = begin(client, "2.000720")
    send(client, f"{draft}/changes", {"changes": "capital"})

    send(client, f"{draft}/changes", {"changes": "tax"})

    page = client.get(f"{draft}/tax").text
    assert re.search(r'name="tax_phone"[^>]* value="[+0-9 ]{9,}"', page)
    assert "Lấy từ tài khoản định danh của bạn" in page
