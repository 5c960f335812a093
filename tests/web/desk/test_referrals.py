"""Questions to other units: any of the province, those the answers point to first, answers with papers, both lists."""

import io
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.referral_models import ReferralFile
from portal.cases.verification import Verifier
from portal.workflow.commands import Take
from tests.cases.standing import leave
from tests.storage.files import pdf
from tests.stories import token
from tests.web.desk.test_roads import ASKED, QUESTION, asked, take, verified
from tests.world import OTHER_COMMUNE, World

SILENCE = "Không trả lời không có nghĩa là đồng ý."
WHERE_HE_LIVED = f"{OTHER_COMMUNE}/X-VP"


def specialist(world: World) -> FlaskClient:
    return world.client(world.officer("specialist"))


def reply(world: World, case: Receipt, *papers: bytes, name: str = "trich-luc.pdf") -> TestResponse:
    stranger, url = world.client(world.officer("stranger")), f"/desk/referrals/{case.code}/1"
    typed = {"csrf_token": token(stranger.get(url)), "key": uuid4().hex, "seen_version": "0"}
    files = [(io.BytesIO(paper), name) for paper in papers]
    return stranger.post(url, data={**typed, "opinion": "agrees", "text": "Không có.", "files": files})


class TestWhomToAsk:
    def test_where_somebody_lived_before_is_proposed_as_the_office_of_the_same_kind(self, world: World) -> None:
        case = verified(world)

        page = specialist(world).get(f"/desk/cases/{case.code}").text

        assert f'value="{WHERE_HE_LIVED}" checked' in page
        assert "Theo lời khai của người nộp" in page
        assert f'value="{ASKED}" checked' not in page

    def test_any_office_of_the_province_is_found_by_its_name_and_nothing_is_lost(self, world: World) -> None:
        case = verified(world)
        sought = {"sought": "so tu phap", "seek": "1", "question": QUESTION, "units": [ASKED]}

        page = take(world, "specialist", case, "refer", **sought)

        assert page.status_code == 200
        assert 'value="51/S-TP"' in page.text
        assert f'value="{ASKED}" checked' in page.text
        assert QUESTION in page.text
        assert 'role="alert"' not in page.text

    def test_an_office_that_was_found_is_asked(self, world: World) -> None:
        case = verified(world)

        answer = take(world, "specialist", case, "refer", units=["51/S-TP"], question=QUESTION)

        assert answer.status_code == 303
        assert "Sở Tư pháp" in specialist(world).get("/desk/referrals").text

    @pytest.mark.parametrize("unit", ["nowhere", "51.21235", "51-2020/CA-T"])
    def test_what_is_no_office_of_today_is_not_asked(self, world: World, unit: str) -> None:
        case = verified(world)

        answer = take(world, "specialist", case, "refer", units=[unit], question=QUESTION)

        assert answer.status_code == 422
        assert "Chọn ít nhất một nơi để hỏi." in answer.text


class TestAnsweringWithPapers:
    def test_the_desk_that_asked_reads_them_and_the_applicant_does_not(self, world: World) -> None:
        case = asked(world)
        paper = pdf()
        assert reply(world, case, paper).status_code == 303
        browser = specialist(world)
        page = browser.get(f"/desk/cases/{case.code}").text
        assert "trich-luc.pdf" in page
        address = f"/desk/cases/{case.code}/answers/1/"
        link = address + page.split(address)[1].split('"')[0]

        assert browser.get(link).data == paper
        assert world.client(world.officer("stranger")).get(link).status_code == 404
        assert "trich-luc.pdf" not in world.client(world.citizen()).get(f"/cases/{case.code}").text
        assert world.client(world.citizen()).get(link).status_code == 403

    def test_what_is_no_paper_is_refused_and_the_words_are_kept(self, world: World) -> None:
        answer = reply(world, asked(world), b"MZ\x90", name="virus.exe")

        assert answer.status_code == 422
        assert "Không có." in answer.text

    def test_more_than_five_are_too_many(self, world: World) -> None:
        answer = reply(world, asked(world), *[pdf()] * 6)

        assert answer.status_code == 422
        assert "nhiều nhất 5 tệp" in answer.text

    def test_a_paper_that_was_taken_away_is_noticed(self, world: World) -> None:
        case = asked(world)
        reply(world, case, pdf())
        assert problems(world) == []
        with world.house.database.transaction() as work:
            work.execute(delete(ReferralFile))

        assert problems(world) == [f"{case.code}: the papers that came with answers were altered"]


