"""Duties by time: each by one worker at a time, again when its time has come, and never stopped by one that fails."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from portal.db import Database
from portal.notifications.duties import Duties, Duty
from tests.world import SetClock

NOON = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_duty_is_done_at_once_and_then_when_its_time_has_come(database: Database) -> None:
    clock = SetClock(NOON)
    done: list[datetime] = []
    duties = Duties(database, [Duty("count", MINUTE, done.append)], clock)

    assert (duties.run_due(), duties.run_due()) == (["count"], [])
    clock.pass_(seconds=60)
    assert duties.run_due() == ["count"]
    assert done == [NOON, NOON + MINUTE]


def test_two_workers_do_not_do_it_both(database: Database) -> None:
    clock = SetClock(NOON)
    done: list[datetime] = []
    meet = threading.Barrier(4)

    def work() -> None:
        duties = Duties(database, [Duty("count", MINUTE, done.append)], clock)
        meet.wait()
        duties.run_due()

    for _ in range(3):
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        clock.pass_(seconds=60)

    assert done == [NOON, NOON + MINUTE, NOON + 2 * MINUTE]


def test_one_that_fails_stops_no_other_and_gets_its_next_turn(database: Database) -> None:
    clock = SetClock(NOON)
    done: list[datetime] = []

    def broken(now: datetime) -> None:
        done.append(now)
        raise ValueError("broken")

    duties = Duties(database, [Duty("broken", MINUTE, broken), Duty("count", MINUTE, done.append)], clock)

    assert duties.run_due() == ["count"]
    clock.pass_(seconds=60)
    assert duties.run_due() == ["count"]
    assert len(done) == 4


def test_the_duty_of_a_worker_that_died_is_taken_over_when_its_lease_is_over(database: Database) -> None:
    clock = SetClock(NOON)
    done: list[datetime] = []

    def die(now: datetime) -> None:
        raise SystemExit

    with suppress(SystemExit):
        Duties(database, [Duty("count", MINUTE, die)], clock).run_due()
    others = Duties(database, [Duty("count", MINUTE, done.append)], clock)

    clock.pass_(minutes=9)
    assert others.run_due() == []
    clock.pass_(minutes=1)
    assert others.run_due() == ["count"]
