"""`portal officers`: nobody works here whom nobody appointed, and this is how somebody is."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal import schema
from portal.cli import portal
from portal.people.acting import load_principal
from portal.people.principal import Kind, Post
from portal.people.roles import Role
from tests.world import COMMUNE, ISSUER, World, copy_sqlite

RECEPTION = f"{COMMUNE}/X-TTPVHCC"
CHI = ("chi", "reception", RECEPTION)


@pytest.fixture
def home(prepared_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_sqlite(prepared_sqlite, tmp_path / "portal.db")
    monkeypatch.setattr(schema, "current", lambda url: schema.head())  # made from the models, not by migrations
    return tmp_path


def call(home: Path, *words: str) -> Result:
    environ = {"PORTAL_HOME": str(home), "PORTAL_OFFICER_ISSUER": ISSUER}
    return CliRunner().invoke(portal, ["officers", *words], env=environ)


def listed(home: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call(home, "list", *words, "--json").output)
    return found


def test_an_officer_is_appointed_listed_and_let_go(home: Path) -> None:
    assert call(home, "appoint", *CHI, "--name", "Nguyễn Thị Chi", "--from", "2026-01-01").exit_code == 0
    assert call(home, "appoint", "chi", "leader", f"{COMMUNE}/X-UBND", "--from", "2026-02-01").exit_code == 0
    assert call(home, "end", *CHI, "--on", "2026-03-31").exit_code == 0

    march, april = ([one for one in listed(home, COMMUNE, "--on", day) if one["subject"] == "chi"] for day in DAYS)
    assert [(one["name"], one["role"]) for one in march] == [
        ("Nguyễn Thị Chi", "reception"),
        ("Nguyễn Thị Chi", "leader"),
    ]
    assert [(one["role"], one["valid_from"], one["valid_to"]) for one in april] == [("leader", "2026-02-01", None)]


DAYS = ("2026-03-31", "2026-04-01")


def test_only_the_unit_that_is_asked_about_is_listed(home: Path) -> None:
    assert {one["subject"] for one in listed(home, "51.21238", "--on", "2026-04-01")} == {"officer-stranger"}
    assert {one["subject"] for one in listed(home, "--on", "2024-04-01")} == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("appoint", *CHI), "--name"),
        (("appoint", "officer-reception", "reception", RECEPTION), "already, since 2025-07-01"),
        (("appoint", "officer-head", "head", "51.99"), "There is no unit 51.99"),
        (("appoint", "officer-head", "chief", COMMUNE), "chief"),
        (("appoint", "officer-head", "clerk", COMMUNE, "--from", "2026-02-01", "--to", "2026-01-01"), "is before"),
        (("end", "officer-head", "clerk", COMMUNE), "is not clerk"),
        (("end", "nobody", "clerk", COMMUNE), "Nobody is known as nobody"),
        (("switch-off", "nobody"), "Nobody is known as nobody"),
        (("list", "51.99"), "There is no unit 51.99"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(home: Path, words: tuple[str, ...], told: str) -> None:
    done = call(home, *words)

    assert done.exit_code in (1, 2)
    assert told in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_an_account_that_is_switched_off_loses_every_session_with_the_next_click(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "current", lambda url: schema.head())
    head, home = world.officer("head"), world.house.settings.home
    browsers = [world.client(head), world.client(head)]
    assert [browser.get("/desk/").status_code for browser in browsers] == [200, 200]

    assert call(home, "switch-off", "officer-head").exit_code == 0

    assert [browser.get("/desk/").status_code for browser in browsers] == [303, 303]
    assert [one["is_off"] for one in listed(home, COMMUNE) if one["subject"] == "officer-head"] == [True]
    assert call(home, "switch-on", "officer-head").exit_code == 0
    with world.house.database.read() as look:
        back = load_principal(look, Kind.OFFICER, head.id, date(2026, 3, 9))
    assert back is not None
    assert back.posts == (Post(Role.HEAD, f"{COMMUNE}/X-VP"),)


def test_what_nobody_holds_on_a_day_is_told_by_unit_and_role(home: Path) -> None:
    assert call(home, "end", "officer-clerk", "clerk", f"{COMMUNE}/X-VP", "--on", "2026-04-30").exit_code == 0

    before, after = (
        json.loads(call(home, "check", "--on", day, "--json").output) for day in ("2026-04-30", "2026-05-01")
    )

    def held(found: dict[str, Any]) -> bool:
        return not any((gap["unit"], gap["role"]) == (f"{COMMUNE}/X-VP", "clerk") for gap in found["gaps"])

    assert (held(before), held(after), after["day"]) == (True, False, "2026-05-01")
    assert ["1.004873", "issue"] in next(gap for gap in after["gaps"] if gap["unit"] == f"{COMMUNE}/X-VP")["steps"]
    told = call(home, "check", "--on", "2026-05-01")
    assert told.exit_code == 0
    assert "1.004873 issue" in told.output


def test_the_check_of_procedures_warns_of_it_and_refuses_nothing(home: Path) -> None:
    environ = {"PORTAL_HOME": str(home), "PORTAL_OFFICER_ISSUER": ISSUER}
    with_database = CliRunner().invoke(portal, ["procedures", "check"], env=environ)
    without = CliRunner().invoke(portal, ["procedures", "check"], env={**environ, "PORTAL_HOME": str(home / "none")})
    published = CliRunner().invoke(portal, ["procedures", "publish"], env=environ)

    assert (with_database.exit_code, without.exit_code, published.exit_code) == (0, 0, 0)
    assert "warning: tomorrow nobody holds" in with_database.output
    assert "warning: tomorrow nobody holds" in published.output
    assert "warning" not in without.output


def test_the_places_an_officer_looks_after_are_set_shown_and_taken_away(home: Path) -> None:
    call(home, "appoint", *CHI, "--name", "Nguyễn Thị Chi", "--from", "2026-01-01")

    assert call(home, "areas", "chi", COMMUNE).output == f"chi looks after {COMMUNE}.\n"
    assert call(home, "areas", "chi").output == f"chi looks after {COMMUNE}.\n"
    assert "There is no unit nowhere" in call(home, "areas", "chi", "nowhere").output
    assert call(home, "areas", "chi", "--none").output == "chi looks after no place.\n"
