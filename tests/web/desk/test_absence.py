"""The page of absences: who may enter whom, what is wrong stands beside its field, and what was done is handed back."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.cases.staffing import Gap, note_gaps
from portal.people.roles import Role
from tests.cases.standing import BOARD, DIVISION, hire, leave, today
from tests.cases.test_inbox import lane
from tests.stories import DRAFT_TEXT, act, bring_to, file_case, perform, token
from tests.web.error_pages import WORDS, clear, form
from tests.world import World

PAGE = "/desk/absence"


def day(world: World, later: int = 0) -> str:
    return f"{today(world) + timedelta(days=later):%d/%m/%Y}"


def enter(world: World, by: str, who: str, stand_in: str = "", /, **fields: str) -> TestResponse:
    """Send the form as somebody."""
    client = world.client(world.officer(by))
    sent = {
        "csrf_token": token(client.get(PAGE)),
        "officer": world.officer(who).id,
        "first": day(world),
        "last": day(world, 4),
        "stand_in": world.officer(stand_in).id if stand_in else "",
    }
    return client.post(PAGE, data={**sent, **fields})


def absence_id(page: TestResponse) -> str:
    found = re.search(r'name="absence" value="([^"]+)"', page.text)
    assert found, page.text[:3000]
    return found[1]


def test_an_officer_enters_ones_own_days_and_the_stand_in_sees_the_work(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")

    answer = enter(world, "specialist", "specialist", "second-specialist")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?done=entered")
    stand_in = world.client(world.officer("second-specialist"))
    assert case.code in stand_in.get("/desk/").text
    assert "Bạn đang làm thay Specialist" in stand_in.get(f"/desk/cases/{case.code}").text
    for who in ("specialist", "head"):
        page = world.client(world.officer(who)).get(PAGE).text
        assert day(world, 4) in page
        assert "Second-specialist" in page


def test_a_head_enters_the_people_of_the_unit_and_a_colleague_does_not(world: World) -> None:
    assert enter(world, "head", "specialist", "second-specialist").status_code == 303

    refused = enter(world, "second-specialist", "clerk")
    assert refused.status_code == 422
    assert "người đang làm ở đơn vị bạn phụ trách" in refused.text
    offered = world.client(world.officer("second-specialist")).get(PAGE).text
    assert "Danh sách trực thay</h2>" not in offered


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"first": "32/13/2026"}, "first", "Ghi ngày, tháng, năm"),
        ({"last": ""}, "last", "Ghi ngày, tháng, năm"),
        ({"first": "10/04/2026", "last": "09/04/2026"}, "last", "từ ngày đầu trở đi"),
        ({"first": "01/01/2026", "last": "02/01/2026"}, "last", "đã qua"),
        ({"stand_in": "nobody"}, "stand_in", "cùng đơn vị"),
        ({"officer": ""}, "officer", "Chọn người nghỉ"),
        ({"officer": "nobody"}, "officer", "Chọn chính bạn"),
        ({"signing": "yes"}, "signing", "Chỉ lãnh đạo"),
        ({"posts": "head 51.21235/X-VP"}, "posts", "không giữ những việc"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    world: World, fields: dict[str, str], field: str, words: str
) -> None:
    answer = enter(world, "specialist", "specialist", **{"last": "31/03/2026", **fields})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text or field == "posts"
    assert {"last": "31/03/2026", **fields}["last"] in answer.text


@pytest.mark.parametrize("value", ["x" * 5000, "\x00", "leader", "🦆 duck", "head " + "9" * 70])
def test_no_value_breaks_the_page(world: World, value: str) -> None:
    for field in ("officer", "first", "last", "stand_in", "posts", "procedures"):
        assert enter(world, "head", "head", **{field: value}).status_code in (303, 422), field
    client = world.client(world.officer("head"))
    for field in ("post", "officer"):
        sent = {"csrf_token": token(client.get(PAGE)), "post": f"specialist {DIVISION}", field: value}
        assert client.post(f"{PAGE}/roster", data=sent).status_code in (303, 422), field
    sent = {"csrf_token": token(client.get(PAGE)), "absence": value}
    assert client.post(f"{PAGE}/cancel", data=sent).status_code == 404


def test_an_absence_is_ended_and_a_foreign_one_is_the_same_as_none(world: World) -> None:
    enter(world, "specialist", "specialist", "second-specialist")
    mine = world.client(world.officer("specialist"))
    found = absence_id(mine.get(PAGE))

    def cancel(client: FlaskClient, value: str) -> TestResponse:
        return client.post(f"{PAGE}/cancel", data={"csrf_token": token(client.get(PAGE)), "absence": value})

    stranger = world.client(world.officer("stranger"))
    assert (cancel(stranger, found).status_code, cancel(stranger, "none").status_code) == (404, 404)
    assert cancel(mine, found).status_code == 303
    assert "Không ai ghi nghỉ" in mine.get(PAGE).text


def test_the_roster_stands_in_when_nobody_was_chosen(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    head = world.client(world.officer("head"))
    sent = {"csrf_token": token(head.get(PAGE)), "post": f"specialist {DIVISION}"}
    second = world.officer("second-specialist").id
    assert head.post(f"{PAGE}/roster", data={**sent, "officer": [second, "", ""]}).status_code == 303
    twice = head.post(f"{PAGE}/roster", data={**sent, "officer": [second, second]})
    assert (twice.status_code, "Chọn mỗi người một lần" in twice.text) == (422, True)

    enter(world, "specialist", "specialist")

    assert lane(world, world.officer("second-specialist"), "mine") == [case.code]


def test_who_comes_back_reads_what_was_done_and_what_lies_open(world: World) -> None:
    done, left = (bring_to(world, file_case(world), "appraise") for _ in range(2))
    leave(world, "specialist", "second-specialist", days=1)
    perform(world, "second-specialist", done, "grant", draft=DRAFT_TEXT)
    world.clock.pass_(days=1)

    page = world.client(world.officer("specialist")).get(PAGE).text

    told, still_open = page.split("Còn dở</h3>")
    assert done.code in told
    assert "Second-specialist" in told
    assert left.code in still_open


def test_the_history_says_who_acted_for_whom(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "second-specialist")
    act(world, "second-specialist", case.code, "grant", draft=DRAFT_TEXT)

    desk = world.client(world.officer("head"))
    assert "Second-specialist thay Specialist" in desk.get(f"/desk/cases/{case.code}").text
    desk.get("/language/en")
    assert "Second-specialist for Specialist" in desk.get(f"/desk/cases/{case.code}").text


@pytest.mark.parametrize("stand_in", ["second-specialist", "head"])
def test_days_that_end_while_a_page_is_open_are_told_and_no_word_is_lost(world: World, stand_in: str) -> None:
    case = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", stand_in, days=1)
    browser, url = world.client(world.officer(stand_in)), f"/desk/cases/{case.code}"
    fields = form(browser.get(url))
    world.clock.pass_(days=1)

    page = clear(browser.post(f"{url}/actions/grant", data={**fields, "draft": WORDS}), 409)

    assert "Bạn không còn làm thay Specialist" in page
    assert day(world, -1) in page
    assert WORDS in page
    assert lane(world, world.officer("specialist"), "mine") == [case.code]


def test_who_never_stood_in_is_told_nothing_of_it(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    url = f"/desk/cases/{case.code}"
    clerk = world.client(world.officer("clerk"))
    fields = {"csrf_token": token(clerk.get(PAGE)), "key": "k" * 32, "seen_version": str(case.version)}
    leave(world, "specialist", "head", days=1)
    world.clock.pass_(days=2)

    clear(clerk.post(f"{url}/actions/grant", data={**fields, "draft": WORDS}), 403)


def test_a_head_is_warned_of_what_nobody_holds_tomorrow_and_others_are_not(world: World) -> None:
    tomorrow = today(world) + timedelta(days=1)
    with world.house.database.transaction() as work:
        note_gaps(work, [Gap(Role.CLERK, DIVISION, (("1.004873", "issue"),))], tomorrow, world.clock())

    warning = "chưa có ai làm văn thư"
    assert warning in world.client(world.officer("head")).get("/desk/").text
    assert warning not in world.client(world.officer("specialist")).get("/desk/").text
    assert warning not in world.client(world.officer("leader")).get("/desk/").text
    world.clock.pass_(days=2)
    assert warning not in world.client(world.officer("head")).get("/desk/").text


def test_a_result_signed_in_the_leaders_place_says_so(world: World) -> None:
    hire(world, "deputy", Role.CLERK, BOARD)
    case = bring_to(world, file_case(world), "sign")
    leave(world, "leader", "deputy", signing=True)
    case = perform(world, "deputy", case, "sign")
    case = bring_to(world, case, "hand_over")

    page = world.client(world.officer("clerk")).get(f"/desk/cases/{case.code}").text

    assert "Deputy thay Leader" in page
