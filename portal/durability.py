"""Whether a database keeps what it acknowledged when the power goes (R-TX-4)."""

from collections.abc import Iterator

from sqlalchemy import Connection

SQLITE_FULL = 2
POSTGRESQL_ON = ("fsync", "full_page_writes", "synchronous_commit")


def durability_problems(look: Connection) -> Iterator[str]:
    """Yield one line for each way in which this very connection could lose a commit or break a reference."""
    if look.dialect.name == "sqlite":
        if look.exec_driver_sql("PRAGMA synchronous").scalar_one() < SQLITE_FULL:
            yield "SQLite: synchronous is not FULL; a power cut loses cases already acknowledged."
        if look.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
            yield "SQLite: the journal is not WAL; readers would stop writers. Is the disk a network disk?"
        if not look.exec_driver_sql("PRAGMA foreign_keys").scalar_one():
            yield "SQLite: foreign keys are not enforced."
        return
    for name in POSTGRESQL_ON:
        # `local` and the `remote_…` ones wait for a disk as well; only `off` does not.
        if look.exec_driver_sql(f"show {name}").scalar_one() == "off":
            yield f"PostgreSQL: {name} is off; a crash loses cases already acknowledged. Set it to on."
