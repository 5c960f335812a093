"""bulk jobs, duties by time, areas of officers, warnings

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("lease_token", sa.Text()),
        sa.Column("leased_until", Moment()),
        sa.Column("done_at", Moment()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_duties"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("duties")
