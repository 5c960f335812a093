"""Answering a notice: each thing beside what was sent, nothing lost by an error or by coming late."""

import io
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.models import CaseFile
from portal.cases.queries import answers_of
from portal.cases.supplement_models import KeptAnswer, KeptFile
from portal.cases.timely import Timely
from portal.cases.verification import Verifier
from tests.storage.files import pdf
from tests.stories import ANSWERS, ask_for_more, file_case, seen_version, token
from tests.world import World

WORDS = "Tôi gửi lại bản chụp rõ hơn."


def asked(world: World, *targets: str) -> tuple[Receipt, str]:
    case = ask_for_more(world, file_case(world), *targets)
    return case, f"/cases/{case.code}/supplement"


def send(world: World, url: str, key: str = "an-answer", **values: Any) -> TestResponse:
    browser = world.client(world.citizen())
    shown = browser.get(url)
    version = seen_version(shown) if 'name="seen_version"' in shown.text else "2"
    return browser.post(url, data={"csrf_token": token(shown), "key": key, "seen_version": version, **values})


def answers(world: World, case: Receipt) -> dict[str, Any]:
    with world.house.database.read() as look:
        return dict(answers_of(look, case.case_id, world.house.sealer))


def kept(world: World) -> tuple[int, int]:
    with world.house.database.read() as look:
        counts = [look.execute(select(func.count()).select_from(one)).scalar_one() for one in (KeptAnswer, KeptFile)]
    return counts[0], counts[1]


def file(name: str, content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf() if content is None else content), name


def test_one_refused_file_sends_nothing_and_the_others_stay_chosen(world: World) -> None:
    case, url = asked(world, "status", "purpose")

    answer = send(world, url, status=file("giấy.pdf"), purpose=file("trống.pdf", b""))

    assert answer.status_code == 422
    assert "“trống.pdf” không có gì bên trong" in answer.text
    assert "vẫn còn ở đây" in answer.text
    assert "giấy.pdf" in answer.text
    assert "Trả lời yêu cầu bổ sung" in world.client(world.citizen()).get(f"/cases/{case.code}").text

    again = send(world, url, purpose=file("mục đích.pdf"))

    assert again.status_code == 303
    with world.house.database.read() as look:
        assert set(look.execute(select(CaseFile.file_name)).scalars()) == {"giấy.pdf", "mục đích.pdf"}
    assert kept(world) == (0, 0)


def test_the_old_answer_stands_beside_the_new_one(world: World) -> None:
    _, url = asked(world, "purpose", "copies")

    page = world.client(world.citizen()).get(url).text

    assert page.count("Bạn đã gửi") == page.count("Bạn gửi lại") == 2
    assert "Gửi bản rõ hơn" in page
    assert 'name="copies"' in page
    assert 'name="lived_elsewhere"' not in page  # not asked


def test_a_new_answer_replaces_the_old_one_and_no_other(world: World) -> None:
    case, url = asked(world, "copies")

    assert send(world, url, copies="3").status_code == 303

    assert answers(world, case) == {**ANSWERS, "copies": 3}
    house = world.house
    with house.database.read() as look:
        found = [f for _, f in Verifier(house.sealer, house.versions, house.calendar).verify_all(look)]
    assert found == [[]]


