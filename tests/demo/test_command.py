"""`portal demo`: what it refuses, and what it tells."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal import schema
from portal.cli import portal
from portal.db import Database
from tests.house.test_settings import SAFE
from tests.world import copy_sqlite


@pytest.fixture
def home(prepared_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal's folder with tree and procedures, and no case."""
    copy_sqlite(prepared_sqlite, tmp_path / "portal.db")
    monkeypatch.setattr(schema, "current", lambda url: schema.head())  # made from the models, not by migrations
    return tmp_path


def call(home: Path, *words: str, **environ: str) -> Result:
    return CliRunner().invoke(portal, ["demo", *words], env={"PORTAL_HOME": str(home), **environ})


def test_cases_are_loaded_once(home: Path) -> None:
    first = call(home, "load", "--cases", "3")
    second = call(home, "load", "--cases", "3")
    more = call(home, "load", "--cases", "2", "--more")

    assert first.exit_code == 0, first.output
    assert "3 cases" in first.output
    assert second.exit_code == 1
    assert "--more" in second.output
    assert more.exit_code == 0, more.output


@pytest.mark.parametrize("command", ["load", "people"])
def test_production_is_refused(home: Path, command: str) -> None:
    result = call(home, command, **SAFE)

    assert result.exit_code == 1
    assert "This is production" in result.output
    assert cases_in(home) == 0


def test_everybody_who_can_be_logged_in_as_is_listed(home: Path) -> None:
    result = call(home, "people", "--json")

    people = json.loads(result.output)
    assert {"login": "officers", "account": "tu-nghia.mot-cua-1"}.items() <= next(
        one for one in people if one["name"] == "Bùi Thị Kim Chi"
    ).items()
    assert {one["login"] for one in people} == {"citizens", "officers"}


def cases_in(home: Path) -> int:
    database = Database(f"sqlite:///{home / 'portal.db'}")
    with database.read() as look:
        found = look.exec_driver_sql("select count(*) from cases").scalar_one()
    database.dispose()
    return int(found)
