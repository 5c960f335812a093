"""Rows that are written once: whoever comes second waits for the first, and writes only what that did not keep."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.notifications.models import DutyTurn
from portal.once import insert_new
from tests.racing import together

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def write(database: Database, *names: str, began: Event | None = None) -> list[str]:
    with database.transaction() as work:
        rows = [{"name": name, "next_at": NOW} for name in names]
        if began is not None:
            began.set()
        return [row.name for row in insert_new(work, DutyTurn, rows)]


def test_rows_that_are_there_stay_as_they_are(database: Database) -> None:
    assert write(database, "a", "b") == ["a", "b"]
    assert write(database, "b", "c") == ["c"]
    assert write(database) == []


def test_whoever_comes_while_another_writes_gets_what_that_one_leaves(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as work:
            insert_new(work, DutyTurn, [{"name": "a", "next_at": NOW}])
            second: Future[list[str]] = pool.submit(write, database, "a", "b")
        assert second.result() == ["b"]


def test_what_the_first_gives_up_is_the_seconds(database: Database) -> None:
    began = Event()
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(ZeroDivisionError), database.transaction() as work:
            insert_new(work, DutyTurn, [{"name": "a", "next_at": NOW}])
            second = pool.submit(write, database, "a", "b", began=began)
            began.wait(0.2)  # on SQLite it has to wait for its turn before it begins
            raise ZeroDivisionError
        assert second.result() == ["a", "b"]


def test_of_many_at_once_each_row_is_somebodys(database: Database) -> None:
    names = [f"{n:03}" for n in range(200)]

    found = together(lambda: write(database, *names), times=8)

    assert sorted(name for one in found for name in one) == names
    with database.read() as look:
        assert look.execute(select(func.count()).select_from(DutyTurn)).scalar_one() == len(names)
