"""Questions to other units by time: a reminder, then the head and the asker, each once; and at once when answered."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from portal.cases.door import Receipt
from portal.cases.models import CaseReferral
from portal.cases.officer_letters import OfficerLetters
from portal.cases.referral_letters import WORDS, ReferralLetters
from portal.cases.referral_models import ReferralWarning
from portal.cases.referral_warnings import KINDS, ReferralWarnings
from portal.notifications.mail import Mail
from portal.notifications.models import OutboxMessage
from portal.notifications.worker import Worker
from portal.people.models import Officer
from portal.people.roles import Role
from portal.workflow.commands import AnswerReferral, CloseReferral
from tests.cases.standing import hire
from tests.postbox import Postbox
from tests.racing import together
from tests.sent import plan, scans, sent
from tests.web.desk.test_roads import ASKED, asked
from tests.world import World


class Bag(Postbox):
    """Says of what it keeps who got which letter."""

    @property
    def told(self) -> list[tuple[str, str]]:
        """Who got which letter, by the first words of it."""
        return sorted((mail.to.split("@")[0], _kind(mail)) for mail in self.sent)


def _kind(mail: Mail) -> str:
    return next(kind for kind, (_, opening) in WORDS["vi"].items() if opening in mail.text)


def question(world: World) -> Receipt:
    """Ask an office that has a specialist and a head; give everybody an address."""
    case = asked(world)
    hire(world, "their-head", Role.HEAD, ASKED)
    with world.house.database.transaction() as work:
        work.execute(update(Officer).values(email=func.lower(Officer.name) + "@example.org"))
    return case


def duty_of(world: World) -> ReferralWarnings:
    house = world.house
    return ReferralWarnings(database=house.database, directory=house.directory, calendar=house.calendar)


def watch(world: World, **passed: float) -> Bag:
    """Let time pass, the duty look twice, and the letters go out."""
    world.clock.pass_(**passed)
    house, bag = world.house, Bag()
    for _ in range(2):
        duty_of(world).warn(world.clock())
    made = OfficerLetters(
        database=house.database, versions=house.versions, channel=bag, clock=world.clock, base_url="http://portal"
    )
    worker = Worker(house.database, ReferralLetters(made).handlers, world.clock)
    while worker.run_once():
        pass  # what is not for these handlers is parked
    return bag


def reply(world: World, case: Receipt) -> None:
    said = {"referral": 1, "opinion": "agrees", "text": "Có."}
    command = AnswerReferral(case_id=case.case_id, seen_version=0, key=uuid4().hex, **said)  # type: ignore[arg-type]
    world.house.door.apply(command, world.officer("stranger"))


def test_nobody_is_written_to_while_there_is_time(world: World) -> None:
    question(world)
    assert watch(world, hours=1).told == []


def test_half_a_day_before_whoever_answers_is_reminded_once(world: World) -> None:
    question(world)  # Monday at 10:20, of 16 hours: due on Wednesday at the same time
    bag = watch(world, days=1, hours=6)

    assert bag.told == [("stranger", "soon")]
    assert watch(world, minutes=1).told == []


def test_when_it_is_overdue_their_head_and_the_asker_are_told_once(world: World) -> None:
    question(world)
    watch(world, days=1, hours=6)

    assert watch(world, days=1).told == [("specialist", "silent"), ("their-head", "due")]
    assert watch(world, days=1).told == []


def test_the_letters_name_the_case_and_nobody(world: World) -> None:
    case = question(world)

    for mail in watch(world, days=4).sent:
        assert case.code in mail.text
        assert "Nguyễn" not in mail.text


def test_an_office_without_a_head_has_its_leader_told_and_the_asker_always(world: World) -> None:
    asked(world)
    hire(world, "their-leader", Role.LEADER, ASKED)
    with world.house.database.transaction() as work:
        work.execute(update(Officer).values(email=func.lower(Officer.name) + "@example.org"))

    assert watch(world, days=4).told == [("specialist", "silent"), ("their-leader", "due")]


def test_an_office_with_neither_is_noted_and_the_asker_told(world: World) -> None:
    asked(world)
    with world.house.database.transaction() as work:
        work.execute(update(Officer).values(email=func.lower(Officer.name) + "@example.org"))

    assert watch(world, days=4).told == [("specialist", "silent")]


def test_an_answer_is_told_to_who_asked_at_once(world: World) -> None:
    case = question(world)
    reply(world, case)

    assert watch(world, minutes=1).told == [("specialist", "answered")]


def test_what_was_answered_or_let_go_meanwhile_is_not_written_about(world: World) -> None:
    case = question(world)
    world.clock.pass_(days=4)
    duty_of(world).warn(world.clock())
    stop = CloseReferral(case_id=case.case_id, seen_version=case.version + 1, key="stop", referral=1, reason="Quá hạn")
    world.house.door.apply(stop, world.officer("specialist"))

    assert watch(world, minutes=1).told == []


def test_several_workers_write_once(world: World) -> None:
    question(world)
    world.clock.pass_(days=4)
    duty = duty_of(world)
    together(lambda: duty.warn(world.clock()))

    with world.house.database.read() as look:
        noted = look.execute(select(func.count()).select_from(ReferralWarning)).scalar_one()
        topic = OutboxMessage.topic == "warn-of-questions"
        letters = look.execute(select(func.count()).select_from(OutboxMessage).where(topic)).scalar_one()
    assert (noted, letters) == (1, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_the_watch_reads_no_whole_table(world: World, kind: str) -> None:
    question(world)
    database = world.house.database
    duty = duty_of(world)
    with sent() as statements, database.read() as look:
        duty.to_warn_of(look, kind, world.clock())  # type: ignore[arg-type]
    with database.read() as look:
        if not database.is_sqlite:
            look.exec_driver_sql("SET enable_seqscan = off")
        plans = [step for statement, values in statements for step in plan(look, statement, values)]
    assert not scans(plans, CaseReferral.__tablename__)


def test_the_letters_have_english_words_too() -> None:
    assert {language: set(words) for language, words in WORDS.items()} == {
        language: {"soon", "due", "silent", "answered"} for language in ("vi", "en")
    }
