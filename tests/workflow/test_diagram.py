"""The picture of a case: what is done, where it stands, what lies ahead; and the same in sentences."""

import re
from itertools import combinations

import pytest

from portal.workflow.diagram import Diagram, Node, Orientation, draw
from portal.workflow.picture_words import as_text
from portal.workflow.progress import Mark, progress, straight
from tests.workflow.stories import (
    ASSIGNED,
    FULL,
    ISSUED,
    PROCEDURES,
    PROPOSED,
    RETURNED,
    REVIEWED,
    Deed,
    answers,
    asks_for,
    does,
    given,
    template,
    withdraws,
)
from tests.workflow.test_roads import TestPaying as Paying

TEMPLATES = sorted(path.stem for path in (PROCEDURES / "workflows").glob("*.yaml"))
SIMPLE = template("commune-full", verify=False)


def marks(*deeds: Deed) -> dict[str, Mark]:
    return progress(SIMPLE, given(*deeds, definition=SIMPLE).case).marks


def boxes(diagram: Diagram) -> dict[str, Node]:
    return {node.code: node for node in diagram.nodes}


def test_the_main_way_leads_from_the_first_desk_to_the_result() -> None:
    assert progress(SIMPLE).main == ("receive", "assign", "appraise", "review", "sign", "issue", "hand_over")


def test_a_step_beside_the_main_way_leaves_where_it_is_first_reached() -> None:
    assert progress(SIMPLE).side == (("take_in", "receive"), ("decide_stop", "appraise"))


def test_the_step_that_receives_from_another_office_is_shown_to_those_who_need_it() -> None:
    own, from_elsewhere = (given(definition=SIMPLE, elsewhere=elsewhere).case for elsewhere in (False, True))

    assert "take_in" not in dict(progress(SIMPLE, own).side)
    assert "take_in" in dict(progress(SIMPLE, from_elsewhere).side)


@pytest.mark.parametrize(
    ("deeds", "done", "now", "ahead"),
    [
        ((), [], ["receive"], ["assign", "appraise", "review", "sign", "issue", "hand_over"]),
        (ASSIGNED, ["receive", "assign"], ["appraise"], ["review", "sign", "issue", "hand_over"]),
        (ISSUED, ["receive", "assign", "appraise", "review", "sign", "issue"], ["hand_over"], []),
        (RETURNED, ["receive", "assign", "appraise", "review", "sign", "issue", "hand_over"], [], []),
        ((*ASSIGNED, withdraws()), ["receive", "assign", "appraise"], [], []),
    ],
    ids=["submitted", "assigned", "issued", "returned", "withdrawn"],
)
def test_every_step_is_marked(deeds: tuple[Deed, ...], done: list[str], now: list[str], ahead: list[str]) -> None:
    found = marks(*deeds)

    assert [code for code, mark in found.items() if mark == "done"] == done
    assert [code for code, mark in found.items() if mark == "now"] == now
    assert [code for code, mark in found.items() if mark == "ahead"] == ahead


def test_a_step_that_was_sent_back_lies_ahead_again() -> None:
    found = marks(*REVIEWED, does("send_back", "Dũng", reason="Typing error."))

    assert (found["review"], found["sign"]) == ("now", "ahead")


def test_a_path_is_told_without_its_loops() -> None:
    assert straight(("receive", "appraise", "review", "appraise", "review", "sign")) == (
        "receive",
        "appraise",
        "review",
        "sign",
    )


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("orientation", ["across", "down"])
def test_no_box_lies_over_another_and_none_outside(name: str, orientation: Orientation) -> None:
    diagram = draw(template(name), orientation=orientation)

    for node in diagram.nodes:
        assert node.x >= 0
        assert node.y >= 0
        assert node.x + node.w <= diagram.width
        assert node.y + node.h <= diagram.height
    for one, other in combinations(diagram.nodes, 2):
        apart = one.x + one.w <= other.x or other.x + other.w <= one.x
        assert apart or one.y + one.h <= other.y or other.y + other.h <= one.y


