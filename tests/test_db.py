"""The database promises of R-TX-4, on both engines."""

import errno
import fcntl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import db
from portal.db import Base, Database


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


def test_a_turn_that_cannot_be_taken_holds_back_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    Base.metadata.tables["test_probe"].create(database.engine)
    monkeypatch.setattr(db, "WRITE_WAIT_SECONDS", 0.2)

    with monkeypatch.context() as broken:
        broken.setattr(fcntl, "flock", _no_locks)
        with pytest.raises(OSError, match="No locks available"), database.transaction():
            pass

    with database.transaction() as work:
        work.execute(insert(Probe).values(id="a", at=datetime.now(UTC), facts={}))
    database.dispose()


def _no_locks(file: int, operation: int) -> None:
    raise OSError(errno.ENOLCK, "No locks available")
