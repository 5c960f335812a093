from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, select

from portal.db import Database
from portal.notifications.errors import LeaseLost, NoSuchMessage
from portal.notifications.models import OutboxMessage
from portal.notifications.outbox import (
    BACK_OFF,
    MAX_ATTEMPTS,
    Message,
    bury,
    claim,
    finish,
    give_back,
    retry_later,
    revive,
)
from portal.notifications.queries import backlog, list_dead
from tests.notifications.putting import enqueue

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
TOKENS = (f"token-{n}" for n in range(10**6))


def put(database: Database, *names: str, case_id: str | None = None) -> None:
    with database.transaction() as work:
        for name in names:
            enqueue(work, "mail", {"name": name}, case_id=case_id, now=NOW, name=name)


def take(database: Database, now: datetime = NOW, limit: int = 10) -> list[Message]:
    return claim(database, now=now, lease=LEASE, limit=limit, token=next(TOKENS))


def names(messages: list[Message]) -> list[str]:
    return [message.id for message in messages]


def fail(database: Database, message: Message, now: datetime = NOW) -> None:
    with database.transaction() as work:
        retry_later(work, message, now, "451 busy")


def test_R_TX_5_a_message_leaves_only_if_its_transaction_was_committed(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as work:
        enqueue(work, "mail", {}, now=NOW)
        raise ZeroDivisionError

    assert take(database) == []


def test_a_message_comes_out_as_it_went_in_with_an_id_of_its_own(database: Database) -> None:
    payload = {"to": "lan@example.vn", "tên": "Nguyễn Thị Huyền", "n": [1, None]}
    with database.transaction() as work:
        given = enqueue(work, "mail", payload, case_id="case-1", now=NOW)

    (message,) = take(database)

    assert (message.id, message.topic, message.case_id, message.payload) == (given, "mail", "case-1", payload)
    assert (message.created_at, message.attempts) == (NOW, 1)


def test_a_claimed_message_is_not_claimed_again_until_its_lease_runs_out(database: Database) -> None:
    put(database, "a")

    assert names(take(database)) == ["a"]
    assert take(database, NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = take(database, NOW + LEASE)
    assert (again.id, again.attempts) == ("a", 2)


def test_the_oldest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    put(database, *"abcde")

    assert names(take(database, limit=2)) == ["a", "b"]
    assert names(take(database, limit=2)) == ["c", "d"]


def test_messages_of_a_case_leave_one_after_the_other(database: Database) -> None:
    put(database, "a1", "a2", case_id="a")
    put(database, "b1", case_id="b")

    first = take(database)
    assert names(first) == ["a1", "b1"]
    assert take(database) == []
    with database.transaction() as work:
        finish(work, first[0], NOW)

    assert names(take(database)) == ["a2"]


def test_a_message_that_fails_blocks_only_its_case(database: Database) -> None:
    put(database, "a1", "a2", case_id="a")
    put(database, "b1", "b2", case_id="b")
    poison, other = take(database)
    fail(database, poison)
    with database.transaction() as work:
        finish(work, other, NOW)

    assert names(take(database)) == ["b2"]


def test_a_failed_message_waits_longer_each_time_and_dies_after_eight_tries(database: Database) -> None:
    put(database, "a")
    now, waits = NOW, []

    for attempt in range(1, MAX_ATTEMPTS + 1):
        (message,) = take(database, now)
        assert message.attempts == attempt
        fail(database, message, now)
        with database.read() as look:
            waits.append(look.execute(select(OutboxMessage.available_at)).scalar_one() - now)
        now += timedelta(hours=6)

    assert tuple(waits[:-1]) == BACK_OFF
    assert (BACK_OFF[0], BACK_OFF[-1]) == (timedelta(minutes=1), timedelta(hours=6))
    assert take(database, now + timedelta(days=30)) == []
    with database.read() as look:
        (dead,) = list_dead(look)
    assert (dead.id, dead.attempts, dead.last_error) == ("a", 8, "451 busy")


def test_a_dead_message_lets_the_rest_of_its_case_go_on(database: Database) -> None:
    put(database, "a1", "a2", case_id="a")
    (message,) = take(database)
    with database.transaction() as work:
        bury(work, message, NOW, "550 no such person")

    assert names(take(database)) == ["a2"]


def test_a_dead_message_can_be_revived_once(database: Database) -> None:
    put(database, "a")
    (message,) = take(database)
    with database.transaction() as work:
        bury(work, message, NOW, "550")

    with database.transaction() as work:
        revive(work, "a", NOW)
        with pytest.raises(NoSuchMessage):
            revive(work, "a", NOW)

    (again,) = take(database)
    assert again.attempts == 1


def test_a_message_given_back_has_lost_no_try(database: Database) -> None:
    put(database, "a")
    (message,) = take(database)
    with database.transaction() as work:
        give_back(work, message, NOW + timedelta(minutes=5), "unknown topic")

    assert take(database) == []
    (again,) = take(database, NOW + timedelta(minutes=5))
    assert again.attempts == 1


def _finish(work: Connection, message: Message) -> None:
    finish(work, message, NOW)


def _retry(work: Connection, message: Message) -> None:
    retry_later(work, message, NOW, "x")


def _bury(work: Connection, message: Message) -> None:
    bury(work, message, NOW, "x")


def _give_back(work: Connection, message: Message) -> None:
    give_back(work, message, NOW)


@pytest.mark.parametrize("say", [_finish, _retry, _bury, _give_back])
def test_F29_who_slept_through_the_lease_can_say_nothing_any_more(
    database: Database, say: Callable[[Connection, Message], None]
) -> None:
    put(database, "a")
    (sleeper,) = take(database)
    (owner,) = take(database, NOW + LEASE)

    with pytest.raises(LeaseLost), database.transaction() as work:
        say(work, sleeper)
    with database.transaction() as work:
        say(work, owner)


def test_a_message_finished_stays_finished(database: Database) -> None:
    put(database, "a")
    (message,) = take(database)
    with database.transaction() as work:
        finish(work, message, NOW)

    with pytest.raises(LeaseLost), database.transaction() as work:
        finish(work, message, NOW)
    assert take(database, NOW + timedelta(days=1)) == []


def test_operators_see_what_waits_since_when_and_what_died(database: Database) -> None:
    put(database, "a", "b", "c")
    (message,) = take(database, limit=1)
    with database.transaction() as work:
        bury(work, message, NOW, "x" * 10_000)

    with database.read() as look:
        state = backlog(look)
        (dead,) = list_dead(look)

    assert (state.waiting, state.oldest, state.dead) == (2, NOW, 1)
    assert len(dead.last_error) == 500


def test_workers_that_claim_at_the_same_time_never_get_the_same_message(database: Database) -> None:
    put(database, *(f"m{n:03}" for n in range(60)))
    start, taken = Barrier(4), list[str]()

    def work() -> None:
        start.wait()
        while got := take(database, limit=4):
            taken.extend(names(got))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [f"m{n:03}" for n in range(60)]


@pytest.fixture
def plan(database: Database) -> Iterator[str]:
    """How the database finds what is due, with many messages done."""
    with database.transaction() as work:
        for n in range(2_000):
            enqueue(work, "mail", {}, case_id=f"c{n}", now=NOW)
        work.exec_driver_sql("update outbox set done_at = created_at where seq > 20")
    explain = "explain query plan" if database.is_sqlite else "explain"
    with database.transaction() as work:
        work.exec_driver_sql("analyze outbox")
    question = (
        " select seq from outbox where done_at is null and dead_at is null and available_at <= '2027-01-01'"
        " order by available_at, seq limit 8"
    )
    with database.read() as look:
        yield "\n".join(str(row) for row in look.exec_driver_sql(explain + question))


def test_what_is_done_costs_the_claim_nothing(plan: str) -> None:
    assert "ix_outbox_waiting" in plan
