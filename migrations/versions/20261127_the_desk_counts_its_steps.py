"""the desk counts its steps

Revision 0014, after 0013.

How much lies at each step is counted from the index of the desk alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("status <> 'done'")
DESK = ("unit", "role", "status", "due_at", "id", "holder", "accepted")


def _index_desk(*columns: str) -> None:
    op.drop_index("ix_tasks_desk", "tasks")
    op.create_index("ix_tasks_desk", "tasks", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def upgrade() -> None:
    _index_desk(*DESK, "step")


def downgrade() -> None:
    _index_desk(*DESK)
