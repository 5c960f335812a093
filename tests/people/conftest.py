"""People, a small tree for them to serve in, and the moment at which they do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.crypto import Sealer, sealer_from_secret
from portal.db import Database
from portal.people.identity import Identity, Residence
from portal.units.load import read_tree, store_tree
from tests.units.trees import invented, written

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

HOA = Identity(
    issuer="https://id.example",
    subject="s-1",
    name="Nguyễn Thị Hoa",
    personal_id="051190012345",
    birth_date="1990-05-12",
    sex="female",
    residence=Residence("99.12", "Thôn 2"),
    phone="+84912345678",
    email="hoa@example.com",
)


@pytest.fixture
def sealer() -> Sealer:
    return sealer_from_secret("a secret for tests")


@pytest.fixture
def staffed(database: Database, tmp_path: Path) -> Database:
    """A database with the invented province in it."""
    with database.transaction() as work:
        store_tree(work, read_tree(written(invented(), tmp_path)))
    return database
