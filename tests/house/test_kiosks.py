"""`portal kiosks`: a screen is registered at a one-door office, listed, and taken away."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal import schema
from portal.cli import portal
from portal.db import Database
from portal.people.kiosks import find_kiosk
from tests.world import COMMUNE, copy_sqlite

OFFICE = f"{COMMUNE}/X-TTPVHCC"


@pytest.fixture
def home(prepared_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_sqlite(prepared_sqlite, tmp_path / "portal.db")
    monkeypatch.setattr(schema, "current", lambda url: schema.head())  # made from the models, not by migrations
    return tmp_path


def call(home: Path, *words: str) -> Result:
    return CliRunner().invoke(portal, ["kiosks", *words], env={"PORTAL_HOME": str(home)})


def test_a_screen_is_registered_listed_and_taken_away(home: Path) -> None:
    said = call(home, "add", OFFICE, "Sảnh, bên trái").output
    code = re.findall(r"(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}", said)[0]
    listed = json.loads(call(home, "list", "--json").output)
    assert [(one["unit"], one["name"], one["revoked_at"]) for one in listed] == [(OFFICE, "Sảnh, bên trái", None)]
    assert code not in call(home, "list").output, "it is shown once"

    assert call(home, "revoke", listed[0]["id"]).exit_code == 0
    assert call(home, "revoke", listed[0]["id"]).exit_code == 1
    database = Database(f"sqlite:///{home / 'portal.db'}")
    with database.read() as look:
        assert find_kiosk(look, code) is None
    database.dispose()


@pytest.mark.parametrize("unit", [COMMUNE, f"{COMMUNE}/X-VP", "51.99"])
def test_a_screen_stands_where_cases_come_in(home: Path, unit: str) -> None:
    answer = call(home, "add", unit, "Sảnh")

    assert answer.exit_code == 1
    assert unit in answer.output
