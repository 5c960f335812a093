"""what an office keeps about its work

Revision 0007, after 0006.

Notes, labels, where the paper lies and what was ticked; saved filters and columns.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ON = sa.text("taken_at IS NULL")
TABLES = ("desk_columns", "saved_filters", "task_ticks", "case_places", "case_labels", "labels", "case_notes")


def _text(*names: str, nullable: bool = False) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=nullable) for name in names)


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...] = ("id",), **options: bool) -> None:
    primary = sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}"))
    op.create_table(name, *parts, primary, sqlite_strict=True, **options)


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _at(name: str = "at", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=nullable)


def upgrade() -> None:
    _on_cases()
    _of_officers()


def _on_cases() -> None:
    _table(
        "case_notes",
        *_text("id", "case_id", "officer_id", "officer_name"),
        *_text("corrects", nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _at(),
        _points("case_notes", "case_id", "cases"),
        _points("case_notes", "corrects", "case_notes"),
    )
    op.create_index("ix_case_notes_case", "case_notes", ["case_id", "at"])
    _table(
        "labels",
        *_text("id", "unit", "name", "colour", "made_by"),
        *(_at("made_at"), _at("retired_at", nullable=True)),
        sa.UniqueConstraint("unit", "name", name=op.f("uq_labels_unit_name")),
    )
    _table(
        "case_labels",
        *(*_text("id", "case_id", "label_id", "put_by"), *_text("taken_by", nullable=True)),
        *(_at("put_at"), _at("taken_at", nullable=True)),
        *(_points("case_labels", "case_id", "cases"), _points("case_labels", "label_id", "labels")),
    )
    columns = ["case_id", "label_id"]
    op.create_index("ix_case_labels_on", "case_labels", columns, unique=True, sqlite_where=ON, postgresql_where=ON)
    _table(
        "case_places",
        *(*_text("id", "case_id", "unit", "place", "officer_id", "officer_name"), _at()),
        _points("case_places", "case_id", "cases"),
    )
    op.create_index("ix_case_places_case", "case_places", ["case_id", "unit", "at"])
    _table(
        "task_ticks",
        *_text("task_id", "case_id", "officer_id", "officer_name"),
        *(sa.Column("line", sa.Integer(), nullable=False), _at()),
        *(_points("task_ticks", "task_id", "tasks"), _points("task_ticks", "case_id", "cases")),
        key=("task_id", "line"),
        sqlite_with_rowid=False,
    )


def _of_officers() -> None:
    _table(
        "saved_filters",
        *(*_text("id", "officer_id", "name", "query"), _at()),
        sa.UniqueConstraint("officer_id", "name", name=op.f("uq_saved_filters_officer_id_name")),
    )
    _table("desk_columns", *_text("officer_id", "columns"), key=("officer_id",))


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
