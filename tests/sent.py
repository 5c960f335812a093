"""What is asked of a database, by Core and past it by the driver; and how the database would go about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event

from portal.db import driver_of

Sent = list[tuple[str, Any]]


@contextmanager
def sent() -> Iterator[Sent]:
    """Collect every statement that any database is sent, and its parameters."""
    found: Sent = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch("portal.statements.driver_of", lambda connection: _Overheard(driver_of(connection), found)):
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class _Overheard:
    """A driver's connection whose statements are written down."""

    def __init__(self, driver: Any, found: Sent) -> None:
        self._driver, self._found = driver, found

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        self._found.append((statement, parameters))
        return self._driver.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)


def plan(look: Connection, statement: str, parameters: Any) -> list[str]:
    """Return the steps by which the database would answer."""
    explain = "EXPLAIN QUERY PLAN" if look.dialect.name == "sqlite" else "EXPLAIN"
    rows = look.exec_driver_sql(f"{explain} {statement}", _for_core(parameters)).all()
    return [str(row[-1]).strip() for row in rows]


def _for_core(parameters: Any) -> Any:
    return tuple(parameters) if isinstance(parameters, list) else parameters


def scans(steps: list[str], *tables: str) -> list[str]:
    """Return the steps that read one of the tables whole."""
    return [step for step in steps if any(_reads_whole(step, table) for table in tables)]


def _reads_whole(step: str, table: str) -> bool:
    """SQLite says SCAN also of a walk along an index that it need not finish, but then names the index."""
    words = step.split()
    if "Seq" in words and "Scan" in words:
        return table in words
    return words[:2] == ["SCAN", table] and "INDEX" not in words
