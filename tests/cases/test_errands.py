"""What the worker does after the commit: each errand can be done twice, and is then done once."""

from sqlalchemy import select, update

from portal.cases.errands import Errands
from portal.cases.models import CaseDocument
from portal.notifications.models import OutboxMessage
from portal.notifications.worker import Worker
from tests.postbox import Postbox
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import World


def run(world: World, postbox: Postbox) -> None:
    house = world.house
    errands = Errands(database=house.database, mill=house.mill, channel=postbox, clock=house.clock)
    worker = Worker(house.database, errands.handlers, house.clock)
    while worker.run_once():
        pass


def documents(world: World) -> list[tuple[str, str]]:
    with world.house.database.read() as look:
        rows = look.execute(select(CaseDocument.kind, CaseDocument.sha256).order_by(CaseDocument.kind))
        return [(row.kind, row.sha256) for row in rows]


def test_every_official_step_is_told_in_order(world: World) -> None:
    postbox = Postbox()
    case = bring_to(world, file_case(world), None)

    run(world, postbox)

    subjects = [mail.subject.replace(case.code, "…") for mail in postbox.sent]
    assert subjects == [
        "Đã nhận hồ sơ …",
        "Hồ sơ … được tiếp nhận",
        "Hồ sơ … đã có kết quả",
        "Đã trả kết quả hồ sơ …",
        "Hồ sơ … đã kết thúc",
    ]
    assert {mail.to for mail in postbox.sent} == {"an@example.org"}


def test_AC80_a_letter_holds_nothing_that_opens_anything(world: World) -> None:
    postbox = Postbox()
    ask_for_more(world, file_case(world))

    run(world, postbox)

    for mail in postbox.sent:
        for secret in ("051090000001", "912345678", "Điện An", "Gửi bản rõ hơn", "secret", "token"):
            assert secret not in mail.text + mail.subject


def test_documents_are_made_once_and_are_the_same_bytes_again(world: World) -> None:
    bring_to(world, file_case(world), None)
    run(world, Postbox())
    before = documents(world)
    _send_again(world)

    run(world, Postbox())

    assert [kind for kind, _ in before] == ["result", "slip-01"]
    assert documents(world) == before


def test_a_letter_sent_again_carries_the_same_id(world: World) -> None:
    file_case(world)
    first, second = Postbox(), Postbox()
    run(world, first)
    _send_again(world)
    run(world, second)

    assert [mail.message_id for mail in first.sent] == [mail.message_id for mail in second.sent]
    assert len({mail.message_id for mail in first.sent}) == len(first.sent)


def _send_again(world: World) -> None:
    """Put all messages back, as a worker leaves them that died after its errand and before its note."""
    with world.house.database.transaction() as work:
        work.execute(update(OutboxMessage).values(done_at=None, available_at=world.clock()))
