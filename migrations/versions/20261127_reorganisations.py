"""reorganisations

Revision 0008, after 0007.

What was begun is known, so that it can be finished; and running processes see that the tree was changed.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tree_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_revision")),
        sqlite_strict=True,
    )
    op.create_table(
        "reorganisations",
        sa.Column("decree", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("decree", name=op.f("pk_reorganisations")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("reorganisations")
    op.drop_table("tree_revision")