def problems(world: World) -> list[str]:
    house = world.house
    with house.database.read() as look:
        checked = [*Verifier(house.sealer, house.versions, house.calendar).verify_all(look)]
    return [f"{one.code}: {one.what}" for _, findings in checked for one in findings]


class TestWhatIAskedOthers:
    def test_it_says_who_has_not_answered_and_who_did_in_which_time(self, world: World) -> None:
        case, browser = asked(world), specialist(world)
        waiting = browser.get("/desk/referrals").text
        world.clock.pass_(hours=1)
        reply(world, case)

        answered = browser.get("/desk/referrals").text

        assert "Chờ trả lời" in waiting
        assert "Trả lời đúng hạn" in answered
        assert "1 giờ làm việc" in answered
        assert case.code in answered

    def test_an_overdue_one_says_so(self, world: World) -> None:
        asked(world)
        world.clock.pass_(days=10)

        assert "Quá hạn trả lời" in specialist(world).get("/desk/referrals").text

    def test_whoever_asked_nothing_sees_none_of_it(self, world: World) -> None:
        case = asked(world)

        assert case.code not in world.client(world.officer("second-specialist")).get("/desk/referrals").text


class TestSilence:
    def test_it_is_no_consent_and_every_page_says_so(self, world: World) -> None:
        case = asked(world)
        pages = [
            specialist(world).get(f"/desk/cases/{case.code}"),
            specialist(world).get("/desk/referrals"),
            world.client(world.officer("stranger")).get(f"/desk/referrals/{case.code}/1"),
        ]

        assert [SILENCE in page.text for page in pages] == [True, True, True]

    def test_it_lets_nothing_go_on_however_long_it_lasts(self, world: World) -> None:
        case = asked(world)
        world.clock.pass_(days=60)
        browser, url = specialist(world), f"/desk/cases/{case.code}"
        carried = {"csrf_token": token(browser.get(url)), "key": uuid4().hex, "seen_version": str(case.version + 1)}

        answer = browser.post(f"{url}/actions/grant", data={**carried, "draft": "Đồng ý."})

        assert answer.status_code == 409
        assert "đang chờ ý kiến" in answer.text

    def test_who_goes_on_without_an_answer_is_told_that_it_is_none(self, world: World) -> None:
        case = asked(world)
        world.clock.pass_(days=10)
        stop = {"referral": "1", "reason": "Đã quá hạn.", "seen_version": str(case.version + 1)}

        assert take(world, "specialist", case, "stop-waiting", **stop).status_code == 303
        assert "Không trả lời: không tính là đồng ý." in specialist(world).get(f"/desk/cases/{case.code}").text


def taken(world: World) -> Receipt:
    """Bring a case to the step that may ask, into the hands of the specialist."""
    case = verified(world)
    take_it = Take(case_id=case.case_id, seen_version=case.version, key="mine")
    return world.house.door.apply(take_it, world.officer("specialist"))


class TestWhoStandsIn:
    """Whoever stands in asks and lets go in the place of the holder; a colleague who does not, may not."""

    def test_asks_and_stops_waiting_and_both_are_on_the_list_of_who_did_it(self, world: World) -> None:
        case = taken(world)
        leave(world, "specialist", "second-specialist")

        asking = take(world, "second-specialist", case, "refer", units=[ASKED], question=QUESTION)
        stop = {"referral": "1", "reason": "Đã hỏi được.", "seen_version": str(case.version + 1)}
        stopping = take(world, "second-specialist", case, "stop-waiting", **stop)

        assert (asking.status_code, stopping.status_code) == (303, 303)
        stands_in = world.client(world.officer("second-specialist"))
        assert "Không trả lời, thôi chờ" in stands_in.get("/desk/referrals").text
        assert "Second-specialist thay Specialist" in stands_in.get(f"/desk/cases/{case.code}").text

    def test_a_colleague_is_told_who_holds_it(self, world: World) -> None:
        case = taken(world)
        browser = world.client(world.officer("second-specialist"))
        url = f"/desk/cases/{case.code}"
        carried = {"csrf_token": token(browser.get(url)), "key": uuid4().hex, "seen_version": str(case.version)}

        answer = browser.post(f"{url}/refer", data={**carried, "units": [ASKED], "question": QUESTION})

        assert answer.status_code == 409
        assert QUESTION not in specialist(world).get(url).text
