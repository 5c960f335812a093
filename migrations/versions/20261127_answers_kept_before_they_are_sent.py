"""answers to a notice, kept before they are sent

Revision 0012, after 0011.

What was typed and attached is not lost by an error, or by coming late. Who was reminded of a result that waits.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("typed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_kept_answers_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_kept_answers")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_files",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "case_id", "component", "file_name", "sha256")),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_kept_files_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_files")),
        sa.UniqueConstraint("case_id", "component", "sha256", name=op.f("uq_kept_files_case_id_component_sha256")),
        sqlite_strict=True,
    )
    op.create_table(
        "return_reminders",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_return_reminders_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_return_reminders")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("return_reminders")
    op.drop_table("kept_files")
    op.drop_table("kept_answers")
