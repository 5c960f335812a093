"""questions to other units, and apologies

Revision 0003, after 0002.

A case may ask other units; a leader may put its date off once; the worker finds what time alone brings about.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APOLOGY = sa.text("apology_at IS NOT NULL")
IN_HAND = sa.text("decided_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL")
WAITING = sa.text("status = 'waiting'")
ASKED = sa.text("status = 'open'")


def _index(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.add_column("cases", sa.Column("extended_to", Moment(), nullable=True))
    op.add_column("cases", sa.Column("apology_at", sa.Text(), nullable=True))
    _index("ix_cases_apology", "cases", ["apology_at", "due_at"], APOLOGY)
    _index("ix_cases_due", "cases", ["due_at"], IN_HAND)
    _index("ix_tasks_waiting", "tasks", ["due_at"], WAITING)
    op.create_table(
        "case_referrals",
        sa.Column("case_id", sa.Text(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("reply_by", Moment(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    _index("ix_case_referrals_unit", "case_referrals", ["unit", "role", "reply_by"], ASKED)


def downgrade() -> None:
    op.drop_table("case_referrals")
    op.drop_index("ix_tasks_waiting", "tasks")
    op.drop_index("ix_cases_due", "cases")
    op.drop_index("ix_cases_apology", "cases")
    op.drop_column("cases", "apology_at")
    op.drop_column("cases", "extended_to")
