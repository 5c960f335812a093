"""Slip 06: every hand-over of a case, and how each was done, as the events tell."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import true

from portal.cases.consultations import consultations
from portal.cases.control import hand_overs, judge, slip_06
from portal.cases.control_time import timed
from portal.cases.door import Receipt
from portal.cases.papers import _approval
from portal.cases.queries import get_case
from portal.documents.slips_kept import HandOver, Verdict
from portal.people.roles import Role
from portal.workflow.case import Pause
from portal.workflow.commands import AnswerReferral, Take, Withdraw
from portal.workflow.events import ResultIssued
from tests.cases.standing import BOARD, hire, leave
from tests.cases.test_papers import ask_at_appraisal, refuse
from tests.documents.pdftext import squeezed, text_of
from tests.stories import DRAFT_TEXT, answer_supplement, ask_for_more, bring_to, file_case, perform
from tests.web.desk.test_roads import asked
from tests.world import World

RECEPTION = "Trung tâm Phục vụ hành chính công xã Tư Nghĩa"


def rows(world: World, case: Receipt) -> list[HandOver]:
    house = world.house
    with house.database.read() as look:
        story = house.mill.story(look, get_case(look, case.code, true()))
    return list(hand_overs(story, house.calendar, world.clock()))


def test_each_hand_over_has_a_row_from_the_applicant_and_back(world: World) -> None:
    found = rows(world, bring_to(world, file_case(world), None))

    assert [row.work for row in found] == [
        *("Tiếp nhận, kiểm tra hồ sơ", "Phân công", "Thẩm tra, dự thảo kết quả", "Xem xét, ký nháy", "Ký kết quả"),
        *("Vào số, phát hành", "Trả kết quả", "Nhận kết quả"),
    ]
    assert (found[0].giver, found[0].receiver) == ("Nguyễn Văn An", f"Reception, {RECEPTION}")
    assert (found[1].giver, found[1].receiver.split(",")[0]) == (f"Reception, {RECEPTION}", "Head")
    assert (found[-1].giver, found[-1].receiver) == (f"Reception, {RECEPTION}", "Nguyễn Văn An")
    assert [row.left for row in found[:-1]] == [row.at for row in found[1:]]


def test_what_was_done_in_somebodys_place_says_so_and_so_does_the_signature(world: World) -> None:
    hire(world, "deputy", Role.CLERK, BOARD)
    case = bring_to(world, file_case(world), "appraise")
    leave(world, "specialist", "second-specialist")
    leave(world, "leader", "deputy", signing=True)
    case = perform(world, "second-specialist", case, "grant", draft=DRAFT_TEXT)
    case = perform(world, "head", case, "agree")
    case = perform(world, "deputy", case, "sign")
    case = perform(world, "clerk", case, "issue")

    receivers = [row.receiver.split(",")[0] for row in rows(world, case)]
    assert receivers[2] == "Second-specialist thay Specialist"
    assert receivers[4] == "Deputy thay Leader"
    with world.house.database.read() as look:
        story = world.house.mill.story(look, get_case(look, case.code, true()))
    issued = next(entry for entry in story.entries if isinstance(entry.event, ResultIssued))
    assert _approval(story, issued.seq, issued.event).name == "Deputy thay Leader"  # type: ignore[arg-type]


def test_a_result_that_waits_is_measured_for_nobody(world: World) -> None:
    case = bring_to(world, file_case(world), "hand_over")
    world.clock.pass_(days=60)

    *at_work, waiting = rows(world, case)

    assert (waiting.work, waiting.verdict, waiting.due) == ("Trả kết quả", "unmeasured", None)
    assert "unmeasured" not in {row.verdict for row in at_work}


def test_the_applicant_has_the_case_while_a_notice_is_open(world: World) -> None:
    case = answer_supplement(world, ask_for_more(world, file_case(world)))

    checked, asked, again = rows(world, case)

    assert (asked.giver, asked.receiver) == (f"Reception, {RECEPTION}", "Nguyễn Văn An")
    assert (asked.work, asked.verdict) == ("Bổ sung, hoàn thiện hồ sơ", "early")
    assert (again.giver, again.work, again.verdict) == ("Nguyễn Văn An", checked.work, "open")


def test_the_row_of_a_notice_says_how_long_the_clock_stood(world: World) -> None:
    case = ask_at_appraisal(world, bring_to(world, file_case(world), "appraise"))
    world.clock.pass_(hours=1)

    with world.house.database.read() as look:
        story = world.house.mill.story(look, get_case(look, case.code, true()))
    notice = slip_06(story, world.house.calendar, "", world.clock()).rows[-1]

    assert (notice.work, notice.used, notice.stood) == ("Bổ sung, hoàn thiện hồ sơ", "", "01 giờ làm việc")


def test_a_step_that_takes_too_long_is_late_while_it_lasts_and_after(world: World) -> None:
    case = file_case(world)
    world.clock.pass_(days=3)
    assert [row.verdict for row in rows(world, case)] == ["late"]

    case = refuse(world, case)

    assert [row.verdict for row in rows(world, case)] == ["late", "unmeasured"]
    assert rows(world, case)[-1].work == "Không được tiếp nhận"


def test_whoever_takes_a_task_is_named(world: World) -> None:
    case = file_case(world)
    assert [row.receiver for row in rows(world, case)] == [RECEPTION]

    world.house.door.apply(Take(case_id=case.case_id, seen_version=1, key="k"), world.officer("reception"))

    assert [row.receiver for row in rows(world, case)] == [f"Reception, {RECEPTION}"]


def test_a_withdrawal_goes_from_the_applicant_to_the_office(world: World) -> None:
    case = file_case(world)
    world.house.door.apply(Withdraw(case_id=case.case_id, seen_version=1, key="k"), world.citizen())

    last = rows(world, case)[-1]

    assert (last.giver, last.receiver, last.work) == ("Nguyễn Văn An", RECEPTION, "Người nộp rút hồ sơ")


DUE = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)  # 17:30 in Vietnam


@pytest.mark.parametrize(
    ("left", "now", "verdict"),
    [
        (DUE - timedelta(days=1), DUE, "early"),
        (DUE - timedelta(hours=17, minutes=30), DUE, "on_time"),
        (DUE - timedelta(hours=17, minutes=31), DUE, "early"),
        (DUE, DUE, "on_time"),
        (DUE + timedelta(seconds=1), DUE + timedelta(days=1), "late"),
        (None, DUE, "open"),
        (None, DUE + timedelta(seconds=1), "late"),
    ],
    ids=["the day before", "midnight", "before midnight", "to the second", "a second late", "at work", "not done"],
)
def test_on_time_is_the_day_it_was_due(left: datetime | None, now: datetime, verdict: Verdict) -> None:
    assert judge(DUE, left, now) == verdict


def test_what_has_no_limit_is_not_measured(world: World) -> None:
    assert judge(None, DUE, DUE) == "unmeasured"


class TestQuestionsToOthers:
    def told(self, world: World, case: Receipt) -> list[HandOver]:
        house = world.house
        with house.database.read() as look:
            story = house.mill.story(look, get_case(look, case.code, true()))
        slip = slip_06(story, house.calendar, "", world.clock(), consultations(story, house.calendar, world.clock()))
        return [row for row in slip.rows if "câu hỏi" in row.work]

    def reply(self, world: World, case: Receipt) -> None:
        said = {"referral": 1, "opinion": "agrees", "text": "Có."}
        command = AnswerReferral(case_id=case.case_id, seen_version=0, key="reply", **said)  # type: ignore[arg-type]
        world.house.door.apply(command, world.officer("stranger"))

    def test_each_has_its_own_clock_beside_that_of_the_step(self, world: World) -> None:
        case = asked(world)
        world.clock.pass_(hours=1)
        self.reply(world, case)

        (row,) = self.told(world, case)

        assert row.giver.startswith("Specialist, ")
        assert "xã Tư Nghĩa" in row.receiver
        assert row.work == "Đã trả lời câu hỏi số 1"
        assert (row.allowed, row.used, row.stood) == ("16 giờ làm việc", "01 giờ làm việc", "")
        assert row.left == world.clock()
        assert row.verdict == "early"

    def test_one_that_is_late_is_judged_late_answered_or_not(self, world: World) -> None:
        case = asked(world)
        world.clock.pass_(days=7)
        silent = self.told(world, case)[0]
        self.reply(world, case)
        answered = self.told(world, case)[0]

        assert (silent.verdict, answered.verdict) == ("late", "late")
        assert (silent.work, silent.used) == ("Trả lời câu hỏi số 1", "40 giờ làm việc")
        assert (answered.work, answered.used) == ("Đã trả lời câu hỏi số 1", "40 giờ làm việc")

    def test_where_the_clock_stands_meanwhile_the_row_says_for_how_long(self, world: World) -> None:
        case = asked(world)
        world.clock.pass_(hours=1)
        asked_at = self.told(world, case)[0].at
        pauses = (Pause(asked_at + timedelta(minutes=30), None, "referral"),)

        row = timed(self.told(world, case)[0], pauses, world.house.calendar, world.clock())

        assert (row.used, row.stood) == ("01 giờ làm việc", "0,5 giờ làm việc")

    def test_they_stand_in_the_slip_after_the_hand_overs(self, world: World) -> None:
        case = asked(world)

        with world.house.database.read() as look:
            content = world.house.mill.slip_06(look, get_case(look, case.code, true()), world.clock())

        assert squeezed("Trả lời câu hỏi số 1") in squeezed(text_of(content))