@pytest.mark.parametrize("name", TEMPLATES)
def test_drawn_downwards_it_fits_a_phone(name: str) -> None:
    assert draw(template(name), orientation="down").width <= 360


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("orientation", ["across", "down"])
def test_every_line_of_words_fits_its_box(name: str, orientation: Orientation) -> None:
    for node in draw(template(name), orientation=orientation).nodes:
        assert all(len(line) * 7 <= node.w for line in node.lines), node
        assert node.text_y(len(node.lines) - 1) < node.y + node.h
        assert node.text_y(0) > node.y


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("orientation", ["across", "down"])
def test_every_step_is_drawn_once_and_reached_by_an_arrow(name: str, orientation: Orientation) -> None:
    definition = template(name)
    diagram = draw(definition, orientation=orientation)

    own = [node for node in diagram.nodes if not node.is_away]
    there_and_back = 2 * (len(diagram.nodes) - len(own))
    assert sorted(node.code for node in own) == sorted(definition.steps)
    assert len(diagram.edges) == len(own) - 1 + there_and_back
    assert all(re.fullmatch(r"[MVHCml0-9 -]+", edge.d) for edge in diagram.edges)


def test_the_way_walked_is_told_from_the_way_ahead() -> None:
    diagram = draw(SIMPLE, given(*PROPOSED, definition=SIMPLE).case)

    assert [edge.walked for edge in diagram.edges] == [True, True, True, False, False, False, False]


def test_an_open_notice_is_drawn_below_its_step() -> None:
    case = given(*ASSIGNED, asks_for("judgment", by="Huy"), definition=SIMPLE).case
    nodes = boxes(draw(SIMPLE, case))

    assert (nodes["waiting"].x, nodes["waiting"].mark) == (nodes["appraise"].x, "now")
    assert nodes["waiting"].lines == ("Chờ bổ sung", "đang làm")


def test_money_that_is_waited_for_is_not_called_papers() -> None:
    case = given(*Paying.ASKED, definition=Paying.WORKFLOW).case

    assert boxes(draw(Paying.WORKFLOW, case))["waiting"].lines == ("Chờ nộp tiền", "đang làm")
    assert "Waiting for payment: in progress." in as_text(Paying.WORKFLOW, case, language="en")


def test_an_answered_notice_stays_in_the_picture() -> None:
    case = given(*ASSIGNED, asks_for("judgment", by="Huy"), answers(), definition=SIMPLE).case

    assert boxes(draw(SIMPLE, case))["waiting"].mark == "done"


def test_a_notice_before_acceptance_is_drawn_below_reception() -> None:
    case = given(asks_for("judgment", by="Chi"), answers(), *ASSIGNED, definition=SIMPLE).case
    nodes = boxes(draw(SIMPLE, case))

    assert nodes["waiting"].x == nodes["receive"].x


def test_the_same_is_said_in_sentences() -> None:
    case = given(*ASSIGNED, asks_for("judgment", by="Huy"), definition=FULL).case

    assert as_text(FULL, case)[:4] == (
        "Tiếp nhận, kiểm tra hồ sơ (Một cửa, 1 giờ, có thể chuyển cho đơn vị có thẩm quyền khác): đã xong.",
        "Phân công (Trưởng phòng, 1 giờ, có thể chuyển cho đơn vị có thẩm quyền khác): đã xong.",
        "Thẩm tra, dự thảo kết quả (Chuyên viên, 1 giờ): đang làm.",
        "Chờ bổ sung: đang làm.",
    )


def test_a_side_road_is_said_only_when_it_was_taken() -> None:
    stopped = given(*ASSIGNED, does("propose_stop", "Huy", reasons=("Asked.",)), definition=SIMPLE).case

    assert not any("stop" in sentence for sentence in as_text(SIMPLE, language="en"))
    assert "Decide whether to stop (Leader, 1 h): in progress." in as_text(SIMPLE, stopped, language="en")


@pytest.mark.parametrize(("hours", "words"), [("14.5", "14,5 giờ"), ("40", "40 giờ"), ("0.25", "0,25 giờ")])
def test_hours_are_written_as_people_read_them(hours: str, words: str) -> None:
    diagram = draw(template("commune-simple", appraise_hours=hours))

    assert boxes(diagram)["appraise"].lines[-1] == words


def test_the_picture_has_one_sentence_for_those_who_hear_it() -> None:
    assert draw(SIMPLE, given(*ISSUED, definition=SIMPLE).case, language="en").title == (
        "Workflow. Done: Receive and check; Assign; Appraise and draft; Review and initial; Sign; Number and issue. "
        "In progress: Hand over the result."
    )
