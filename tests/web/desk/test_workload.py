"""The head sees who holds how much, and moves tasks with a reason; nobody else does."""

from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.cases.door import Receipt
from portal.cases.models import Case
from portal.cases.queries import history
from portal.cases.verification import Verifier
from portal.workflow.events import TaskReassigned
from tests.cases.test_bulk import work_off
from tests.stories import bring_to, file_case, post
from tests.world import COMMUNE, World

UNIT = f"{COMMUNE}/X-VP"


def desk_of(world: World, who: str) -> str:
    return f"/desk/workload?unit={UNIT}&role=specialist&holder={world.officer(who).id}"


def move(world: World, head: FlaskClient, cases: list[Receipt], to: str, reason: str) -> TestResponse:
    form = {
        "key": uuid4().hex,
        "unit": UNIT,
        "role": "specialist",
        "holder": world.officer("specialist").id,
        "officer": to and world.officer(to).id,
        "reason": reason,
        "case": [f"{case.case_id}:{case.version}" for case in cases],
    }
    return post(head, desk_of(world, "specialist"), "/desk/workload", form)


def test_tasks_go_from_one_to_another_with_a_reason_in_the_history(world: World) -> None:
    head = world.client(world.officer("head"))
    cases = [bring_to(world, file_case(world), "appraise") for _ in range(3)]
    page = head.get("/desk/workload").text
    assert "Second-specialist" in page
    assert '<td class="is-num">3</td>' in page

    sent = move(world, head, cases[:2], "second-specialist", "Chị Specialist nghỉ phép")
    work_off(world)

    assert "Xong: đã làm 2 trên 2 hồ sơ" in head.get(sent.location).text
    with world.house.database.read() as look:
        holders = {row.id: row.holder for row in look.execute(select(Case.id, Case.holder))}
        last = history(look, cases[0].case_id, world.house.sealer)[-1].event
    assert holders[cases[0].case_id] == holders[cases[1].case_id] == world.officer("second-specialist").id
    assert holders[cases[2].case_id] == world.officer("specialist").id
    assert isinstance(last, TaskReassigned)
    assert (last.by, last.reason) == (world.officer("head").id, "Chị Specialist nghỉ phép")
    case_page = world.client(world.officer("second-specialist")).get(f"/desk/cases/{cases[0].code}").text
    assert "Chuyển việc cho người khác trong đơn vị" in case_page
    assert "Chị Specialist nghỉ phép" in case_page


def test_the_rows_of_a_case_that_changed_hands_follow_from_its_events(world: World) -> None:
    case = bring_to(world, file_case(world), "appraise")
    move(world, world.client(world.officer("head")), [case], "second-specialist", "Chia lại việc")
    work_off(world)

    house = world.house
    verifier = Verifier(sealer=house.sealer, versions=house.versions, calendar=house.calendar)
    with house.database.read() as look:
        assert [found for _code, found in verifier.verify_all(look)] == [[]]


def test_what_could_not_be_given_is_chosen_again_where_it_was(world: World) -> None:
    """A reason goes with it: there is no button that would do it again without one."""
    head = world.client(world.officer("head"))
    case = bring_to(world, file_case(world), "appraise")
    sent = move(world, head, [case], "second-specialist", "Chia lại việc")
    bring_to(world, case, "review")  # meanwhile
    work_off(world)

    told = head.get(sent.location).text

    assert "1 hồ sơ không làm được" in told
    assert "Thử lại" not in told
    assert '"/desk/workload"' in told[told.index("<main") :]


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(world: World) -> None:
    head = world.client(world.officer("head"))
    case = bring_to(world, file_case(world), "appraise")

    without_reason = move(world, head, [case], "second-specialist", "")
    without_officer = move(world, head, [case], "", "Chia lại việc")
    without_case = move(world, head, [], "second-specialist", "Chia lại việc")
    to_a_stranger = move(world, head, [case], "clerk", "Chia lại việc")

    assert {page.status_code for page in (without_reason, without_officer, without_case, to_a_stranger)} == {422}
    assert 'id="reason-error"' in without_reason.text
    assert " checked>" in without_reason.text
    assert 'id="officer-error"' in without_officer.text
    assert "Chia lại việc</textarea>" in without_officer.text
    assert "Đánh dấu ít nhất một hồ sơ." in without_case.text
    assert 'id="officer-error"' in to_a_stranger.text


def test_another_units_work_is_not_there(world: World) -> None:
    head = world.client(world.officer("head"))

    assert head.get(f"/desk/workload?unit={COMMUNE}/X-VHXH&role=specialist").status_code == 404
    assert head.get(f"/desk/workload?unit={UNIT}&role=king").status_code == 404
    assert world.client(world.officer("specialist")).get("/desk/workload").status_code == 403
