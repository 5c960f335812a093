"""Warnings by time: each goes out once, to whom it concerns, at the moment that was promised."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from portal.cases.officer_letters import LANES, OfficerLetters, digest_of, warning_of
from portal.cases.warning_models import StepWarning
from portal.cases.warnings import Warnings
from portal.notifications.mail import SmtpChannel
from portal.notifications.models import OutboxMessage
from portal.notifications.worker import Worker
from portal.people.models import Appointment, Officer
from tests.notifications.smtp import PostOffice, post_office
from tests.postbox import Postbox
from tests.racing import together
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import World

SEVEN = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)  # 07:00 on a Tuesday in Vietnam


@pytest.fixture(autouse=True)
def addresses(world: World) -> None:
    """Give everybody an address."""
    with world.house.database.transaction() as work:
        work.execute(update(Officer).values(email=Officer.name + "@example.vn"))


def warnings(world: World) -> Warnings:
    house = world.house
    return Warnings(database=house.database, directory=house.directory, calendar=house.calendar)


def letters(world: World, topic: str) -> list[tuple[str, dict[str, object]]]:
    """Return for whom letters were left, and what they are about."""
    with world.house.database.read() as look:
        names = {row.id: row.name for row in look.execute(select(Officer.id, Officer.name))}
        found = select(OutboxMessage.payload).where(OutboxMessage.topic == topic).order_by(OutboxMessage.seq)
        return [(names[what["officer_id"]], what) for what in look.execute(found).scalars()]


def deliver(world: World, postbox: Postbox | SmtpChannel) -> None:
    house = world.house
    made = OfficerLetters(
        database=house.database,
        versions=house.versions,
        channel=postbox,
        clock=house.clock,
        base_url="https://motcua.example",
    )
    worker = Worker(house.database, made.handlers, house.clock)
    while worker.run_once():
        pass


def test_the_head_is_told_at_eighty_percent_and_the_leader_at_due_each_once(world: World) -> None:
    bring_to(world, file_case(world), "appraise")
    told = []
    for _ in range(60):  # two weeks, every few hours
        warnings(world).warn_of_steps(world.clock())
        told.append([(who, what["kind"]) for who, what in letters(world, "warn-of-steps")])
        world.clock.pass_(hours=5)

    assert told[0] == []
    assert told[-1] == [("Head", "soon"), ("Leader", "due")]
    assert told.index(told[-1]) > told.index([("Head", "soon")]) > 0


def test_a_reception_without_a_head_is_the_leaders_concern(world: World) -> None:
    file_case(world)  # two hours for reception: 80 % is after 96 minutes
    world.clock.pass_(minutes=59)
    warnings(world).warn_of_steps(world.clock())

    assert letters(world, "warn-of-steps")[0][0] == "Leader"


def test_a_head_without_a_leader_is_told_before_and_nobody_is_looked_for_above(world: World) -> None:
    """When the step is over nobody is left to tell but the desk, and that is noted once, not tried each minute."""
    case = bring_to(world, file_case(world), "appraise")
    with world.house.database.transaction() as work:
        work.execute(delete(Appointment).where(Appointment.role == "leader"))
    for _ in range(60):  # a week, every two hours
        warnings(world).warn_of_steps(world.clock())
        world.clock.pass_(hours=2)

    assert [(who, what["kind"]) for who, what in letters(world, "warn-of-steps")] == [("Head", "soon")]
    with world.house.database.read() as look:
        noted = look.execute(select(StepWarning.kind).order_by(StepWarning.kind)).scalars().all()
    assert noted == ["due", "soon"]
    assert "Quá hạn" in world.client(world.officer("specialist")).get(f"/desk/cases/{case.code}").text


def test_several_workers_warn_once(world: World) -> None:
    for _ in range(3):
        file_case(world)
    now = world.clock.pass_(days=2)

    together(lambda: warnings(world).warn_of_steps(now))

    [(who, what)] = letters(world, "warn-of-steps")
    assert (who, what["kind"]) == ("Leader", "due")
    assert isinstance(what["tasks"], list)
    assert len(what["tasks"]) == 3


def test_several_workers_send_a_digest_once(world: World) -> None:
    together(lambda: warnings(world).send_digests(SEVEN))

    assert set(Counter(who for who, _ in letters(world, "digest")).values()) == {1}


def test_what_waits_for_the_citizen_or_to_be_fetched_is_nobodys_delay(world: World) -> None:
    ask_for_more(world, file_case(world))
    bring_to(world, file_case(world), "hand_over")
    world.clock.pass_(days=5)
    warnings(world).warn_of_steps(world.clock())

    assert letters(world, "warn-of-steps") == []


def test_a_warning_names_the_cases_and_nobody(world: World) -> None:
    case, postbox = file_case(world), Postbox()
    world.clock.pass_(days=2)
    warnings(world).warn_of_steps(world.clock())

    deliver(world, postbox)

    [mail] = postbox.sent
    assert (mail.to, mail.subject) == ("Leader@example.vn", "1 hồ sơ đã quá hạn bước")
    assert case.code in mail.text
    assert "Nguyễn Văn An" not in mail.text


def test_what_was_done_in_the_meantime_is_not_written_about(world: World) -> None:
    case, postbox = file_case(world), Postbox()
    world.clock.pass_(days=2)
    warnings(world).warn_of_steps(world.clock())
    bring_to(world, case, "assign")

    deliver(world, postbox)

    assert postbox.sent == []


def test_at_seven_on_a_working_day_everybody_with_a_desk_gets_one_digest(world: World) -> None:
    times = {
        "before seven": SEVEN.replace(day=9, hour=23, minute=59),
        "at seven": SEVEN,
        "again": SEVEN.replace(minute=1),
        "in the afternoon": SEVEN.replace(hour=8),
        "on Sunday": SEVEN.replace(day=15),
    }
    counts = {}
    for name, moment in times.items():
        warnings(world).send_digests(moment)
        counts[name] = len(letters(world, "digest"))

    assert counts == {"before seven": 0, "at seven": 7, "again": 7, "in the afternoon": 7, "on Sunday": 7}
    assert set(Counter(who for who, _ in letters(world, "digest")).values()) == {1}


def test_a_holiday_has_no_digest(world: World) -> None:
    warnings(world).send_digests(datetime(2026, 4, 30, 0, 30, tzinfo=UTC))

    assert letters(world, "digest") == []


def test_a_digest_goes_through_a_mail_server_to_who_has_something_to_do(world: World, tmp_path: Path) -> None:
    due = bring_to(world, file_case(world), "assign")
    waiting = ask_for_more(world, file_case(world))
    world.clock.now = SEVEN.replace(month=4, day=10)
    warnings(world).send_digests(world.clock())

    office: PostOffice
    with post_office(tmp_path) as office:
        deliver(world, SmtpChannel(office.settings()))
        taken = {str(mail["To"]): mail for mail in office.taken}

    assert set(taken) == {"Head@example.vn", "Reception@example.vn"}
    assert taken["Head@example.vn"]["Subject"] == "Việc hôm nay 10/04/2026: 1 hồ sơ cần xử lý"
    assert due.code in taken["Head@example.vn"].get_content()
    text = taken["Reception@example.vn"].get_content()
    assert "Người dân không bổ sung, không nộp tiền đúng hạn (1):" in text
    assert waiting.code in text


def test_the_letters_have_english_words_too() -> None:
    digest = digest_of(SEVEN.date(), {lane: [("H48", SEVEN)] for lane in LANES}, "https://x", "en")
    warning = warning_of("soon", [("H48", "Receive", SEVEN)], "https://x", "en")

    assert digest.subject == "Today, 10/03/2026: 3 cases to deal with"
    assert "Overdue (1):\n  H48, 07:00 10/03/2026" in digest.text
    assert warning.subject == "1 steps are nearly over their time"
