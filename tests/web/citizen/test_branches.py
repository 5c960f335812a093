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


def test_a_change_leads_back_to_the_review_once_nothing_is_left_unanswered(client: FlaskClient) -> None:
    draft = begin(client, "1.004873")
    send(client, f"{draft}/who", {"for_self": "yes"})

    answer = send(client, f"{draft}/where", {"lived_elsewhere": "no", "then": "review"})
    assert answer.headers["Location"] == f"{draft}/status?then=review"
    for page, answers in (
        ("status", {"status": "never"}),
        ("purpose", {"purpose": "property", "replaces_earlier": "no", "copies": "2"}),
        ("truth", {"declared": "yes"}),
    ):
        send(client, f"{draft}/{page}", answers)
    answer = send(client, f"{draft}/status", {"status": "never", "then": "review"})

    assert answer.headers["Location"] == f"{draft}/review"
    assert f'href="{draft}/status?then=review"' in client.get(f"{draft}/review").text
    assert 'name="then" value="review"' in client.get(f"{draft}/status?then=review").text


@pytest.mark.parametrize(("deed", "leads_to"), [("later", "/me"), ("back", "{draft}/who")])
def test_leaving_a_page_keeps_what_is_typed_right_or_wrong(client: FlaskClient, deed: str, leads_to: str) -> None:
    draft = begin(client, "1.004873")
    send(client, f"{draft}/who", {"for_self": "yes"})
    typed = {"lived_elsewhere": "yes", "residences.0.address.line": "Thôn Điện An", "do": deed}

    answer = send(client, f"{draft}/where", typed)

    assert answer.headers["Location"] == leads_to.format(draft=draft)
    assert "Thôn Điện An" in client.get(f"{draft}/where").text


def test_what_needs_mending_is_named_by_the_input_it_stands_in(client: FlaskClient) -> None:
    draft = begin(client, "1.004873")

    page = send(client, f"{draft}/who", {"for_self": "no"}).text

    assert "Người được xác nhận, ngày sinh: Trả lời câu này." in page
    assert "Người được xác nhận, xã, phường: Chọn xã, phường hoặc đặc khu." in page


def test_a_question_that_comes_up_on_the_page_brings_its_usual_answer(client: FlaskClient) -> None:
    draft = begin(client, "1.001193")
    send(client, f"{draft}/requester", {"relation": "father", "phone": "0912 345 678"})
    send(client, f"{draft}/circumstances", {"circumstances": "ordinary", "registered_at.unit": "Xã Tư Nghĩa"})

    page = send(client, f"{draft}/father", {"father_known": "yes", "do": "ask"}).text

    assert re.search(r'name="father_nationality"[^>]* value="Việt Nam"', page)
