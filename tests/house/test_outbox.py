"""`portal outbox`: an operator sees what was given up, and lets it be tried again."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from portal import schema
from portal.cli import portal
from portal.db import Database
from portal.notifications.models import OutboxMessage
from tests.notifications.putting import enqueue
from tests.world import copy_sqlite

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(prepared_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal with one message that waits and one that was given up."""
    database = Database(copy_sqlite(prepared_sqlite, tmp_path / "portal.db"))
    with database.transaction() as work:
        for name in ("waits", "dead"):
            enqueue(work, "notify-applicant", {"seq": 1}, now=NOW, name=name)
        given_up = {"dead_at": NOW, "attempts": 8, "last_error": "the server said no"}
        work.execute(update(OutboxMessage).where(OutboxMessage.id == "dead").values(given_up))
    database.dispose()
    monkeypatch.setattr(schema, "current", lambda url: schema.head())  # made from the models, not by migrations
    return tmp_path


def call(home: Path, *words: str) -> Result:
    return CliRunner().invoke(portal, ["outbox", *words], env={"PORTAL_HOME": str(home)})


def test_what_waits_and_what_was_given_up_is_shown(home: Path) -> None:
    told = json.loads(call(home, "show", "--json").output)

    assert (told["waiting"], told["dead"]) == (1, 1)
    assert [(one["id"], one["last_error"]) for one in told["given_up"]] == [("dead", "the server said no")]
    assert "the server said no" in call(home, "show").output


def test_what_was_given_up_is_tried_again(home: Path) -> None:
    assert call(home, "retry", "dead").exit_code == 0

    told = json.loads(call(home, "show", "--json").output)
    assert (told["waiting"], told["dead"]) == (2, 0)


def test_one_unknown_message_leaves_all_as_they_are(home: Path) -> None:
    done = call(home, "retry", "dead", "waits")

    assert done.exit_code == 1
    assert "No message waits was given up" in done.output
    assert json.loads(call(home, "show", "--json").output)["dead"] == 1
