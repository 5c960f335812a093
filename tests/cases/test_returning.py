"""Results that wait to be fetched: listed, and reminded of once."""

from portal.cases.door import Receipt
from portal.cases.errands import Errands
from portal.cases.returning import REMIND_AFTER, Reminders, waiting_results
from portal.cases.submission import Submit
from portal.notifications.worker import Worker
from tests.postbox import Postbox
from tests.racing import together
from tests.stories import bring_to, perform, write_draft
from tests.world import COMMUNE, World

OFFICE = f"{COMMUNE}/X-TTPVHCC"


def decided(world: World, return_by: str = "counter") -> Receipt:
    citizen = world.citizen()
    case = world.house.submission.submit(Submit(draft_id=write_draft(world, citizen), return_by=return_by), citizen)
    return bring_to(world, case, "hand_over")


def waiting(world: World) -> list[tuple[str, bool]]:
    with world.house.database.read() as look:
        return [(row.code, row.reminded_at is not None) for row in waiting_results(look, [OFFICE])]


def letters(world: World) -> list[str]:
    house, postbox = world.house, Postbox()
    errands = Errands(database=house.database, mill=house.mill, channel=postbox, clock=house.clock)
    worker = Worker(house.database, errands.handlers, house.clock)
    while worker.run_once():
        pass
    return [mail.subject for mail in postbox.sent if "đang chờ bạn" in mail.subject]


def test_what_was_handed_over_waits_no_more(world: World) -> None:
    first, second = decided(world), decided(world, "portal")
    assert waiting(world) == [(first.code, False), (second.code, False)]

    perform(world, "reception", first, "hand_over", receipt="Ông An đã nhận")

    assert waiting(world) == [(second.code, False)]


def test_who_does_not_come_is_reminded_once(world: World) -> None:
    case, online = decided(world), decided(world, "portal")
    reminders = Reminders(world.house.database)
    assert reminders.remind(world.clock()) == 0

    world.clock.now += REMIND_AFTER * 2
    assert [reminders.remind(world.clock()) for _ in range(2)] == [1, 0]

    assert letters(world) == [f"Kết quả hồ sơ {case.code} đang chờ bạn"]
    assert waiting(world) == [(case.code, True), (online.code, False)]


def test_several_workers_remind_once(world: World) -> None:
    cases = [decided(world) for _ in range(3)]
    world.clock.now += REMIND_AFTER * 2

    done = together(lambda: Reminders(world.house.database).remind(world.clock()))

    assert sum(done) == len(letters(world)) == len(cases)


def test_who_fetched_it_meanwhile_gets_no_letter(world: World) -> None:
    case = decided(world)
    world.clock.now += REMIND_AFTER * 2
    assert Reminders(world.house.database).remind(world.clock()) == 1

    perform(world, "reception", case, "hand_over", receipt="Ông An đã nhận")

    assert letters(world) == []
