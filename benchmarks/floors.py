"""The least that one durable transition costs: four statements and one commit, by the driver alone.

An event of 400 bytes, a case of 30 columns with its version compared, a task, a message for the outbox; none of the
portal's code, no answer to a repeated command, no chain of hashes, no policy.
"""

import json
import sqlite3
from pathlib import Path

import psycopg
from sqlalchemy import make_url

CASES = 4_000
NOW = "2026-11-23T08:00:00"
OTHERS = [f"c{number:02}" for number in range(22)]
EVENT = {
    "actor": "officer-00042",
    "role": "specialist",
    "from": "verify",
    "to": "head",
    "reason": "x" * 180,
    "fields": {"fee": "125000", "channel": "online", "pages": 7},
    "address": "127.0.0.1",
    "agent": "y" * 60,
}
TABLES = (
    "create table cases (id {big} primary key, code text not null unique, unit_id int not null, status text not null,"
    " step text not null, version int not null, due_at text not null, updated_at text not null, "
    + ", ".join(f"{name} text" for name in OTHERS)
    + ")",
    "create index ix_cases_unit on cases (unit_id, status, due_at)",
    (
        "create table tasks (id {serial}, case_id bigint not null, step text not null, role text not null,"
        " unit_id int not null, status text not null, due_at text not null, done_at text)"
    ),
    "create index ix_tasks_inbox on tasks (unit_id, role, due_at, id) where status = 'open'",
    "create index ix_tasks_case on tasks (case_id)",
    (
        "create table events (id {serial}, case_id bigint not null, seq int not null, kind text not null,"
        " at text not null, payload {json} not null, unique (case_id, seq))"
    ),
    (
        "create table outbox (id {serial}, topic text not null, body text not null, ready_at text not null,"
        " done int not null)"
    ),
    "create index ix_outbox on outbox (ready_at) where done = 0",
)
SQLITE = {"big": "integer", "serial": "integer primary key", "json": "text"}
POSTGRESQL = {"big": "bigint", "serial": "bigserial primary key", "json": "jsonb"}
STATEMENTS = (
    "insert into events (case_id, seq, kind, at, payload) values (?, ?, ?, ?, ?)",
    "update cases set status = ?, step = ?, version = version + 1, updated_at = ? where id = ? and version = ?",
    "update tasks set step = ?, done_at = ? where id = ? and status = 'open'",
    "insert into outbox (topic, body, ready_at, done) values (?, ?, ?, 0)",
)
INSERT_CASE = f"insert into cases values ({', '.join('?' for _ in range(8 + len(OTHERS)))})"
INSERT_TASK = "insert into tasks (id, case_id, step, role, unit_id, status, due_at) values (?, ?, ?, ?, ?, ?, ?)"


class Floor:
    """Moves its cases on, one after the other; each call of `step` is one transition."""

    def __init__(self, *, begin: str, mark: str, connection: "sqlite3.Connection | psycopg.Connection") -> None:
        self._connection, self._begin = connection, begin
        self._statements = [statement.replace("?", mark) for statement in STATEMENTS]
        self._mark = mark
        self._moved = 0

    def fill(self, tables: dict[str, str]) -> None:
        """Make the tables and their cases. Called once for a database; several floors may then work on it."""
        cursor = self._connection.cursor()
        for statement in TABLES:
            cursor.execute(statement.format(**tables))
        cursor.execute(self._begin)
        filler = ("value of twenty bytes",) * len(OTHERS)
        cursor.executemany(
            INSERT_CASE.replace("?", self._mark),
            [(i, f"H48.{i:08}", i % 50, "open", "verify", 1, NOW, NOW, *filler) for i in range(CASES)],
        )
        cursor.executemany(
            INSERT_TASK.replace("?", self._mark),
            [(i, i, "verify", "specialist", i % 50, "open", NOW) for i in range(CASES)],
        )
        cursor.execute("commit")

    def step(self) -> None:
        execute = self._connection.execute
        number, before = self._moved % CASES, self._moved // CASES + 1
        self._moved += 1
        event, case, task, message = self._statements
        body = json.dumps(EVENT)
        execute(self._begin)
        execute(event, (number, before, "forwarded", NOW, body))
        if execute(case, ("open", "head", NOW, number, before)).rowcount != 1:
            raise RuntimeError("somebody else moved this case")
        execute(task, ("head", NOW, number))
        execute(message, ("notify", body, NOW))
        execute("commit")

    def close(self) -> None:
        self._connection.close()


def sqlite_floor(folder: Path) -> Floor:
    """Return a filled floor in a file of its own, as durable as the portal's database."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"pragma {pragma}")
    floor = Floor(begin="begin immediate", mark="?", connection=connection)
    floor.fill(SQLITE)
    return floor


def postgresql_floor(url: str) -> Floor:
    """Return a filled floor in a schema of its own in the portal's database."""
    parts = make_url(url)
    connection = psycopg.connect(
        host=str(parts.query["host"]), user=parts.username, dbname=parts.database, autocommit=True
    )
    connection.prepare_threshold = 2
    connection.execute("create schema floor")
    connection.execute("set search_path = floor")
    floor = Floor(begin="begin", mark="%s", connection=connection)
    floor.fill(POSTGRESQL)
    return floor
