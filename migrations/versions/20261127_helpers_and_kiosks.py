"""confirmations of what a helper wrote, what a helper sent, and kiosks

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HELPED = sa.text("helper <> ''")


def upgrade() -> None:
    op.create_table(
        "confirmations",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment()),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_confirmations_draft_id_drafts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_confirmations")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_cases_helper", "cases", ["helper", "submitted_at"], sqlite_where=HELPED, postgresql_where=HELPED
    )
    _create_kiosks()


def _create_kiosks() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment()),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_kiosks_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosks")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_kiosks_token_digest")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("kiosks")
    op.drop_index("ix_cases_helper", "cases")
    op.drop_table("confirmations")
