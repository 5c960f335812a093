"""The list of results that wait to be fetched."""

from tests.cases.test_returning import decided
from tests.stories import bring_to, file_case
from tests.world import World


def test_reception_sees_what_waits_and_for_how_long(world: World) -> None:
    case, ended = decided(world), bring_to(world, file_case(world), None)
    world.clock.pass_(days=40)

    page = world.client(world.officer("reception")).get("/desk/returns")

    assert page.status_code == 200
    assert case.code in page.text
    assert ended.code not in page.text
    assert "40 ngày" in page.text
    assert "Chưa nhắc" in page.text


def test_nobody_else_sees_it(world: World) -> None:
    decided(world)

    assert world.client(world.officer("specialist")).get("/desk/returns").status_code == 403
    stranger = world.client(world.officer("stranger")).get("/desk/returns")
    assert "Không còn kết quả nào chờ trả" in stranger.text
