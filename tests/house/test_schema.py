"""Migrations: up, down and up again on both databases, strict on SQLite, and a difference is seen."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import schema
from portal.cases.verification import Verifier
from portal.db import Database
from portal.durability import durability_problems
from tests.postgres import postgresql
from tests.stories import ask_for_more, bring_to, file_case
from tests.world import prepare, world_at
from tools import migrations

FIRST = '''"""First."""
import sqlalchemy as sa
from alembic import op
from portal.db import Json, Moment
revision, down_revision, branch_labels, depends_on = "1", None, None, None

def upgrade() -> None:
    op.create_table("parents", sa.Column("id", sa.Text(), primary_key=True), sa.Column("at", Moment()))
    op.create_table(
        "children",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("parent", sa.Text(), sa.ForeignKey("parents.id", ondelete="CASCADE")),
        sa.Column("facts", Json()),
    )

def downgrade() -> None:
    op.drop_table("children")
    op.drop_table("parents")
'''
SECOND = '''"""Second: SQLite writes the table anew for it."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "2", "1", None, None

def upgrade() -> None:
    with op.batch_alter_table("parents") as batch:
        batch.add_column(sa.Column("name", sa.Text(), nullable=False, server_default="x"))
        batch.alter_column("at", nullable=False)

def downgrade() -> None:
    with op.batch_alter_table("parents") as batch:
        batch.alter_column("at", nullable=True)
        batch.drop_column("name")
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two migrations, with the environment of ours."""
    made = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, made, ignore=shutil.ignore_patterns("versions", "__pycache__"))
    (made / "versions").mkdir()
    (made / "versions" / "first.py").write_text(FIRST)
    (made / "versions" / "second.py").write_text(SECOND)
    return made


def test_a_database_goes_up_and_down(database_url: str, folder: Path) -> None:
    schema.upgrade(database_url, folder=folder)
    assert schema.current(database_url) == schema.head(folder) == "2"

    schema.downgrade(database_url, "1", folder=folder)
    assert schema.current(database_url) == "1"

    schema.downgrade(database_url, folder=folder)
    assert schema.current(database_url) is None


def test_rows_that_point_to_a_rebuilt_table_stay(database_url: str, folder: Path) -> None:
    schema.upgrade(database_url, "1", folder=folder)
    database = Database(database_url)
    with database.transaction() as work:
        work.execute(sa.text("insert into parents (id, at) values ('p', '2026-01-01 00:00:00')"))
        work.execute(sa.text("insert into children (id, parent) values ('c', 'p')"))
    database.dispose()

    schema.upgrade(database_url, folder=folder)

    database = Database(database_url)
    with database.read() as look:
        assert look.execute(sa.text("select parent from children")).scalars().all() == ["p"]
    database.dispose()


def test_tables_stay_strict_when_they_are_rebuilt(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "portal.db"

    schema.upgrade(f"sqlite:///{file}", folder=folder)

    with sqlite3.connect(file) as look:
        strict = dict(look.execute("select name, strict from pragma_table_list where schema = 'main'"))
    assert strict["parents"] == strict["children"] == 1


def test_a_migration_that_fails_leaves_nothing(database_url: str, folder: Path) -> None:
    broken = SECOND.replace('batch.alter_column("at", nullable=False)', "raise RuntimeError('half way')")
    (folder / "versions" / "second.py").write_text(broken)

    with pytest.raises(RuntimeError, match="half way"):
        schema.upgrade(database_url, folder=folder)

    assert schema.current(database_url) is None


def test_rows_that_point_to_nothing_stop_a_migration(tmp_path: Path, folder: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    schema.upgrade(url, "1", folder=folder)
    second = SECOND.replace("def downgrade", '    op.execute("delete from parents")\n\ndef downgrade')
    (folder / "versions" / "second.py").write_text(second)
    with sqlite3.connect(tmp_path / "portal.db") as work:
        work.execute("insert into parents (id, at) values ('p', '2026-01-01')")
        work.execute("insert into children (id, parent) values ('c', 'p')")

    with pytest.raises(RuntimeError, match="children"):
        schema.upgrade(url, folder=folder)
    assert schema.current(url) == "1"


def test_a_model_without_migration_is_a_difference(tmp_path: Path, folder: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.db'}"

    told = "\n".join(migrations.problems(url, folder))

    assert "units" in told  # a table of ours that these two migrations do not know


def test_no_migration_at_all_is_told(tmp_path: Path, folder: Path) -> None:
    for file in (folder / "versions").glob("*.py"):
        file.unlink()

    assert list(migrations.problems(f"sqlite:///{tmp_path / 'portal.db'}", folder)) == [
        "there is no migration: alembic revision --autogenerate"
    ]


def test_R_TX_4_sqlite_that_may_lose_commits_is_told(tmp_path: Path) -> None:
    assert told_about(f"sqlite:///{tmp_path / 'a.db'}", synchronous="FULL") == []
    assert "synchronous is not FULL" in told_about(f"sqlite:///{tmp_path / 'a.db'}", synchronous="NORMAL")[0]


@pytest.fixture(scope="module")
def durable_postgresql() -> Iterator[str]:
    with postgresql(durable=True) as url:
        yield url


def test_R_TX_4_postgresql_that_may_lose_commits_is_told(durable_postgresql: str, postgresql_server: str) -> None:
    assert told_about(durable_postgresql) == []
    assert [line.split()[1] for line in told_about(postgresql_server)] == [
        "fsync",
        "full_page_writes",
        "synchronous_commit",
    ]


def told_about(url: str, *, synchronous: str = "FULL") -> list[str]:
    database = Database(url, synchronous=synchronous)
    with database.read() as look:
        told = list(durability_problems(look))
    database.dispose()
    return told


def test_nothing_is_written_beside_the_database(tmp_path: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:
        schema.upgrade(f"sqlite:///{elsewhere}/new/portal.db", folder=folder)

        assert [file.name for file in Path(elsewhere, "new").iterdir()] == ["portal.db"]


def test_open_tasks_know_after_the_migration_whether_their_case_was_accepted(database_url: str, tmp_path: Path) -> None:
    schema.upgrade(database_url)
    prepare(database_url)
    with world_at(database_url, tmp_path) as world:
        file_case(world)
        bring_to(world, file_case(world), "appraise")
        ask_for_more(world, file_case(world))

    schema.downgrade(database_url, "0001")
    schema.upgrade(database_url)

    with world_at(database_url, tmp_path) as world, world.house.database.read() as look:
        house = world.house
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
    assert len(checked) == 3
    assert [findings for _, findings in checked if findings] == []
