"""What the catalogue's pages say about a procedure that is over."""

import re

from tests.world import World


def test_a_procedure_that_has_ended_says_when_and_is_not_found(world: World) -> None:
    visitor = world.client()

    page = visitor.get("/procedures/1.001776")

    assert page.status_code == 410
    assert "hết hiệu lực sau ngày 30/06/2025" in page.text
    assert "/procedures/1.001776" not in visitor.get("/procedures").text


def test_what_can_be_applied_for_says_so_among_the_results(world: World) -> None:
    page = world.client().get("/procedures?q=ket+hon+luu+dong").text

    assert re.search(r"<li>\s*<a href=\"/procedures/1\.000593\".*?nộp trực tuyến.*?</li>", page, re.S)