@pytest.mark.parametrize(("typed", "said"), [("nhiều", "Ghi bằng chữ số"), ("", "Trả lời câu này"), ("2", "mục này")])
def test_what_is_no_answer_is_said_beside_the_question_and_kept(world: World, typed: str, said: str) -> None:
    case, url = asked(world, "copies")

    answer = send(world, url, copies=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert answers(world, case) == ANSWERS


def test_what_cannot_be_given_is_explained(world: World) -> None:
    case, url = asked(world, "copies", "purpose")

    assert send(world, url, copies="3", message=WORDS).status_code == 303
    assert answers(world, case)["copies"] == 3


def test_a_question_that_was_not_asked_about_stays_as_it_was(world: World) -> None:
    case, url = asked(world, "copies")

    assert send(world, url, copies="3", status="married", purpose="study").status_code == 303

    assert answers(world, case) == {**ANSWERS, "copies": 3}


def test_ones_own_particulars_are_explained_and_not_typed_over(world: World) -> None:
    case, url = asked(world, "subject")

    answer = send(world, url, **{"subject.name": "Người Khác", "message": WORDS})

    assert answer.status_code == 303
    assert answers(world, case) == ANSWERS


def test_a_new_answer_asks_for_what_follows_from_it(world: World) -> None:
    case, url = asked(world, "status")

    first = send(world, url, status="divorced")

    assert first.status_code == 422
    assert "Câu trả lời mới cần thêm" in first.text
    assert answers(world, case) == ANSWERS


def test_what_is_kept_for_later_is_there_again(world: World) -> None:
    case, url = asked(world, "copies", "purpose")

    later = send(world, url, copies="4", message=WORDS, purpose=file("giấy.pdf"), do="later")

    page = world.client(world.citizen()).get(url).text
    assert later.location == f"/cases/{case.code}"
    assert 'value="4"' in page
    assert WORDS in page
    assert "giấy.pdf" in page
    assert "Đã giữ lại lúc" in page


def test_a_file_that_was_chosen_is_read_and_taken_off_by_its_owner_alone(world: World) -> None:
    _, url = asked(world, "purpose")
    send(world, url, purpose=file("giấy.pdf"), do="later")
    with world.house.database.read() as look:
        file_id = look.execute(select(KeptFile.id)).scalar_one()

    own, other = world.client(world.citizen()), world.client(world.citizen("binh"))
    assert own.get(f"{url}/files/{file_id}").status_code == 200
    assert other.get(f"{url}/files/{file_id}").status_code == 404
    assert world.client(world.officer("reception")).get(f"{url}/files/{file_id}").status_code == 403

    assert send(world, url, do=f"drop:{file_id}").status_code == 303
    assert kept(world) == (1, 0)


def test_an_answer_after_its_time_is_kept_and_says_what_happens_and_whom_to_ask(world: World) -> None:
    case, url = asked(world, "copies", "purpose")
    browser = world.client(world.citizen())
    shown = browser.get(url)
    fields = {"csrf_token": token(shown), "key": "late", "seen_version": seen_version(shown)}
    world.clock.pass_(days=31)

    answer = browser.post(url, data={**fields, "copies": "3", "message": WORDS, "purpose": file("giấy.pdf")})

    assert answer.status_code == 409
    for words in ("Thời hạn bổ sung đã hết", "chưa được gửi", WORDS, "giấy.pdf", "Bây giờ", "nói mã hồ sơ"):
        assert words in answer.text
    assert answers(world, case) == ANSWERS


def test_it_is_the_same_once_time_has_moved_the_case_on(world: World) -> None:
    case, url = asked(world, "purpose")
    browser = world.client(world.citizen())
    shown = browser.get(url)
    fields = {"csrf_token": token(shown), "key": "late", "seen_version": seen_version(shown)}
    world.clock.pass_(days=31)
    assert Timely(world.house.door).lapse(world.clock()) == 1

    answer = browser.post(url, data={**fields, "message": WORDS, "purpose": file("giấy.pdf")})

    assert answer.status_code == 409
    page = browser.get(url).text
    for words in ("Thời hạn bổ sung đã hết", "chưa được gửi", WORDS, "giấy.pdf"):
        assert words in page
    assert f"/cases/{case.code}" in page


def test_kept_files_alone_are_not_sent_twice(world: World) -> None:
    case, url = asked(world, "purpose")
    send(world, url, purpose=file("giấy.pdf"), do="later")
    browser = world.client(world.citizen())
    shown = browser.get(url)
    fields = {"csrf_token": token(shown), "key": "twice", "seen_version": seen_version(shown)}

    first, second = browser.post(url, data=fields), browser.post(url, data=fields)

    assert (first.status_code, second.status_code) == (303, 303), second.text
    assert first.location == second.location == f"/cases/{case.code}"
    assert kept(world) == (0, 0)
