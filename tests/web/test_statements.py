"""How often a page asks the database: at most eight times, whatever it shows (design.md section 10)."""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.stage import PROCEDURE, command, way
from portal.cases.door import Receipt
from portal.web import fresh_tree
from tests.cases.standing import leave
from tests.stories import file_case, write_draft
from tests.world import COMMUNE, World, copy_sqlite, world_at

MOST = 8
CASES = 12


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Collect every statement that SQLite itself runs, but for where transactions begin and end."""
    seen: list[str] = []
    counts = True

    def note(statement: str) -> None:
        if counts and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "--", "PRAGMA")):
            seen.append(" ".join(statement.split()))

    def listen(connection: sqlite3.Connection, *rest: Any) -> None:
        connection.set_trace_callback(note)

    engine = world.house.database.engine
    event.listen(engine, "checkout", listen)
    try:
        yield seen
    finally:
        counts = False  # connections in the pool go on telling
        event.remove(engine, "checkout", listen)


@pytest.fixture(scope="module")
def town(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Receipt, str]]:
    """A world with a dozen cases, one of them on the specialist's desk, and a draft.

    A process looks at the tree every few seconds, before whatever request comes then: that is not the page's.
    """
    home = tmp_path_factory.mktemp("statements")
    url = copy_sqlite(prepared_sqlite, home / "portal.db")
    with pytest.MonkeyPatch.context() as patch, world_at(url, home) as world:
        patch.setattr(fresh_tree, "SECONDS", math.inf)
        citizen = world.citizen()
        case, *_ = [file_case(world, citizen) for _ in range(CASES)]
        for deed in way(world.officer("specialist"))[:2]:
            world.clock.pass_(minutes=30)
            case = world.house.door.apply(command(deed, case), world.officer(deed.who))
        leave(world, "specialist", "second-specialist")
        yield world, case, write_draft(world, citizen)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("nobody", "/"),
        ("nobody", "/procedures"),
        ("nobody", "/procedures?q=khai+sinh"),
        ("nobody", f"/procedures/{PROCEDURE}"),
        ("citizen", "/me"),
        ("citizen", "/cases/{case}"),
        ("citizen", "/cases/{case}/receipt"),
        ("citizen", f"/procedures/{PROCEDURE}/apply"),
        ("citizen", "/apply/{draft}/who"),
        ("citizen", "/apply/{draft}/papers"),
        ("citizen", "/apply/{draft}/review"),
        ("reception", "/desk/"),
        ("reception", "/desk/intake/"),
        ("reception", "/desk/originals"),
        ("reception", "/desk/assist/"),
        ("reception", "/desk/returns"),
        ("reception", "/desk/?lane=mine"),
        ("reception", "/desk/?step=receive&due=soon&channel=online"),
        ("reception", "/desk/labels"),
        ("reception", "/desk/cases"),
        ("reception", "/desk/cases?q=nguyen+van+an"),
        ("specialist", "/desk/cases/{case}"),
        ("head", "/desk/cases/{case}"),
        ("head", "/desk/"),
        ("head", "/desk/absence"),
        ("specialist", "/desk/absence"),  # who is away
        ("second-specialist", "/desk/"),  # who stands in
        ("second-specialist", "/desk/cases/{case}"),
        ("head", "/desk/?rows=500&chosen=all"),
        ("head", "/desk/bulk"),
        ("head", "/desk/workload"),
        ("leader", "/desk/"),
        ("leader", "/desk/apologies"),
        ("specialist", "/desk/referrals"),
        ("leader", "/desk/cases/{case}"),
        ("head", f"/desk/workload?unit={COMMUNE}/X-VP&role=specialist"),
        ("reception", "/desk/cases/{case}?at=2026-03-10T01:00:00%2B00:00~x&lane=receive"),
        ("specialist", "/desk/pairs"),
        ("supervisor", "/desk/pairs"),
        ("supervisor", "/supervision/"),
        ("supervisor", "/supervision/find?q=nguyen+van+an"),
        ("commune-supervisor", "/supervision/find?q=nguyen+van+an"),
    ],
)
def test_a_page_asks_the_database_eight_times_at_most(town: tuple[World, Receipt, str], who: str, address: str) -> None:
    world, case, draft = town
    principal = None if who == "nobody" else world.citizen() if who == "citizen" else world.officer(who)
    client = world.client(principal)
    url = address.format(case=case.code, draft=draft)
    assert client.get(url).status_code == 200  # what a process reads once only is read now
    with counted(world) as statements:
        assert client.get(url).status_code == 200

    assert statements, "nothing was counted"
    assert len(statements) <= MOST, "\n".join(statements)


def test_the_look_at_the_tree_is_one_statement_of_one_request(
    town: tuple[World, Receipt, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _, _ = town
    client = world.client()
    client.get("/procedures")
    costs = []
    monkeypatch.setattr(fresh_tree, "SECONDS", 600.0)
    fresh_tree.forget(world.app)
    for _ in range(3):
        with counted(world) as statements:
            client.get("/procedures")
        costs.append(len(statements))

    assert costs[1] == costs[2] == costs[0] - 1


def test_to_know_who_asks_costs_two_statements(town: tuple[World, Receipt, str]) -> None:
    world, _, _ = town
    nobody, citizen = world.client(), world.client(world.citizen())
    for client in (nobody, citizen):
        client.get("/procedures")
    with counted(world) as asked_by_nobody:
        nobody.get("/procedures")
    with counted(world) as asked_by_citizen:
        citizen.get("/procedures")

    assert len(asked_by_citizen) == len(asked_by_nobody) + 2  # the session, and the person


def test_the_length_of_a_list_does_not_change_how_often_it_asks(town: tuple[World, Receipt, str]) -> None:
    world, _, _ = town
    client = world.client(world.officer("reception"))
    client.get("/desk/")
    with counted(world) as with_few:
        client.get("/desk/")
    for _ in range(CASES):
        file_case(world)
    with counted(world) as with_many:
        client.get("/desk/")

    assert len(with_many) == len(with_few)
