"""The database promises of R-TX-4, on both engines."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Mapped, mapped_column

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
