"""How Alembic reaches the database, and what our tables need that it does not know by itself."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, event, text

from config import load_settings
from portal.db import WRITE_WAIT_SECONDS, Base, Json, Moment
from portal.schema import import_models

# Any number that no other program uses on this server: whoever holds it is changing the schema.
SCHEMA_LOCK = 7_105_116
OURS = (Moment, Json)


@event.listens_for(Table, "before_create")
def _strict(table: Table, connection: Connection, **options: Any) -> None:
    """Make every table STRICT on SQLite (R-TX-4), also one that a batch migration writes anew from reflection."""
    if connection.dialect.name == "sqlite" and table.name != "alembic_version":
        table.dialect_options["sqlite"]["strict"] = True


def _address() -> str:
    given = context.get_x_argument(as_dictionary=True).get("url")
    return str(given or context.config.attributes.get("url") or load_settings().database_url)


def _engine(url: str) -> Engine:
    """Foreign keys stay off on SQLite while tables are rebuilt: dropping the old one would delete what points to it."""
    if not url.startswith("sqlite"):
        return create_engine(url, poolclass=NullPool, connect_args={"options": "-c timezone=UTC -c lock_timeout=5s"})
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WRITE_WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _plain(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # Python would commit before each CREATE
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _render(kind: str, item: Any, known: AutogenContext) -> str | Literal[False]:
    """Write our own types by their names, which the template imports."""
    return f"{type(item).__name__}()" if kind == "type" and isinstance(item, OURS) else False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=_render,
        compare_type=True,
        transactional_ddl=True,  # SQLite can, now that we say BEGIN ourselves
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": SCHEMA_LOCK})
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _refuse_broken_references(connection)


def _refuse_broken_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise RuntimeError(f"rows would point to nothing after this migration: {tables}")


def run() -> None:
    import_models()
    engine = _engine(_address())
    with engine.connect() as connection:
        _migrate(connection)
    engine.dispose()


if context.is_offline_mode():
    raise SystemExit("This portal migrates a living database only: leave --sql away.")
run()
