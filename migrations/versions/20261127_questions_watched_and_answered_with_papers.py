"""questions to other units: watched, listed for whoever asked, answered with papers

Revision 0013, after 0012.

What was written about questions that are nearly or over their time, the papers that came with answers, and the two
indexes by which the worker and the askers find questions.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    op.create_table(
        "referral_warnings",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_referral_warnings_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "number", "kind", name=op.f("pk_referral_warnings")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "referral_files",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_referral_files_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "number", "sha256", name=op.f("pk_referral_files")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_case_referrals_due", "case_referrals", ["reply_by"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_case_referrals_asker", "case_referrals", ["asked_by", "asked_at"])


def downgrade() -> None:
    op.drop_index("ix_case_referrals_asker", table_name="case_referrals")
    op.drop_index("ix_case_referrals_due", table_name="case_referrals")
    op.drop_table("referral_files")
    op.drop_table("referral_warnings")
