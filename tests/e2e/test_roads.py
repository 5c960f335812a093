"""Roads beside the straight one, between officers: a question to others, a case passed on, taken back, asked again."""

from playwright.sync_api import expect

from tests.e2e.applications import MOVED, scan
from tests.e2e.people import Citizen
from tests.e2e.roads import Colleague
from tests.e2e.scenes import bring
from tests.e2e.town import Town
from tests.e2e.ways import looked_at
from tests.stories import answer_supplement, ask_for_more, file_case

ELSEWHERE, OTHER_COMMUNE = "Văn phòng HĐND và UBND xã Vệ Giang", "Xã Vệ Giang, tỉnh Quảng Ngãi"
OLD_PAPER = "Giấy xác nhận tình trạng hôn nhân đã cấp"
QUESTION = "Trong thời gian ở xã Vệ Giang, ông An có đăng ký kết hôn không?"
ANSWER = "Từ 2010 đến 2015 không có đăng ký kết hôn nào của ông An."
MOVED_AWAY = "Người nộp đã chuyển đến xã Vệ Giang."
STILL_THERE = "Người nộp vẫn cư trú ở xã Tư Nghĩa."


@looked_at("desk", "phone-without-script")
def test_an_office_elsewhere_is_asked_sees_only_what_is_shared_and_answers(town: Town) -> None:
    code, _secret = town.applies(MOVED)
    bring(town, code, "appraise")
    town.do(code, ("specialist", "verify", {}))
    with town.officer("specialist") as window:
        asking = Colleague(window)
        asking.opens(code)
        asking.asks(ELSEWHERE, QUESTION, show=[OLD_PAPER])
        asking.sees("Hồ sơ dừng chờ.")
        expect(asking.road("actions/grant")).to_have_count(0)
    with town.officer("other-specialist") as window:
        asked = Colleague(window)
        asked.opens_the_question(code)
        asked.sees(QUESTION)
        assert asked.reads_what_is_shown(OLD_PAPER).startswith(b"\xff\xd8")
        asked.answers("Đồng ý", ANSWER, scan("trich-luc.pdf"))
    with town.officer("specialist") as window:
        asking = Colleague(window)
        asking.opens(code)
        asking.sees(f"Đồng ý: {ANSWER}")
        asking.does(code, "grant", draft="Chưa đăng ký kết hôn với ai.")
    with town.citizen() as window:
        Citizen(window).follows(code, state=ELSEWHERE)


@looked_at("phone", "desk-without-script")
def test_a_case_is_passed_on_to_the_unit_in_charge_which_takes_it(town: Town) -> None:
    code = file_case(town.site.world).code
    with town.officer("reception") as window:
        Colleague(window).passes_on(code, OTHER_COMMUNE, MOVED_AWAY)
    with town.officer("stranger") as window:
        taking = Colleague(window)
        taking.opens(code)
        taking.sees(MOVED_AWAY)
        taking.takes("accept-transfer")
        taking.accepts(code)
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Đơn vị có thẩm quyền đã nhận hồ sơ")
        citizen.sees(MOVED_AWAY)


@looked_at("phone-without-script")
def test_a_case_that_was_passed_on_wrongly_comes_back_once_with_the_reason(town: Town) -> None:
    code = file_case(town.site.world).code
    with town.officer("reception") as window:
        Colleague(window).passes_on(code, OTHER_COMMUNE, MOVED_AWAY)
    with town.officer("stranger") as window:
        returning = Colleague(window)
        returning.opens(code)
        returning.takes("return-transfer", reason=STILL_THERE)
        returning.has_no_longer(code)
    with town.officer("reception") as window:
        reception = Colleague(window)
        reception.opens(code)
        reception.sees(STILL_THERE)
        reception.accepts(code)


@looked_at("desk")
def test_what_was_just_sent_is_taken_back_until_somebody_opens_it(town: Town) -> None:
    code = file_case(town.site.world).code
    bring(town, code, "appraise")
    town.do(code, ("specialist", "grant", {"draft": "Chưa kết hôn."}))
    with town.officer("specialist") as window:
        sender = Colleague(window)
        sender.finds(code)
        sender.takes("recall", reason="Thiếu một ý.")
        sender.does(code, "grant", draft="Chưa đăng ký kết hôn với ai.")
        sender.finds(code)
        with town.officer("head") as other:
            Colleague(other).opens(code)
        sender.takes("recall", reason="Thiếu một ý nữa.")
        sender.sees("đã có người mở hồ sơ")
        sender.sees("Thiếu một ý nữa.")
    town.do(code, ("head", "agree", {}))


@looked_at("phone")
def test_the_same_is_asked_again_only_with_the_leaders_reason(town: Town) -> None:
    world = town.site.world
    code = answer_supplement(world, ask_for_more(world, file_case(world), "status")).code
    with town.officer("reception") as window:
        asking = Colleague(window)
        asking.opens(code)
        asking.may_not_ask_for("status")
    with town.officer("leader") as window:
        leader = Colleague(window)
        leader.finds(code)
        leader.lets_ask_again(["status"], "Câu trả lời vẫn chưa rõ.")
    with town.officer("reception") as window:
        Colleague(window).asks_for(code, ["status"], "Chọn đúng tình trạng hôm nay.")
    with town.citizen() as window:
        citizen = Citizen(window)
        citizen.follows(code, state="Chọn đúng tình trạng hôm nay.")
        citizen.answers_what_was_asked(code, {"status": "never"}, "Tôi chưa kết hôn lần nào.")
    with town.officer("reception") as window:
        reception = Colleague(window)
        reception.opens(code)
        reception.sees("Tôi chưa kết hôn lần nào.")
        reception.accepts(code)
