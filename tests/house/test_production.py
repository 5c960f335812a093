"""What a portal in production needs beyond its settings: a database that keeps its word, and people told apart."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from config import UnsafeSettings
from portal.cli import portal
from portal.house import build_house
from portal.people.principal import Origin
from portal.web.app import create_app
from portal.web.identity import current_origin
from tests.world import World, copy_postgresql


def test_production_does_not_start_on_a_database_that_may_lose_what_it_acknowledged(world: World) -> None:
    forgetful = replace(world.house.settings, env="production", sqlite_synchronous="NORMAL")

    with pytest.raises(UnsafeSettings) as refused:
        build_house(forgetful)

    told = "\n".join(refused.value.problems)
    names = ("synchronous",) if world.house.database.is_sqlite else ("fsync", "full_page_writes", "synchronous_commit")
    assert all(f"{name} is" in told for name in names), told
    build_house(replace(forgetful, env="development")).database.dispose()


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_production_starts_on_one_that_does_not(world: World) -> None:
    build_house(replace(world.house.settings, env="production")).database.dispose()


def test_check_tells_what_of_the_server_is_not_safe(postgresql_server: str, prepared_postgresql: str) -> None:
    with copy_postgresql(postgresql_server, prepared_postgresql, "checked") as url:
        done = CliRunner().invoke(portal, ["check", "--deploy", "--json"], env={"PORTAL_DATABASE_URL": url})

    problems = json.loads(done.output)["problems"]
    assert "PostgreSQL: fsync is off; a crash loses cases already acknowledged. Set it to on." in problems


@contextmanager
def behind(world: World, proxies: int) -> Iterator[FlaskClient]:
    app: Flask = create_app(house=replace(world.house, settings=replace(world.house.settings, proxies=proxies)))
    with app.test_client() as browser:
        yield browser


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("proxies", "forwarded", "port", "expected"),
    [
        (1, "203.0.113.9", "40000", ("203.0.113.9", 40000)),
        (1, "198.51.100.1, 203.0.113.9", "", ("203.0.113.9", 0)),  # the first was said by the person themselves
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "40000", ("203.0.113.9", 40000)),
        (1, "203.0.113.9", "9" * 5000, ("203.0.113.9", 0)),
        (0, "203.0.113.9", "40000", ("127.0.0.1", 0)),
    ],
)
def test_the_address_of_a_person_is_the_one_that_our_own_proxy_saw(
    world: World, proxies: int, forwarded: str, port: str, expected: tuple[str, int]
) -> None:
    with behind(world, proxies) as browser:
        browser.get("/", headers={"X-Forwarded-For": forwarded, "X-Real-Port": port})

        assert current_origin() == Origin("", *expected)


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_nothing_else_that_is_forwarded_is_believed(world: World) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-Prefix": "/evil"}
    with behind(world, 1) as browser:
        plain, answer = browser.get("/me"), browser.get("/me", headers={"X-Forwarded-For": "203.0.113.9", **forged})

    assert answer.headers["Location"] == plain.headers["Location"]
