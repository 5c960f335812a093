"""What other units do is in the picture: whom a step asks, where it opens a case, where a case may be passed on."""

import pytest

from portal.workflow.case import CaseState
from portal.workflow.definition import Definition
from portal.workflow.diagram import Diagram, Node, draw
from portal.workflow.elsewhere import passing_steps
from portal.workflow.picture_words import as_text
from portal.workflow.transfer import FINDERS
from tests.workflow.stories import ASSIGNED, FULL, Deed, given, refers, replies, template
from tests.workflow.test_children import FIRST, WHOLE, sent

PROVINCE = template("province")


def boxes(definition: Definition, case: CaseState | None = None, *asked: str) -> dict[str, Node]:
    return {node.code: node for node in draw(definition, case, asked=asked).nodes}


def leads_up_to(diagram: Diagram, code: str) -> bool:
    """Say whether an arrow ends at the lower edge of a box."""
    box = next(node for node in diagram.nodes if node.code == code)
    x, y = box.middle - box.w // 4, box.y + box.h + 4
    return any(edge.d.endswith((f"V{y}m-5 6 5-6 5 6", f"{x} {y}m-5 6 5-6 5 6")) for edge in diagram.edges)


class TestACaseElsewhere:
    def test_the_picture_shows_which_procedure_and_how_long(self) -> None:
        box = boxes(WHOLE)["opens_send_up"]

        assert box.is_away
        assert box.lines == ("Hồ sơ con ở cơ", "quan khác", "3.000243", "24 giờ")

    def test_it_leads_back_to_the_step_that_takes_the_decision_in(self) -> None:
        assert leads_up_to(draw(WHOLE), "take_back")

    def test_it_is_marked_as_the_case_comes_along(self) -> None:
        before = given(*FIRST, definition=WHOLE).case
        open_there = sent().case

        assert [boxes(WHOLE, case)["opens_send_up"].mark for case in (None, before, open_there)] == [
            "ahead",
            "ahead",
            "now",
        ]

    def test_it_is_said_in_a_sentence_behind_its_step(self) -> None:
        sentences = as_text(WHOLE, sent().case, language="en")

        at = next(n for n, sentence in enumerate(sentences) if sentence.startswith("Send up"))
        assert sentences[at + 1] == "A case at another office (3.000243, 24 h): in progress."


class TestAnOpinion:
    @pytest.mark.parametrize(
        ("deeds", "mark"),
        [((), "unused"), ((refers("other"),), "now"), ((refers("other"), replies(1)), "done")],
        ids=["nobody was asked", "waits", "answered"],
    )
    def test_it_is_in_the_picture_whether_anybody_was_asked_or_not(self, deeds: tuple[Deed, ...], mark: str) -> None:
        box = boxes(PROVINCE, given(*ASSIGNED, *deeds, definition=PROVINCE).case)["asks_appraise"]

        assert (box.mark, box.is_away) == (mark, True)

    @pytest.mark.parametrize(
        ("asked", "line"),
        [((), "Chuyên viên"), (("Sở Nội vụ",), "Sở Nội vụ"), (("Sở Nội vụ", "Sở Y tế"), "2 cơ quan")],
        ids=["nobody is known", "one", "several"],
    )
    def test_the_picture_says_who_is_asked(self, asked: tuple[str, ...], line: str) -> None:
        assert boxes(FULL, None, *asked)["asks_verify"].lines[-2:] == (line, "16 giờ")

    def test_the_sentence_names_everybody_who_is_asked(self) -> None:
        said = as_text(FULL, asked=("Sở Nội vụ", "Sở Y tế"))

        assert "Hỏi ý kiến cơ quan khác: Sở Nội vụ, Sở Y tế (Chuyên viên, 16 giờ): khi cần." in said

    def test_a_step_beside_the_main_way_keeps_its_question(self) -> None:
        stop = FULL.steps["decide_stop"].model_copy(update={"asks": FULL.steps["verify"].asks})
        asking = FULL.model_copy(update={"steps": {**FULL.steps, "decide_stop": stop}})

        assert "asks_decide_stop" in boxes(asking)
        assert as_text(asking).count("Hỏi ý kiến cơ quan khác (Chuyên viên, 16 giờ): khi cần.") == 2


class TestAnotherAuthority:
    def test_a_case_is_passed_on_before_its_result_only(self) -> None:
        assert passing_steps(FULL) == {"receive", "take_in", "assign", "review"}
        assert {FULL.steps[code].role for code in passing_steps(FULL)} <= set(FINDERS)

    def test_the_boxes_of_those_steps_say_so(self) -> None:
        saying = {code for code, box in boxes(FULL).items() if "chuyển đơn vị khác" in box.lines}

        assert saying == passing_steps(FULL)

    def test_a_workflow_without_the_rule_does_not(self) -> None:
        fixed = FULL.model_copy(update={"transfer": None})

        assert not passing_steps(fixed)
        assert not any("thẩm quyền" in sentence for sentence in as_text(fixed))

    def test_nor_does_a_case_that_another_one_opened(self) -> None:
        part = given(definition=FULL).case.with_(parent="whole")

        assert not passing_steps(FULL, part)


def test_a_picture_without_others_has_no_key_to_them() -> None:
    assert draw(FULL).has_away
    assert not draw(template("commune-simple")).has_away


def test_the_way_to_the_other_office_is_walked_and_the_way_back_is_not() -> None:
    before = [edge for edge in draw(WHOLE, given(*FIRST, definition=WHOLE).case).edges if edge.walked]
    there = [edge for edge in draw(WHOLE, sent().case).edges if edge.walked]

    assert len(there) == len(before) + 2  # to take_back, and to the other office
