"""Attempts are counted within a window, and none is lost among those who try at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from portal.db import Database
from portal.people.attempts import count_attempt, forget_attempts

NOW, HOUR = datetime(2026, 3, 9, 2, tzinfo=UTC), timedelta(hours=1)


def tried(database: Database, key: str = "track/1", now: datetime = NOW) -> int:
    with database.transaction() as work:
        return count_attempt(work, key, now, HOUR)


def test_attempts_add_up_within_the_window(database: Database) -> None:
    assert [tried(database) for _ in range(3)] == [1, 2, 3]
    assert tried(database, now=NOW + HOUR) == 4


def test_after_the_window_counting_begins_again(database: Database) -> None:
    tried(database)
    later = NOW + HOUR + timedelta(seconds=1)

    assert tried(database, now=later) == 1
    assert tried(database, now=later + HOUR) == 2


def test_keys_are_counted_apart(database: Database) -> None:
    tried(database)

    assert tried(database, key="track/2") == 1


def test_of_those_who_try_at_once_none_is_lost_and_none_fails(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(lambda _: tried(database), range(40)))

    assert sorted(counted) == list(range(1, 41))


def test_old_counters_are_forgotten(database: Database) -> None:
    tried(database)
    tried(database, key="track/2", now=NOW + HOUR)

    with database.transaction() as work:
        assert forget_attempts(work, NOW + timedelta(seconds=1)) == 1
    assert tried(database, key="track/2", now=NOW + HOUR) == 2
