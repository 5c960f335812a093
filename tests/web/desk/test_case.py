"""The case page of the desk: what is offered to whom, and what it says of a case that waits."""

import re
from datetime import timedelta

from portal.cases.door import Receipt
from tests.stories import act, answer_supplement, ask_for_more, bring_to, file_case, perform, published, token
from tests.world import World

WAIT = timedelta(days=31)
NOT_YOURS = "Việc này đang ở người khác hoặc đơn vị khác"


def desk_page(world: World, who: str, case: Receipt) -> str:
    page = world.client(world.officer(who)).get(f"/desk/cases/{case.code}")
    assert page.status_code == 200, page.text
    return page.text


def test_while_the_citizen_is_asked_the_officer_who_asked_is_told_so_and_offered_nothing(world: World) -> None:
    page = desk_page(world, "reception", ask_for_more(world, file_case(world)))

    assert "Đang chờ người dân bổ sung" in page
    assert NOT_YOURS not in page
    assert "/actions/" not in page


def test_R2_3_what_was_asked_for_once_is_not_offered_again(world: World) -> None:
    case = answer_supplement(world, ask_for_more(world, file_case(world), "status"))

    page = desk_page(world, "reception", case)

    boxes = re.findall(r'<input type="checkbox"[^>]*id="supplement-items[^>]*name="items"[^>]*>', page)
    assert [box for box in boxes if "disabled" in box] == [box for box in boxes if 'value="status"' in box] != []


def test_R2_8_an_unanswered_notice_lets_reception_refuse_once_the_time_is_over(world: World) -> None:
    case = ask_for_more(world, file_case(world))
    world.clock.now += WAIT

    assert "Người dân không bổ sung trong thời hạn" in desk_page(world, "reception", case)
    act(world, "reception", case.code, "refuse", reasons="Quá hạn bổ sung, Điều 8 Nghị định 309/2026/NĐ-CP")
    assert "Không được tiếp nhận" in desk_page(world, "reception", case)


def test_the_leader_reads_what_is_proposed_and_why_before_signing(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    case = perform(world, "specialist", case, "reject", reasons=("Đang có vợ.", "Điều 5 Luật Hôn nhân"))
    case = perform(world, "head", case, "agree")

    page = desk_page(world, "leader", case)

    assert case.step == "sign"
    assert page.count("Đề xuất từ chối") == 2  # above the buttons, and in the history
    assert page.count("Đang có vợ.; Điều 5 Luật Hôn nhân") == 2


def test_who_gets_a_case_back_reads_why_above_the_buttons(world: World) -> None:
    case = perform(world, "head", bring_to(world, file_case(world), "review"), "send_back", reason="Xem lại ngày sinh.")

    page = desk_page(world, "specialist", case)

    assert page.index("Xem lại ngày sinh.") < page.index("/actions/")


def test_the_history_says_who_fetched_the_result_and_its_number_as_it_is_printed(world: World) -> None:
    case = bring_to(world, file_case(world), "hand_over")
    case = perform(world, "reception", case, "hand_over", receipt="Vợ ông An nhận thay, có giấy ủy quyền")

    page = desk_page(world, "reception", case)

    assert "Vợ ông An nhận thay, có giấy ủy quyền" in page
    assert f"01/{published(world).definition.result.register_}, 2026" in page


def test_what_is_missing_is_said_at_its_own_control(world: World) -> None:
    case = file_case(world)
    client = world.client(world.officer("reception"))
    page = client.get(f"/desk/cases/{case.code}")

    answer = client.post(
        f"/desk/cases/{case.code}/actions/refuse",
        data={"csrf_token": token(page), "key": "k" * 32, "seen_version": "1", "reasons": " "},
    )

    assert answer.status_code == 422
    assert 'href="#refuse-reasons"' in answer.text
    assert 'id="refuse-reasons-error"' in answer.text


def test_what_came_back_stands_beside_what_was_there_and_what_changed_is_marked(world: World) -> None:
    case = ask_for_more(world, file_case(world), "copies", "purpose")
    browser, url = world.client(world.citizen()), f"/cases/{case.code}/supplement"
    shown = browser.get(url)
    sent = {"csrf_token": token(shown), "key": "k", "seen_version": "2", "copies": "3", "message": "Xin ba bản."}
    assert browser.post(url, data=sent).status_code == 303

    page = desk_page(world, "reception", case)

    told = page[page.index("Người dân đã bổ sung") : page.index('id="answers"')]
    copies, purpose = told.split("<h3")[1:]
    assert "Xin ba bản." in told
    assert ("Mới" in copies, "Đã sửa" in copies, ">2<" in copies, ">3" in copies) == (True,) * 4
    assert ("Mới" in purpose, "Đã sửa" in purpose) == (False, False)


def test_each_thing_that_is_asked_for_has_its_own_words(world: World) -> None:
    case = file_case(world)

    desk, url = world.client(world.officer("reception")), f"/desk/cases/{case.code}"
    own = {"wrong:copies": "unclear", "mend:copies": "Ghi mấy bản.", "wrong:purpose": "x", "mend": "Xem lại."}
    sent = {"csrf_token": token(desk.get(url)), "key": "k", "seen_version": "1", "items": ["copies", "purpose"], **own}

    assert desk.post(f"{url}/actions/supplement", data=sent).status_code == 303

    page = world.client(world.citizen()).get(f"/cases/{case.code}/supplement").text
    assert all(words in page for words in ("<b>Không rõ</b>: Ghi mấy bản.", "<b>Thiếu</b>: Xem lại."))


def test_a_reason_that_is_bound_to_a_paper_needs_its_words_and_keeps_what_was_written(world: World) -> None:
    case = file_case(world)
    browser, url = world.client(world.officer("reception")), f"/desk/cases/{case.code}"
    fields = {"csrf_token": token(browser.get(url)), "key": "k", "seen_version": "1", "items": "copies"}

    refused = browser.post(f"{url}/actions/refuse", data={**fields, "then:copies": "Ghi lại."})
    done = browser.post(f"{url}/actions/refuse", data={**fields, "then:copies": "Ghi lại.", "why:copies": "Quá nhiều."})

    assert refused.status_code == 422
    assert "Ghi lý do cho từng mục đã chọn." in refused.text
    assert "Ghi lại." in refused.text
    assert done.status_code == 303
    assert "Quá nhiều." in desk_page(world, "reception", case)
