"""Roads beside the straight one, as officers and citizens see them, and what time alone brings about."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.models import Case
from portal.cases.submission import Submit
from portal.cases.timely import Timely
from portal.people.officers import appoint
from portal.people.principal import Post
from portal.people.roles import Role
from portal.workflow.case import OfficialState
from tests.stories import ANSWERS, answer_supplement, ask_for_more, bring_to, file_case, perform, token, write_draft
from tests.world import COMMUNE, OTHER_COMMUNE, World

ASKED = f"{COMMUNE}/X-VHXH"
MOVED = {"address": {"unit": OTHER_COMMUNE, "line": "Thôn 1"}, "since": "2010", "until": "2015"}
QUESTION = "Ông An có đăng ký kết hôn ở thôn không?"


def take(world: World, who: str, case: Receipt, road: str, **typed: object) -> TestResponse:
    """Let an officer take a road from the page of a case."""
    client = world.client(world.officer(who))
    url = f"/desk/cases/{case.code}"
    page = client.get(url)
    assert f'action="{url}/{road}"' in page.text, f"{road} is not offered: {page.text[:3000]}"
    sent = {"csrf_token": token(page), "key": uuid4().hex, "seen_version": str(case.version), **typed}
    return client.post(f"{url}/{road}", data=sent)


def row(world: World, case: Receipt) -> Case:
    with world.house.database.read() as look:
        found: Case = look.execute(select(Case.__table__).where(Case.id == case.case_id)).one()  # type: ignore[assignment]
    return found


def verified(world: World) -> Receipt:
    """Bring a case of somebody who has moved to the step that may ask other offices; one of them has an officer."""
    with world.house.database.transaction() as work:
        appoint(work, world.officer("stranger").id, Post(Role.SPECIALIST, ASKED), date(2025, 7, 1))
    applicant = world.citizen()
    draft = write_draft(world, applicant, {**ANSWERS, "lived_elsewhere": True, "residences": [MOVED]})
    case = world.house.submission.submit(Submit(draft_id=draft), applicant)
    return perform(world, "specialist", bring_to(world, case, "appraise"), "verify")


def asked(world: World) -> Receipt:
    case = verified(world)
    answer = take(world, "specialist", case, "refer", units=[ASKED], question=QUESTION)
    assert answer.status_code == 303, answer.text
    return case


class TestAskingAnotherOffice:
    def test_it_sees_the_question_and_not_the_case(self, world: World) -> None:
        case = asked(world)
        stranger = world.client(world.officer("stranger"))

        assert case.code in stranger.get("/desk/referrals").text
        assert QUESTION in stranger.get(f"/desk/referrals/{case.code}/1").text
        assert stranger.get(f"/desk/cases/{case.code}").status_code == 404

    def test_its_answer_is_read_by_whoever_asked(self, world: World) -> None:
        case = asked(world)
        stranger, url = world.client(world.officer("stranger")), f"/desk/referrals/{case.code}/1"
        typed = {"csrf_token": token(stranger.get(url)), "key": uuid4().hex, "seen_version": "0"}

        missing = stranger.post(url, data={**typed, "text": "Không có."})
        sent = stranger.post(url, data={**typed, "opinion": "agrees", "text": "Không có đăng ký nào."})

        assert (missing.status_code, sent.status_code) == (422, 303)
        assert "Không có." in missing.text
        page = world.client(world.officer("specialist")).get(f"/desk/cases/{case.code}").text
        assert "Đồng ý: Không có đăng ký nào." in page

    def test_an_officer_elsewhere_finds_nothing(self, world: World) -> None:
        case = asked(world)

        assert world.client(world.officer("clerk")).get(f"/desk/referrals/{case.code}/1").status_code == 404

    def test_the_case_waits_and_says_for_whom(self, world: World) -> None:
        case = asked(world)

        page = world.client(world.officer("specialist")).get(f"/desk/cases/{case.code}").text

        assert "Không trả lời không có nghĩa là đồng ý" in page
        assert f'action="/desk/cases/{case.code}/actions/grant"' not in page

    def test_what_is_missing_is_said_at_the_control_and_nothing_is_lost(self, world: World) -> None:
        case = verified(world)

        answer = take(world, "specialist", case, "refer", question=QUESTION)

        assert answer.status_code == 422
        assert "Chọn ít nhất một nơi để hỏi." in answer.text
        assert QUESTION in answer.text


class TestTakingBack:
    def test_until_somebody_opens_it(self, world: World) -> None:
        case = perform(world, "specialist", bring_to(world, file_case(world), "appraise"), "grant", draft="Đồng ý.")

        answer = take(world, "specialist", case, "recall", reason="Thiếu một ý.")

        assert answer.status_code == 303
        assert row(world, case).step == "appraise"

    def test_not_after_it_was_opened(self, world: World) -> None:
        case = perform(world, "specialist", bring_to(world, file_case(world), "appraise"), "grant", draft="Đồng ý.")
        world.client(world.officer("head")).get(f"/desk/cases/{case.code}")

        answer = take(world, "specialist", case, "recall", reason="Thiếu một ý.")

        assert answer.status_code == 409
        assert "đã có người mở hồ sơ" in answer.text
        assert "Thiếu một ý." in answer.text


class TestPuttingOff:
    def test_the_leader_apologises_and_the_citizen_reads_why(self, world: World) -> None:
        case = bring_to(world, file_case(world), "appraise")
        typed = {"cause": "overload", "explanation": "Nhiều hồ sơ trước Tết.", "new_due": "30/06/2026"}

        answer = take(world, "leader", case, "extend", **typed)

        assert answer.status_code == 303, answer.text
        found = row(world, case)
        assert found.extended_to is not None
        assert found.due_at == found.original_due_at  # what figures count
        told = world.client(world.citizen()).get(f"/cases/{case.code}").text
        assert "Cơ quan xin lỗi và hẹn lại ngày trả" in told
        assert "Nhiều hồ sơ trước Tết." in told
        assert "Hẹn lại 17:30 thứ Ba 30/06/2026. Ngày hẹn đầu là " in told  # over the days that are counted
        assert "Trả kết quả chậm nhất" not in told

    def test_a_day_that_is_not_later_is_said_and_kept(self, world: World) -> None:
        case = bring_to(world, file_case(world), "appraise")
        typed = {"cause": "overload", "explanation": "Nhiều hồ sơ.", "new_due": "10/03/2026"}

        answer = take(world, "leader", case, "extend", **typed)

        assert answer.status_code == 409
        assert "Ngày hẹn lại phải sau ngày đã hẹn." in answer.text
        assert "10/03/2026" in answer.text

    def test_once_only(self, world: World) -> None:
        case = bring_to(world, file_case(world), "appraise")
        typed = {"cause": "system", "explanation": "Máy chủ hỏng.", "new_due": "30/06/2026"}
        take(world, "leader", case, "extend", **typed)

        page = world.client(world.officer("leader")).get(f"/desk/cases/{case.code}").text

        assert f"/desk/cases/{case.code}/extend" not in page


def test_R2_3_a_leader_lets_the_same_be_asked_again(world: World) -> None:
    case = answer_supplement(world, ask_for_more(world, file_case(world), "status"))

    answer = take(world, "leader", case, "ask-again", targets=["status"], reason="Giấy đã hết hạn.")

    assert answer.status_code == 303, answer.text
    boxes = re.findall(
        r'<input type="checkbox"[^>]*name="items"[^>]*>',
        world.client(world.officer("reception")).get(f"/desk/cases/{case.code}").text,
    )
    assert not [box for box in boxes if "disabled" in box]


def test_R2_3_a_case_says_how_often_the_citizen_was_asked(world: World) -> None:
    desk = world.client(world.officer("reception"))
    once = answer_supplement(world, ask_for_more(world, file_case(world), "status"))
    assert "Đã yêu cầu bổ sung" not in desk.get(f"/desk/cases/{once.code}").text

    twice = ask_for_more(world, once, "purpose")

    assert "Đã yêu cầu bổ sung 2 lần" in desk.get(f"/desk/cases/{twice.code}").text


def test_R2_3_how_often_the_same_was_asked_is_counted_for_who_asks_and_for_who_allows_it(world: World) -> None:
    case = answer_supplement(world, ask_for_more(world, file_case(world), "status"))
    reception, leader = world.client(world.officer("reception")), world.client(world.officer("leader"))
    url = f"/desk/cases/{case.code}"
    assert "Đã yêu cầu 1 lần. Muốn hỏi lại, lãnh đạo phải cho phép." in reception.get(url).text
    assert "Đã yêu cầu 1 lần" in leader.get(url).text

    take(world, "leader", case, "ask-again", targets=["status"], reason="Giấy đã hết hạn.")
    assert "Đã yêu cầu 1 lần, lãnh đạo cho phép hỏi lại." in reception.get(url).text
    allowed = replace(case, version=row(world, case).version)
    ask_for_more(world, allowed, "status")

    assert "Đã yêu cầu 2 lần" in leader.get(url).text


class TestTime:
    def test_an_answer_that_did_not_come_brings_the_case_back_to_the_desk_once(self, world: World) -> None:
        case = ask_for_more(world, file_case(world))
        timely = Timely(world.house.door)
        assert timely.lapse(world.clock()) == 0

        world.clock.now += timedelta(days=31)

        assert (timely.lapse(world.clock()), timely.lapse(world.clock())) == (1, 0)
        assert row(world, case).state == OfficialState.SUBMITTED
        assert "Hết hạn bổ sung" in world.client(world.citizen()).get(f"/cases/{case.code}").text

    def test_a_case_with_a_working_day_left_is_put_before_the_leader_once(self, world: World) -> None:
        case = bring_to(world, file_case(world), "appraise")
        due, timely = row(world, case).due_at, Timely(world.house.door)
        assert due is not None
        assert timely.draft_extensions(world.clock()) == 0

        world.clock.now = due - timedelta(hours=3)

        assert (timely.draft_extensions(world.clock()), timely.draft_extensions(world.clock())) == (1, 0)
        assert row(world, case).apology_at == f"{COMMUNE}/X-UBND"
