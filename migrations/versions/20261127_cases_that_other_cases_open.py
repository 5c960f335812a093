"""cases that other cases open

Revision 0011, after 0010.

A case may open one of its own at another unit, for that unit's part of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPENED = sa.text("parent_id IS NOT NULL")
RUNNING = sa.text("parent_id IS NOT NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.add_column("cases", sa.Column("parent_id", sa.Text(), nullable=True))
    op.create_index("ix_cases_parent", "cases", ["parent_id"], sqlite_where=OPENED, postgresql_where=OPENED)
    op.create_index(
        "ix_cases_children", "cases", ["submitted_at", "id"], sqlite_where=RUNNING, postgresql_where=RUNNING
    )


def downgrade() -> None:
    op.drop_index("ix_cases_children", "cases")
    op.drop_index("ix_cases_parent", "cases")
    op.drop_column("cases", "parent_id")
