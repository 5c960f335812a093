"""meetings with applicants

Revision 0010, after 0009.

A step may meet the applicant: the appointments that lie ahead, and the files of the minutes.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    op.create_table(
        "case_appointments",
        sa.Column("case_id", sa.Text(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("meets_at", Moment(), nullable=False),
        sa.Column("record_by", Moment(), nullable=False),
        sa.Column("fixed_by", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for name, columns in (("unit", ["unit", "meets_at"]), ("over", ["record_by"])):
        index = f"ix_case_appointments_{name}"
        op.create_index(index, "case_appointments", columns, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "meeting_files",
        sa.Column("case_id", sa.Text(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("meeting_files")
    op.drop_table("case_appointments")
