"""A draft whose procedure was published anew: what differs is said before it goes on."""

from typing import Any

from tests.cases.test_submission import publish_again
from tests.stories import write_draft
from tests.world import World

AGAIN = "Các câu hỏi và giấy tờ vẫn như trước."


def offered(world: World) -> str:
    draft_id = write_draft(world, world.citizen())
    return f"/apply/{draft_id}/new-version"


def test_papers_that_came_and_went_are_named(world: World) -> None:
    address = offered(world)
    publish_again(world, _another_paper)

    page = world.client(world.citizen()).get(address).text

    assert "Giấy tờ mới" in page
    assert "Giấy tờ không còn cần" in page
    assert "Câu hỏi mới" not in page
    assert AGAIN not in page


def test_where_neither_questions_nor_papers_changed_it_says_so(world: World) -> None:
    address = offered(world)
    publish_again(world)

    assert AGAIN in world.client(world.citizen()).get(address).text


def _another_paper(definition: dict[str, Any]) -> None:
    definition.get("definition", definition)["dossier"][0]["id"] = "another_paper"
