"""The receipt says at once what is still to be paid."""

from portal.cases.submission import Submit
from portal.workflow.commands import Withdraw
from tests.stories import write_draft
from tests.world import World


def test_a_fee_that_is_not_paid_stands_on_the_receipt(world: World) -> None:
    citizen = world.citizen()
    told = {}
    for channel in ("counter", "online"):  # which is free
        submitted = world.house.submission.submit(
            Submit(draft_id=write_draft(world, citizen), channel=channel), citizen
        )
        told[channel] = "chưa nộp lệ phí" in world.client(citizen).get(f"/cases/{submitted.code}/receipt").text

    assert told == {"counter": True, "online": False}


def test_a_case_that_was_taken_back_asks_for_no_fee(world: World) -> None:
    citizen = world.citizen()
    draft_id = write_draft(world, citizen)
    case = world.house.submission.submit(Submit(draft_id=draft_id, channel="counter"), citizen)
    world.house.door.apply(Withdraw(case_id=case.case_id, seen_version=case.version, key="taken-back"), citizen)

    for page in (f"/cases/{case.code}", f"/cases/{case.code}/receipt"):
        assert "chưa nộp lệ phí" not in world.client(citizen).get(page).text
