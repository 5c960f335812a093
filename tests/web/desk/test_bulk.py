"""The bulk bar of the list, and the page of a job: asked for in one form, told case by case, tried again."""

import re
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from tests.cases.test_bulk import work_off
from tests.stories import bring_to, file_case, perform, post, token
from tests.world import World


def ask(client: FlaskClient, deed: str, cases: list[Receipt], **more: str) -> TestResponse:
    chosen = [f"{case.case_id}:{case.version}" for case in cases]
    return post(client, "/desk/", "/desk/bulk", {"key": uuid4().hex, "deed": deed, "case": chosen, **more})


def test_reception_accepts_many_and_is_told_which_were_not(world: World) -> None:
    reception = world.client(world.officer("reception"))
    cases = [file_case(world) for _ in range(3)]
    page = reception.get("/desk/").text
    assert f'value="{cases[0].case_id}:1"' in page
    perform(world, "reception", cases[0], "accept")

    sent = ask(reception, "accept", cases)
    waiting = reception.get(sent.location)
    work_off(world)
    done = reception.get(sent.location)

    assert sent.status_code == 303
    assert waiting.headers["Refresh"]
    assert "xong 0 trên 3 hồ sơ" in waiting.text
    assert "Refresh" not in done.headers
    assert "Xong: đã làm 2 trên 3 hồ sơ" in done.text
    assert "Reception đã chuyển hồ sơ sang bước khác lúc" in done.text
    assert "Thử lại 1 hồ sơ chưa làm được" in done.text
    assert all(case.code in done.text for case in cases)


def test_those_that_failed_are_tried_again_as_they_stand_now(world: World) -> None:
    head = world.client(world.officer("head"))
    cases = [bring_to(world, file_case(world), "assign") for _ in range(2)]
    taken = perform_take(world, "head", cases[0])
    sent = ask(head, "assign", cases, officer=world.officer("specialist").id)
    work_off(world)
    told = head.get(sent.location)
    assert "Xong: đã làm 1 trên 2 hồ sơ" in told.text

    again = head.post(
        "/desk/bulk",
        data={
            "csrf_token": token(told),
            "key": uuid4().hex,
            "deed": "assign",
            "officer": world.officer("specialist").id,
            "case": [f"{taken.case_id}:{taken.version}"],
        },
    )
    work_off(world)

    assert "Xong: đã làm 1 trên 1 hồ sơ" in head.get(again.location).text
    assert "1 trên 1 hồ sơ" in head.get("/desk/bulk").text


def perform_take(world: World, who: str, case: Receipt) -> Receipt:
    from portal.workflow.commands import Take

    take = Take(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)
    return world.house.door.apply(take, world.officer(who))


def test_without_an_officer_nothing_is_assigned_and_the_choice_is_kept(world: World) -> None:
    head = world.client(world.officer("head"))
    cases = [bring_to(world, file_case(world), "assign") for _ in range(2)]

    refused = ask(head, "assign", cases)

    assert refused.status_code == 422
    assert "Chọn cán bộ." in refused.text
    assert all(f'value="{case.case_id}:{case.version}"' in refused.text for case in cases)
    assert "Second-specialist" in refused.text


def test_nothing_chosen_is_said_and_mangled_ticks_are_left_out(world: World) -> None:
    reception = world.client(world.officer("reception"))
    file_case(world)

    for chosen in ([], ["x"], [f"{uuid4()}:1"], ["../../:1"], [f"{uuid4()}:99999999999"]):
        data = {"key": uuid4().hex, "deed": "accept", "case": chosen}
        refused = post(reception, "/desk/", "/desk/bulk", data)
        assert refused.status_code == 422
        assert "Bạn chưa chọn hồ sơ nào" in refused.text


def test_more_than_five_hundred_are_refused_in_words(world: World) -> None:
    reception = world.client(world.officer("reception"))
    file_case(world)
    many = [f"{uuid4()}:1" for _ in range(501)]

    refused = post(reception, "/desk/", "/desk/bulk", {"key": uuid4().hex, "deed": "take", "case": many})

    assert refused.status_code == 422
    assert "nhiều nhất 500 hồ sơ" in refused.text


def test_a_leader_is_offered_no_signature_for_many(world: World) -> None:
    bring_to(world, file_case(world), "sign")

    page = world.client(world.officer("leader")).get("/desk/").text

    assert 'name="deed" value="sign"' not in page
    assert 'name="deed" value="take"' in page


def test_all_of_the_page_are_chosen_without_a_script(world: World) -> None:
    file_case(world)

    page = world.client(world.officer("reception")).get("/desk/?chosen=all").text

    tasks = re.findall(r'<label class="c-tick">.*?</label>', page, re.S)
    assert [" checked" in task for task in tasks] == [True]
    assert "data-chosen>1<" in page
