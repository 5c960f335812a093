"""A case and the part of it at the province, as officers of either and the citizen see them."""

from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from tests.e2e.staff import hire
from tests.sent_up import as_it_stands, decided_above, run_errands, sent_up
from tests.stories import perform, token
from tests.world import World


@pytest.fixture(autouse=True)
def officers(world: World) -> None:
    hire(world)


def page(world: World, who: str, url: str) -> TestResponse:
    return world.client(world.officer(who)).get(url)


def take(world: World, who: str, case: Receipt, road: str, **typed: object) -> TestResponse:
    client, url = world.client(world.officer(who)), f"/desk/cases/{case.code}"
    sent = {"csrf_token": token(client.get(url)), "key": uuid4().hex, "seen_version": str(case.version), **typed}
    return client.post(f"{url}/{road}", data=sent)


class TestThePageOfTheCase:
    def test_the_first_shows_the_second_and_offers_no_way_past_it(self, world: World) -> None:
        case, child = sent_up(world)

        shown = page(world, "social-specialist", f"/desk/cases/{case.code}").text

        assert child.code in shown
        assert "Sở Nội vụ" in shown
        assert "/actions/carry_out" not in shown
        assert f"/desk/cases/{child.code}" not in shown

    def test_the_second_names_the_first(self, world: World) -> None:
        case, child = sent_up(world)

        shown = page(world, "province-reception", f"/desk/cases/{child.code}").text

        assert f"Phần việc của hồ sơ {case.code}" in shown
        assert "/actions/supplement" not in shown
        assert "4501205123456" not in shown  # the account was not shared

    def test_the_decision_can_be_read_in_the_first(self, world: World) -> None:
        case, child = sent_up(world)
        decided_above(world, child)
        run_errands(world)

        shown = page(world, "social-specialist", f"/desk/cases/{case.code}")

        assert "01/QĐ-TC" in shown.text
        assert "/actions/carry_out" in shown.text
        assert page(world, "social-specialist", f"/desk/cases/{case.code}/documents/child-1.pdf").status_code == 200

    def test_it_is_called_back_with_a_reason(self, world: World) -> None:
        case, _ = sent_up(world)

        silent = take(world, "social-specialist", case, "call-back", child=1)
        said = take(world, "social-specialist", case, "call-back", child=1, reason="Gửi nhầm hồ sơ.")

        assert (silent.status_code, said.status_code) == (422, 303)
        assert "Ghi lý do." in silent.text
        assert "Đã đề nghị dừng." in page(world, "social-specialist", f"/desk/cases/{case.code}").text


class TestSideBySide:
    @pytest.mark.parametrize("who", ["clerk", "province-reception", "supervisor"])
    def test_officers_of_either_see_both_codes(self, world: World, who: str) -> None:
        case, child = sent_up(world)

        listed, pair = page(world, who, "/desk/pairs").text, page(world, who, f"/desk/pairs/{child.code}").text

        for shown in (listed, pair):
            assert case.code in shown
            assert child.code in shown

    @pytest.mark.parametrize(
        ("who", "opens_whole", "opens_part"),
        [("clerk", True, False), ("province-reception", False, True), ("supervisor", True, True)],
    )
    def test_a_case_is_linked_for_those_who_may_open_it(
        self, world: World, who: str, *, opens_whole: bool, opens_part: bool
    ) -> None:
        case, child = sent_up(world)

        shown = page(world, who, f"/desk/pairs/{child.code}").text

        assert (f'href="/desk/cases/{case.code}"' in shown) == opens_whole
        assert (f'href="/desk/cases/{child.code}"' in shown) == opens_part
        assert "Nguyễn Văn An" not in shown.split("<main")[1]  # who applied is for those who may open it

    def test_others_find_nothing(self, world: World) -> None:
        case, child = sent_up(world)

        assert page(world, "stranger", f"/desk/pairs/{child.code}").status_code == 404
        assert page(world, "supervisor", f"/desk/pairs/{case.code}").status_code == 404  # the code of no second case
        assert case.code not in page(world, "stranger", "/desk/pairs").text

    def test_what_is_over_its_limit_is_marked(self, world: World) -> None:
        _, child = sent_up(world)
        before = page(world, "supervisor", "/desk/pairs").text
        world.clock.pass_(days=6)

        assert "Quá thời hạn" not in before
        assert "Quá thời hạn" in page(world, "supervisor", "/desk/pairs").text
        assert "mà chưa xong" in page(world, "supervisor", f"/desk/pairs/{child.code}").text

    def test_both_clocks_are_told(self, world: World) -> None:
        _, child = sent_up(world)
        before = page(world, "supervisor", f"/desk/pairs/{child.code}").text
        perform(world, "province-reception", child, "accept")

        after = page(world, "supervisor", f"/desk/pairs/{child.code}").text

        assert [text.count("Trả kết quả chậm nhất") for text in (before, after)] == [1, 2]
        assert [text.count("Chưa tiếp nhận, chưa tính hạn.") for text in (before, after)] == [1, 0]

    def test_what_is_over_leaves_the_list_and_can_still_be_read(self, world: World) -> None:
        _, child = sent_up(world)
        decided_above(world, child)
        run_errands(world)

        assert child.code not in page(world, "supervisor", "/desk/pairs").text
        assert page(world, "supervisor", f"/desk/pairs/{child.code}").status_code == 200


class TestTheCitizen:
    def test_has_one_case_with_the_other_code_in_it(self, world: World) -> None:
        case, child = sent_up(world)
        client = world.client(world.citizen())

        shown, home = client.get(f"/cases/{case.code}").text, client.get("/me").text

        assert child.code in shown
        assert "Bạn không phải làm gì thêm." in shown
        assert (case.code in home, child.code in home) == (True, False)
        assert client.get(f"/cases/{child.code}").status_code == 404

    def test_reads_the_result(self, world: World) -> None:
        case, child = sent_up(world)
        decided_above(world, child)
        run_errands(world)
        perform(world, "social-specialist", as_it_stands(world, case), "carry_out")
        run_errands(world)
        client = world.client(world.citizen())

        assert "01/QĐ-TC" in client.get(f"/cases/{case.code}").text
        assert client.get(f"/cases/{case.code}/documents/result.pdf").data.startswith(b"%PDF")
