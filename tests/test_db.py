"""The database promises of R-TX-4, on both engines."""

import fcntl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import db
from portal.db import Base, Database, DatabaseBusy


class Probe(Base):
    __tablename__ = "test_probe"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]


def test_a_moment_and_json_come_back_as_they_went_in(database: Database) -> None:
    at = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    with database.transaction() as work:
        work.execute(insert(Probe).values(id="a", at=at, facts={"tên": "Đặng", "n": 1}))

    with database.read() as look:
        row = look.execute(select(Probe.at, Probe.facts)).one()
    assert row == (at, {"tên": "Đặng", "n": 1})


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as work:
        work.execute(insert(Probe).values(id="a", at=datetime.now(UTC), facts={}))
        raise RuntimeError

    with database.read() as look:
        assert look.execute(select(Probe.id)).all() == []


def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 24)  # noqa: DTZ001

    with pytest.raises(Exception, match="time zone"), database.transaction() as work:
        work.execute(insert(Probe).values(id="a", at=naive, facts={}))


def test_a_writer_that_stands_still_stops_nobody_for_longer_than_the_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "WRITE_WAIT_SECONDS", 0.2)
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    Base.metadata.tables["test_probe"].create(database.engine)
    with database.transaction():
        pass

    with (tmp_path / "portal.db.writer").open() as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        for _ in range(2):  # whoever gave up holds back nobody of the same process either
            with pytest.raises(DatabaseBusy), database.transaction():
                pass

    with database.transaction() as work:
        work.execute(insert(Probe).values(id="a", at=datetime.now(UTC), facts={}))
    database.dispose()
