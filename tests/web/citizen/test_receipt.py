"""The receipt says at once what is still to be paid."""

from portal.cases.submission import Submit
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
