"""The case page of the desk: what is offered to whom, and what it says of a case that waits."""

from datetime import timedelta

from portal.cases.door import Receipt
from tests.stories import act, ask_for_more, file_case
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


def test_R2_8_an_unanswered_notice_lets_reception_refuse_once_the_time_is_over(world: World) -> None:
    case = ask_for_more(world, file_case(world))
    world.clock.now += WAIT

    assert "Người dân không bổ sung trong thời hạn" in desk_page(world, "reception", case)
    act(world, "reception", case.code, "refuse", reasons="Quá hạn bổ sung, Điều 8 Nghị định 309/2026/NĐ-CP")
    assert "Không được tiếp nhận" in desk_page(world, "reception", case)
