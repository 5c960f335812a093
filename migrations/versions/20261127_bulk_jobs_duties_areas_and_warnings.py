"""bulk jobs, duties by time, areas of officers, warnings

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from portal.db import Json, Moment

revision = "0006"
down_revision = "0005"
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
    op.create_table(
        "bulk_jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("name", Json(), nullable=False),
        sa.Column("assignee_id", sa.Text()),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("origin", Json(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment()),
        sa.Column("sha256", sa.Text()),
        sa.Column("size", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_jobs"),
        sa.UniqueConstraint("officer_id", "key", name="uq_bulk_jobs_officer_id_key"),
        sqlite_strict=True,
    )
    op.create_index("ix_bulk_jobs_officer", "bulk_jobs", ["officer_id", "created_at"])
    op.create_table(
        "bulk_items",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("settled_at", Moment()),
        sa.ForeignKeyConstraint(["job_id"], ["bulk_jobs.id"], ondelete="CASCADE", name="fk_bulk_items_job_id_bulk_jobs"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_bulk_items_case_id_cases"),
        sa.PrimaryKeyConstraint("job_id", "place", name="pk_bulk_items"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "officer_areas",
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["units.code"], name="fk_officer_areas_area_units"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_officer_areas_officer_id_officers"),
        sa.PrimaryKeyConstraint("officer_id", "area", name="pk_officer_areas"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_officer_areas_area", "officer_areas", ["area"])
    open_ = sa.text("status <> 'done'")
    op.create_index("ix_tasks_step_due", "tasks", ["step_due_at"], sqlite_where=open_, postgresql_where=open_)
    op.create_table(
        "step_warnings",
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_step_warnings_task_id_tasks"),
        sa.PrimaryKeyConstraint("task_id", "kind", name="pk_step_warnings"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("step_warnings")
    op.drop_index("ix_tasks_step_due", "tasks")
    op.drop_table("officer_areas")
    op.drop_table("bulk_items")
    op.drop_table("bulk_jobs")
    op.drop_table("duties")
