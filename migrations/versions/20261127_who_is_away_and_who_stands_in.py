"""who is away, and who stands in

Revision 0004, after 0003.

Absences with their posts, the rosters of stand-ins, and what the night's look found that nobody holds.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Json, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stand_in_id", sa.Text(), nullable=True),
        sa.Column("procedures", Json(), nullable=False),
        sa.Column("signing", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absences_in_order")),
        sa.ForeignKeyConstraint(["entered_by"], ["officers.id"], name=op.f("fk_absences_entered_by_officers")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_absences_officer_id_officers")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["officers.id"], name=op.f("fk_absences_stand_in_id_officers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_absences_officer_id_last_day"), "absences", ["officer_id", "last_day"])
    op.create_index(op.f("ix_absences_stand_in_id_last_day"), "absences", ["stand_in_id", "last_day"])
    op.create_table(
        "absence_posts",
        sa.Column("absence_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["absence_id"], ["absences.id"], name=op.f("fk_absence_posts_absence_id_absences")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_absence_posts_unit_units")),
        sa.PrimaryKeyConstraint("absence_id", "role", "unit", name=op.f("pk_absence_posts")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_absence_posts_unit_role"), "absence_posts", ["unit", "role"])
    op.create_table(
        "stand_in_rosters",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_stand_in_rosters_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_stand_in_rosters_unit_units")),
        sa.PrimaryKeyConstraint("unit", "role", "place", name=op.f("pk_stand_in_rosters")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stand_in_rosters_officer_id"), "stand_in_rosters", ["officer_id"])
    op.create_table(
        "staffing_gaps",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("procedures", Json(), nullable=False),
        sa.Column("found_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_staffing_gaps_unit_units")),
        sa.PrimaryKeyConstraint("unit", "role", name=op.f("pk_staffing_gaps")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    for table in ("staffing_gaps", "stand_in_rosters", "absence_posts", "absences"):
        op.drop_table(table)
