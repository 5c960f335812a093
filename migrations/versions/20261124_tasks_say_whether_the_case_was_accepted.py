"""tasks say whether the case was accepted

Revision 0002, after 0001.

What is to be received is counted from the index of the desk alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("status <> 'done'")
DESK = ("unit", "role", "status", "due_at", "id", "holder")


def _index_desk(*columns: str) -> None:
    op.create_index("ix_tasks_desk", "tasks", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def upgrade() -> None:
    op.add_column("tasks", sa.Column("accepted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE tasks SET accepted = EXISTS (SELECT 1 FROM cases"
        " WHERE cases.id = tasks.case_id AND cases.accepted_at <= tasks.entered_at)"
    )
    op.drop_index("ix_tasks_desk", "tasks")
    _index_desk(*DESK, "accepted")


def downgrade() -> None:
    op.drop_index("ix_tasks_desk", "tasks")
    _index_desk(*DESK)
    op.drop_column("tasks", "accepted")
