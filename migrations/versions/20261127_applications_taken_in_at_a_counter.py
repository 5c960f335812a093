"""applications taken in at a counter, and the register of original papers

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TAKEN_IN = sa.text("unit is not null and case_id is null")
HELD = sa.text("is_kept and returned_at is null")
OF_CASES = ("helper", "help_unit", "return_unit")


def upgrade() -> None:
    op.add_column("drafts", sa.Column("channel", sa.Text(), nullable=False, server_default="online"))
    op.add_column("drafts", sa.Column("unit", sa.Text()))
    op.add_column("drafts", sa.Column("helper_id", sa.Text()))
    op.create_index(
        "ix_drafts_unit", "drafts", ["unit", "updated_at"], sqlite_where=TAKEN_IN, postgresql_where=TAKEN_IN
    )
    for name in OF_CASES:
        op.add_column("cases", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _create_originals()


def _create_originals() -> None:
    op.create_table(
        "originals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), sa.ForeignKey("drafts.id", name="fk_originals_draft_id_drafts")),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("cases.id", name="fk_originals_case_id_cases")),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("certified_by", sa.Text()),
        sa.Column("returned_at", Moment()),
        sa.Column("returned_by", sa.Text()),
        sa.Column("returned_to", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_originals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_originals_draft_id", "originals", ["draft_id"])
    op.create_index("ix_originals_case_id", "originals", ["case_id"])
    op.create_index(
        "ix_originals_held", "originals", ["unit", "taken_at"], sqlite_where=HELD, postgresql_where=HELD
    )


def downgrade() -> None:
    op.drop_table("originals")
    for name in OF_CASES:
        op.drop_column("cases", name)
    op.drop_index("ix_drafts_unit", "drafts")
    for name in ("helper_id", "unit", "channel"):
        op.drop_column("drafts", name)
