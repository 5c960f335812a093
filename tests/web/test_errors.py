"""What goes wrong in the house itself gets a page that says what to do, and no word that was typed is lost."""

import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from tests.cases.test_submission import publish_again
from tests.storage.files import pdf
from tests.stories import (
    CERTIFICATE,
    begin_application,
    file_case,
    token,
)
from tests.web.cast import draft_with_paper
from tests.web.error_pages import WORDS, clear, form
from tests.world import World


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Let somebody else hold the database for writing."""
    url = world.house.database.url
    if world.house.database.is_sqlite:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    engine = create_engine(url)
    with engine.connect() as holder:
        holder.execute(text("lock table cases, drafts, command_keys in access exclusive mode"))
        yield
    engine.dispose()


def test_a_locked_database_is_a_503_that_keeps_the_form(world: World) -> None:
    case = file_case(world)
    url, browser = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    fields = {**form(browser.get(url)), "reasons": WORDS}

    with locked(world):
        page = clear(browser.post(f"{url}/actions/refuse", data=fields), 503)

    assert "Những gì bạn đã viết vẫn còn" in page
    assert browser.post(f"{url}/actions/refuse", data=fields).status_code == 303


@contextmanager
def gone(world: World) -> Iterator[None]:
    """Take the database away, as a stopped server or an unmounted disk does."""
    database = world.house.database
    database.dispose()
    if database.is_sqlite:
        file = Path(database.url.removeprefix("sqlite:///"))
        away = file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        away.rename(file)
        return
    name = re.search(r"/(\w+)\?", database.url)
    assert name is not None
    admin = create_engine(database.url.replace(name[0], "/postgres?"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"alter database {name[1]} allow_connections false"))
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"), {"name": name[1]}
        )
        yield
        connection.execute(text(f"alter database {name[1]} allow_connections true"))
    admin.dispose()


def test_a_database_that_is_gone_is_a_503_and_comes_back(world: World) -> None:
    browser = world.client(world.citizen())
    start = f"/procedures/{CERTIFICATE}/apply"
    own = {"csrf_token": token(browser.get(start))}

    with gone(world):
        for page in ("/", "/me", "/procedures", start):
            clear(browser.get(page), 503)
        assert "Những gì bạn đã viết vẫn còn" in clear(browser.post(start, data=own), 503)

    assert browser.get(start).status_code == 200
    assert browser.post(start, data=own).status_code == 303


def test_a_database_without_room_is_a_503_and_loses_nothing(world: World) -> None:
    if not world.house.database.is_sqlite:
        return  # a full disk of a server is the server's own test
    browser = world.client(world.citizen())
    page = begin_application(browser)
    engine = world.house.database.engine
    engine.dispose()

    def full(connection: Any, record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    event.listen(engine, "connect", full)
    fields = {"csrf_token": token(browser.get(page)), "for_self": "no", "subject.name": "Đinh " * 2000}
    answers = [browser.post(page, data={**fields, "n": str(n)}) for n in range(3)]
    event.remove(engine, "connect", full)
    engine.dispose()

    assert {answer.status_code for answer in answers} == {503}
    assert browser.post(page, data={**fields, "for_self": "yes"}).status_code == 303


def test_a_full_disk_refuses_the_file_with_a_sentence_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id, _ = draft_with_paper(world, world.citizen())
    browser = world.client(world.citizen())
    own = {"csrf_token": token(browser.get(f"/apply/{draft_id}/papers"))}
    monkeypatch.setattr(world.house.storage, "_reserve", 2**62)

    answer = browser.post(
        f"/apply/{draft_id}/papers/old_certificate", data={**own, "file": (io.BytesIO(pdf()), "mới.pdf")}
    )

    assert answer.status_code == 422
    assert "Kho tệp đang đầy" in answer.text
    assert "giấy cũ.pdf" in answer.text


def test_a_clock_that_went_back_is_a_503(world: World) -> None:
    case = file_case(world)
    url, browser = f"/desk/cases/{case.code}", world.client(world.officer("reception"))
    fields = form(browser.get(url))
    world.clock.pass_(hours=-3)

    clear(browser.post(f"{url}/actions/accept", data=fields), 503)


@pytest.mark.parametrize("page", ["/", f"/procedures/{CERTIFICATE}"])
def test_a_day_that_the_calendar_does_not_know_is_not_guessed(world: World, page: str) -> None:
    world.clock.now = datetime(2029, 6, 1, 2, tzinfo=UTC)

    assert "lịch làm việc" in clear(world.client().get(page), 503)


def test_a_broken_definition_in_the_database_is_an_error_page_not_a_leak(world: World) -> None:
    publish_again(world, lambda definition: definition.clear())

    clear(world.client().get(f"/procedures/{CERTIFICATE}"), 500)
    assert world.client().get("/track").status_code == 200


def test_an_error_nobody_thought_of_says_nothing_of_itself(world: World) -> None:
    def breaks() -> str:
        raise RuntimeError("the password is hunter2, see portal/db.py")

    world.app.view_functions["public.home"] = breaks

    assert "hunter2" not in clear(world.client().get("/"), 500)
