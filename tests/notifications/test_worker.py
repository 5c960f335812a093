import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from portal.db import Database
from portal.notifications.errors import Permanent, Temporary
from portal.notifications.outbox import MAX_ATTEMPTS, Message, claim
from portal.notifications.queries import backlog, list_dead
from portal.notifications.worker import LEASE, PARKING, Handler, Worker
from tests.notifications.putting import enqueue


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def put(database: Database, clock: Clock, *topics: str, case_id: str | None = None) -> None:
    with database.transaction() as work:
        for topic in topics:
            enqueue(work, topic, {}, case_id=case_id, now=clock())


def waiting(database: Database) -> int:
    with database.read() as look:
        return backlog(look).waiting


def reasons(database: Database) -> list[str]:
    with database.read() as look:
        return [dead.last_error for dead in list_dead(look)]


def raising(error: Exception) -> Handler:
    def handler(message: Message) -> None:
        raise error

    return handler


def test_each_message_goes_to_the_handler_of_its_topic(database: Database, clock: Clock) -> None:
    seen: list[str] = []
    handlers = {"mail": lambda m: seen.append(m.topic), "slip": lambda m: seen.append(m.topic)}
    put(database, clock, "mail", "slip", "mail")
    worker = Worker(database, handlers, clock)

    assert worker.run_once() == 3
    assert worker.run_once() == 0
    assert seen == ["mail", "slip", "mail"]
    assert waiting(database) == 0


def test_a_handler_runs_outside_any_transaction(database: Database, clock: Clock) -> None:
    def handler(message: Message) -> None:
        with database.transaction() as work:
            enqueue(work, "other", {}, now=clock())

    put(database, clock, "mail")

    Worker(database, {"mail": handler}, clock).run_once()

    assert waiting(database) == 1


@pytest.mark.parametrize("error", [Temporary("451"), RuntimeError("a bug"), OSError("gone")])
def test_what_may_work_later_is_tried_later(database: Database, clock: Clock, error: Exception) -> None:
    put(database, clock, "mail")
    worker = Worker(database, {"mail": raising(error)}, clock)

    assert (worker.run_once(), worker.run_once()) == (1, 0)
    clock.now += timedelta(minutes=1)
    assert worker.run_once() == 1
    assert waiting(database) == 1


def test_what_can_never_work_is_given_up_with_its_reason(database: Database, clock: Clock) -> None:
    put(database, clock, "mail")

    Worker(database, {"mail": raising(Permanent("550 no such person"))}, clock).run_once()

    assert reasons(database) == ["550 no such person"]


def test_F30_an_unknown_topic_is_parked_and_never_dropped(database: Database, clock: Clock) -> None:
    put(database, clock, "of-tomorrow")
    old = Worker(database, {}, clock)
    for _ in range(MAX_ATTEMPTS * 3):
        old.run_once()
        clock.now += PARKING

    seen: list[Message] = []
    Worker(database, {"of-tomorrow": seen.append}, clock).run_once()

    assert [message.attempts for message in seen] == [1]
    assert reasons(database) == []


def test_a_message_that_kills_its_worker_is_given_up_in_the_end(database: Database, clock: Clock) -> None:
    put(database, clock, "poison", "mail", case_id="a")
    for n in range(MAX_ATTEMPTS):
        claim(database, now=clock(), lease=LEASE, limit=1, token=f"killed-{n}")
        clock.now += LEASE

    seen: list[Message] = []
    worker = Worker(database, {"poison": seen.append, "mail": seen.append}, clock)
    worker.run_once()
    worker.run_once()

    assert reasons(database) == ["the worker died while handling it"]
    assert [message.topic for message in seen] == ["mail"]


def test_after_a_slow_message_the_rest_of_the_batch_is_given_back(database: Database, clock: Clock) -> None:
    def slow(message: Message) -> None:
        clock.now += LEASE * 0.6

    seen: list[Message] = []
    put(database, clock, "slow", "mail")
    worker = Worker(database, {"slow": slow, "mail": seen.append}, clock)

    assert worker.run_once() == 2
    assert seen == []
    worker.run_once()
    assert [message.attempts for message in seen] == [1]


def test_a_worker_that_was_taken_over_goes_on_with_the_next(database: Database, clock: Clock) -> None:
    def away(message: Message) -> None:
        clock.now += LEASE
        claim(database, now=clock(), lease=LEASE, limit=1, token="other")

    put(database, clock, "away")
    worker = Worker(database, {"away": away}, clock)

    assert worker.run_once() == 1
    assert waiting(database) == 1


def test_a_worker_stops_when_it_is_told_to(database: Database, clock: Clock) -> None:
    stop = threading.Event()
    put(database, clock, *["mail"] * 20)
    worker = Worker(database, {"mail": lambda m: stop.set()}, clock)

    worker.run_forever(stop)

    assert waiting(database) == 12


def test_a_database_that_is_away_is_waited_for(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, tries = threading.Event(), list[int]()

    def run_once(worker: Worker) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("select 1", {}, Exception("gone"))
        stop.set()
        return 0

    monkeypatch.setattr(Worker, "run_once", run_once)
    monkeypatch.setattr("portal.notifications.worker.TROUBLE_SECONDS", 0.01)

    Worker(database, {}, clock).run_forever(stop, idle=0.01)

    assert len(tries) == 2
