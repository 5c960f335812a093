"""Assisted filing: a helper writes with a person, who confirms by a code that was sent to them."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.cases.confirmation_models import Confirmation
from portal.cases.errors import NotConfirmed
from portal.cases.models import Case, CaseEvent
from portal.cases.submission import Submit
from portal.cases.verification import Verifier
from portal.notifications.models import OutboxMessage
from tests.assisting import HOME, OFFICE, ask, case_of, confirming, counted, deliver, helper, read_out, write
from tests.postbox import Postbox
from tests.stories import TYPED, post, token
from tests.world import World


def test_the_person_reads_out_the_code_and_it_is_their_case(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    assert ask(who, review).status_code == 303
    deliver(world, letters)
    page = who.get(f"{confirming(review)}?return_by=portal").text
    assert "…678" in page
    assert letters.code not in page, "the code is the person's alone"
    assert "912345" not in page

    answer = read_out(who, review, letters.code)

    case = case_of(world)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/assist/sent/{case.code}")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert (case.applicant_id, case.helper, case.help_unit) == (world.citizen().id, helper(world).id, OFFICE)
    assert (case.channel, case.intake) == ("online", OFFICE)
    with world.house.database.read() as look:
        filed = look.execute(select(CaseEvent.facts, CaseEvent.actor).where(CaseEvent.seq == 1)).one()
        house = world.house
        assert [found for _, found in Verifier(house.sealer, house.versions, house.calendar).verify_all(look)] == [[]]
    assert (filed.facts["confirmed_by"], filed.actor["role"]) == ("sms", "helper")
    assert "confirmed_to" not in filed.facts, "where it went is sealed beside the event"
    shown = world.client(world.citizen()).get(f"/cases/{case.code}").text
    assert "đã giúp bạn nộp hồ sơ" in shown
    assert "Xác nhận bằng mã gửi qua tin nhắn đến …678" in shown
    assert "Xác nhận bằng mã" in world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text
    deliver(world, letters)
    assert "đã giúp bạn nộp" in letters.sent[-1].text
    assert letters.sent[-1].to == "an@example.org"


def test_the_code_lies_nowhere_in_the_database_and_in_no_log(
    world: World, letters: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    read_out(who, review, letters.code)

    with world.house.database.read() as look:
        rows = [str(row) for table in (Confirmation, OutboxMessage) for row in look.execute(select(table.__table__))]
    assert rows
    assert not any(letters.code in row for row in rows)
    assert letters.code not in caplog.text


def test_without_a_confirmation_nothing_is_sent(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    draft_id = review.split("/")[3]

    assert read_out(who, review, "123456").status_code == 422
    assert who.post(review.replace("/review", "/submit"), data={"csrf_token": token(who.get(HOME))}).status_code == 404
    with pytest.raises(NotConfirmed):
        world.house.submission.submit(Submit(draft_id=draft_id), helper(world))
    assert counted(world, Case) == 0


def test_reception_that_helps_has_no_other_button_to_send_it(world: World, letters: Postbox) -> None:
    who = world.client(world.officer("reception"))
    review = write(world, who)
    at_the_counter = review.replace("/assist/", "/intake/").replace("/review", "/submit")

    answer = who.post(at_the_counter, data={"csrf_token": token(who.get(HOME)), "return_by": "portal"})
    assert answer.status_code == 404
    assert counted(world, Case) == 0


def test_five_wrong_tries_end_a_code(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    wrong = f"{(int(letters.code) + 1) % 1_000_000:06d}"

    answers = [read_out(who, review, wrong) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert "không dùng được nữa" in answers[-1].text
    assert wrong not in answers[0].text, "a code is not shown again"
    assert read_out(who, review, letters.code).status_code == 422
    assert counted(world, Case) == 0


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "０１２３４５", "123456\u0000", "' or 1=1"])
def test_what_is_no_code_is_refused(world: World, letters: Postbox, code: str) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)

    assert read_out(who, review, code).status_code in (303, 422)
    assert counted(world, Case) == 0


def test_a_code_is_over_after_ten_minutes(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    world.clock.pass_(minutes=10)

    assert "hết hạn" in read_out(who, review, letters.code).text
    assert counted(world, Case) == 0


def test_a_code_that_is_late_for_the_worker_is_not_sent(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    ask(who, write(world, who))
    world.clock.pass_(minutes=11)
    deliver(world, letters)

    assert letters.sent == []


def test_only_the_latest_code_counts(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    first = letters.code
    ask(who, review, "email")
    deliver(world, letters)

    assert letters.sent[-1].to == "an@example.org"
    assert read_out(who, review, first).status_code == 422
    assert read_out(who, review, letters.code).status_code == 303


@pytest.mark.parametrize("change", ["answer", "return"])
def test_whatever_is_changed_after_the_code_was_sent_makes_it_void(world: World, letters: Postbox, change: str) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    ask(who, review)
    deliver(world, letters)
    if change == "answer":
        purpose = review.replace("/review", "/purpose")
        assert post(who, purpose, purpose, {**TYPED["purpose"], "copies": "3"}).status_code == 303
        answer = read_out(who, review, letters.code)
    else:
        answer = post(who, confirming(review), confirming(review), {"code": letters.code, "return_by": "counter"})

    assert (answer.status_code, "đã sửa" in answer.text) == (422, True)
    assert counted(world, Case) == 0


def test_a_code_of_one_draft_is_worth_nothing_for_another(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    first, second = write(world, who), write(world, who)
    ask(who, first)
    deliver(world, letters)

    assert read_out(who, second, letters.code).status_code == 422
    assert read_out(who, first, letters.code).status_code == 303
    again = read_out_again(who, first, letters.code)
    assert again.headers["Location"].endswith(case_of(world).code), "a second click finds the one case"
    assert counted(world, Case) == 1


def read_out_again(who: FlaskClient, review: str, code: str) -> Any:
    return who.post(confirming(review), data={"csrf_token": token(who.get(HOME)), "code": code, "return_by": "portal"})


def test_codes_have_an_end(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)
    answers = [ask(who, review).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]
    world.clock.pass_(hours=1, minutes=1)
    assert ask(who, review).status_code == 303


def test_a_channel_that_is_not_there_is_asked_about(world: World, letters: Postbox) -> None:
    who = world.client(helper(world))
    review = write(world, who)

    assert ask(who, review, "pigeon").status_code == 422
    object.__setattr__(world.house, "settings", replace(world.house.settings, demo=False))
    page = who.get(confirming(review)).text
    assert "Dùng phiếu có chữ ký" in page
    assert ask(who, review, "sms").status_code == 422
