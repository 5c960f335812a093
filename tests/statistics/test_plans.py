"""The figures of a commune read stretches of indexes, never all cases: no plan scans a table of cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from portal.statistics.desk_work import desk_work, tasks_behind
from portal.statistics.figures import codes, overview
from portal.statistics.indicators import INDICATORS
from portal.statistics.scope import Scope
from tests.demo.plays import UNTIL
from tests.statistics.test_figures import PERIODS, books
from tests.world import World

TABLES = ("cases", "tasks", "case_units", "case_events")


@contextmanager
def statements(look: Connection) -> Iterator[list[tuple[str, Any]]]:
    """Collect what is sent to the database."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(look, "before_cursor_execute", note)
    yield sent
    event.remove(look, "before_cursor_execute", note)


def plan(look: Connection, statement: str, parameters: Any) -> str:
    if look.dialect.name == "sqlite":
        rows = look.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        return "\n".join(row[-1] for row in rows)
    rows = look.exec_driver_sql(f"EXPLAIN {statement}", parameters).all()
    return "\n".join(row[0] for row in rows)


def scans(found: str) -> list[str]:
    """Return the lines of a plan that read a whole table of cases."""
    whole = [f"{word} {table}" for table in TABLES for word in ("SCAN", "Seq Scan on")]
    return [line for line in found.splitlines() if any(f"{line.strip()} ".find(f"{one} ") >= 0 for one in whole)]


@pytest.mark.parametrize("question", ["overview", *INDICATORS, "officers", "tasks"])
def test_no_figure_of_a_commune_reads_all_cases(played: World, question: str) -> None:
    scope = Scope(principal=played.officer("commune-supervisor"), period=PERIODS["a quarter"], as_of=UNTIL)
    directory = played.house.directory
    with played.house.database.read() as look:
        if look.dialect.name == "postgresql":
            look.execute(text("SET enable_seqscan = off"))  # a table of 80 rows is read whole, whatever there is
        with statements(look) as sent:
            if question == "overview":
                overview(look, books(played), scope, "unit")
            elif question == "officers":
                desk_work(look, directory, played.house.calendar, scope)
            elif question == "tasks":
                tasks_behind(look, directory, scope, "late")
            else:
                codes(look, books(played), scope, question)
        assert sent
        for statement, parameters in list(sent):
            found = plan(look, statement, parameters)
            assert not scans(found), found


def test_the_page_of_figures_asks_the_database_once(played: World) -> None:
    scope = Scope(principal=played.officer("supervisor"), period=PERIODS["a quarter"], as_of=UNTIL)
    with played.house.database.read() as look, statements(look) as sent:
        overview(look, books(played), scope, "unit")

    assert len(sent) == 1


def test_each_figure_is_one_stretch_of_an_index(played: World) -> None:
    scope = Scope(principal=played.officer("commune-supervisor"), period=PERIODS["a quarter"], as_of=UNTIL)
    with played.house.database.read() as look:
        if look.dialect.name == "postgresql":
            look.execute(text("SET enable_seqscan = off"))
        with statements(look) as sent:
            overview(look, books(played), scope, "unit")
        found = plan(look, *sent[0]).splitlines()

    if look.dialect.name == "sqlite":
        reads = [line for line in found if " cases " in line]
        assert all("(competent=? AND " in line for line in reads), reads
    else:
        # Which index it takes for 80 rows depends on when it last counted them; that it takes one at all does not.
        reads = [line for line in found if "Scan" in line and " on cases" in line]
        conditions = [line for line in found if "Index Cond: " in line]
        assert len(conditions) >= len(reads)  # one read may take two indexes
    assert len(reads) == sum(len(indicator.parts(scope.known)) for indicator in INDICATORS.values())
