"""The page of what lies with an officer: each heading stands once, the most pressing first."""

from tests.stories import ask_for_more, bring_to, file_case
from tests.world import World


def test_each_heading_stands_once_whatever_the_order_of_the_moments(world: World) -> None:
    bring_to(world, file_case(world), "hand_over")
    world.clock.pass_(days=31)  # nobody came for the result
    file_case(world)
    bring_to(world, file_case(world), "hand_over")
    world.clock.pass_(days=5)

    page = world.client(world.officer("reception")).get("/desk/").text

    assert page.count('scope="rowgroup"') == 2
    assert page.index(">Quá hạn<span>") < page.index(">Chờ trả kết quả<span>")
    assert "Quá 30 ngày chưa nhận" in page


def test_R2_8_the_counter_of_unanswered_notices_is_shown_only_when_there_are_some(world: World) -> None:
    ask_for_more(world, file_case(world))
    client = world.client(world.officer("reception"))
    assert "Hết hạn bổ sung" not in client.get("/desk/").text

    world.clock.pass_(days=31)

    assert "Hết hạn bổ sung" in client.get("/desk/").text


def test_what_is_over_its_steps_time_is_said_at_the_top(world: World) -> None:
    file_case(world)
    client = world.client(world.officer("reception"))

    assert "1 hồ sơ sắp quá hạn bước." in client.get("/desk/").text
    world.clock.pass_(days=1)
    assert "1 hồ sơ đã quá hạn bước." in client.get("/desk/").text
