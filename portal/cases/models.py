"""Tables of drafts and cases. Events are the truth; the case row, its tasks and its units follow from them.

Only this package writes here (import-linter keeps it so), and business state only through `Door`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases import bulk_models as bulk_models
from portal.cases import confirmation_models as confirmation_models
from portal.cases import meeting_models as meeting_models
from portal.cases import referral_models as referral_models
from portal.cases import supplement_models as supplement_models
from portal.cases import warning_models as warning_models
from portal.cases.file_columns import FileColumns
from portal.db import Base, Moment

# Applications that an office has begun to take in and not yet sent.
TAKEN_IN = text("unit is not null and case_id is null")

# Cases that an officer wrote for somebody.
HELPED = "cases.helper <> ''"
# Cases that another one opened for its part, and those of them that are still running.
OPENED = text("parent_id IS NOT NULL")
RUNNING = text("parent_id IS NOT NULL AND ended_at IS NULL")

# Papers that lie in an office and belong to somebody.
HELD = text("is_kept and returned_at is null")

# On SQLite such a table is its own index: rows lie by their key, and each costs one page less to write.
BY_KEY = {"sqlite_with_rowid": False}


class Draft(Base):
    """What a citizen is writing. The answers are sealed; nothing of it is seen by an officer.

    One with a `unit` is taken in there: an officer writes it for the person, and the person does not see it before it
    is sent.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index("ix_drafts_person", "person_id", "updated_at"),
        Index("ix_drafts_unit", "unit", "updated_at", sqlite_where=TAKEN_IN, postgresql_where=TAKEN_IN),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    channel: Mapped[str]
    unit: Mapped[str | None]  # where it is taken in
    helper_id: Mapped[str | None]  # the officer who began it
    procedure_code: Mapped[str]
    version_id: Mapped[str]
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    page: Mapped[str]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    case_id: Mapped[str | None]  # once submitted; a draft becomes one case at the most


class DraftFile(FileColumns, Base):
    """A file attached to a draft, for one component of the dossier."""

    __tablename__ = "draft_files"

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]


class Case(Base):
    """One case as it stands. Everything here but the identity columns is a projection of its events."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("draft_id"),
        Index("ix_cases_applicant", "applicant_id", "submitted_at"),
        # The figures of a unit: what came in, and what left its hands (or is still in them: both moments missing).
        Index("ix_cases_received", "competent", "submitted_at"),
        Index("ix_cases_left", "competent", "decided_at", "ended_at"),
        # What a helper has sent with people.
        Index(
            "ix_cases_helper",
            "helper",
            "submitted_at",
            sqlite_where=text("helper <> ''"),
            postgresql_where=text("helper <> ''"),
        ),
        # Cases that a leader is asked to apologise for.
        Index(
            "ix_cases_apology",
            "apology_at",
            "due_at",
            sqlite_where=text("apology_at IS NOT NULL"),
            postgresql_where=text("apology_at IS NOT NULL"),
        ),
        # Cases that will be late soon, for whoever drafts the apology.
        Index(
            "ix_cases_due",
            "due_at",
            sqlite_where=text("decided_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL"),
            postgresql_where=text("decided_at IS NULL AND ended_at IS NULL AND due_at IS NOT NULL"),
        ),
        Index("ix_cases_parent", "parent_id", sqlite_where=OPENED, postgresql_where=OPENED),
        Index("ix_cases_children", "submitted_at", "id", sqlite_where=RUNNING, postgresql_where=RUNNING),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    draft_id: Mapped[str]
    parent_id: Mapped[str | None]  # the case that opened this one for its part of it
    procedure_code: Mapped[str]
    version_id: Mapped[str]
    variant: Mapped[str]
    applicant_id: Mapped[str]
    applicant_name: Mapped[str]
    channel: Mapped[str]
    language: Mapped[str]
    return_by: Mapped[str]
    calendar: Mapped[str]
    intake: Mapped[str]
    competent: Mapped[str]
    helper: Mapped[str]  # the officer who helped or took it in; empty: nobody did
    help_unit: Mapped[str]  # of the helper
    return_unit: Mapped[str]  # whose counter gives the result; empty unless it is given at a counter
    state: Mapped[int]
    step: Mapped[str | None]
    unit: Mapped[str | None]
    holder: Mapped[str | None]
    fee: Mapped[int]
    paid: Mapped[int]
    outcome: Mapped[str | None]
    submitted_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    original_due_at: Mapped[datetime | None]
    extended_to: Mapped[datetime | None]  # the one new date of slip 04; figures count `due_at`
    apology_at: Mapped[str | None]  # the unit whose leader is asked for slip 04
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int]
    last_seq: Mapped[int]
    last_at: Mapped[datetime]
    last_hash: Mapped[str]
    snapshot: Mapped[dict[str, Any]]


class CaseContent(Base):
    """The answers of a case, sealed. The events hold only a salted digest of them (R-AUD-5)."""

    __tablename__ = "case_contents"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class CaseFile(FileColumns, Base):
    """A file of a case, from its application or from an answer to a supplement."""

    __tablename__ = "case_files"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    added_at: Mapped[datetime]
    revision: Mapped[int]


class CaseEvent(Base):
    """One thing that happened, chained to the one before. Rows are never updated or deleted; triggers see to it."""

    __tablename__ = "case_events"
    __table_args__ = BY_KEY

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    private: Mapped[bytes | None] = mapped_column(LargeBinary)
    private_digest: Mapped[str | None]
    actor: Mapped[dict[str, Any]]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class Task(Base):
    """One step of one case on somebody's desk."""

    __tablename__ = "tasks"
    __table_args__ = (
        # The desk's lists: what lies in a unit for a role, nearest to its due moment first. With the holder in it, the
        # step, and whether the case was accepted, the counters need nothing but the index.
        Index(
            "ix_tasks_desk",
            "unit",
            "role",
            "status",
            "due_at",
            "id",
            "holder",
            "accepted",
            "step",
            sqlite_where=text("status <> 'done'"),
            postgresql_where=text("status <> 'done'"),
        ),
        Index(
            "ix_tasks_holder",
            "holder",
            "status",
            "due_at",
            "id",
            sqlite_where=text("status <> 'done'"),
            postgresql_where=text("status <> 'done'"),
        ),
        # What is nearly or over its step's time, in all units: asked every minute.
        Index(
            "ix_tasks_step_due",
            "step_due_at",
            sqlite_where=text("status <> 'done'"),
            postgresql_where=text("status <> 'done'"),
        ),
        Index("ix_tasks_case", "case_id", "status"),
        # Whose time to answer is over.
        Index(
            "ix_tasks_waiting",
            "due_at",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        # What a unit's officers finished.
        Index(
            "ix_tasks_done",
            "unit",
            "closed_at",
            sqlite_where=text("status = 'done'"),
            postgresql_where=text("status = 'done'"),
        ),
        BY_KEY,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    step: Mapped[str]
    role: Mapped[str]
    unit: Mapped[str]
    holder: Mapped[str | None]
    status: Mapped[str]  # open | waiting (for the citizen) | done
    accepted: Mapped[bool]  # whether the case was, when it came to this step: what is not has to be received
    entered_at: Mapped[datetime]
    step_due_at: Mapped[datetime]
    due_at: Mapped[datetime]  # of the case, else of the step: the list sorts by it
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]


# The word stands in the statement itself, as in the partial indexes: SQLite plans a statement anew at each execution
# when a bound value decides whether an index fits.
NOT_DONE = Task.status != literal_column("'done'")


class CaseUnit(Base):
    """Which units a case is or was in: the ground of `visible_to`, and of the list of all cases of a unit."""

    __tablename__ = "case_units"
    __table_args__ = (Index("ix_case_units_unit", "unit", "submitted_at", "case_id"), BY_KEY)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(Moment)


class CaseWord(Base):
    """The words by which a case is found, newest first; the same index on both databases."""

    __tablename__ = "case_words"
    __table_args__ = BY_KEY

    word: Mapped[str] = mapped_column(primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)


class CaseReferral(Base):
    """A question to another unit. Follows from the events; that unit sees this, not the case."""

    __tablename__ = "case_referrals"
    __table_args__ = (
        Index(
            "ix_case_referrals_unit",
            "unit",
            "role",
            "reply_by",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        # What is nearly or over its time, in all units: asked every minute.
        Index(
            "ix_case_referrals_due",
            "reply_by",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_case_referrals_asker", "asked_by", "asked_at"),
        BY_KEY,
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str]
    role: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    waits: Mapped[bool]
    status: Mapped[str]  # open | answered | closed
    settled_at: Mapped[datetime | None]


class CaseView(Base):
    """Who opened a case, when and as what: the applicant can see it (R-AZ-9)."""

    __tablename__ = "case_views"
    __table_args__ = (Index("ix_case_views_case", "case_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime]
    viewer_id: Mapped[str]
    viewer_name: Mapped[str]
    role: Mapped[str]
    unit: Mapped[str]
    purpose: Mapped[str]


class CaseDocument(Base):
    """A document the portal made for a case: slip 01, the result. Made again byte for byte from the events."""

    __tablename__ = "case_documents"
    __table_args__ = (UniqueConstraint("case_id", "kind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    number: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime]


class Original(Base):
    """A paper that was shown at a counter: compared with its copy, and perhaps kept, until it is given back."""

    __tablename__ = "originals"
    __table_args__ = (
        Index(None, "draft_id"),
        Index(None, "case_id"),
        Index("ix_originals_held", "unit", "taken_at", sqlite_where=HELD, postgresql_where=HELD),
        BY_KEY,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"))  # until the case is filed
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    unit: Mapped[str]
    component: Mapped[str]
    paper: Mapped[str]  # what it is, in the officer's words
    is_kept: Mapped[bool]
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    sha256: Mapped[str | None]  # of its scan among the files of the dossier
    certified_by: Mapped[str | None]  # who compared the scan with it
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[str | None]
    returned_to: Mapped[str | None]


class CommandKey(Base):
    """What was answered to a command, so that the same command again gets the same answer (R-TX-2)."""

    __tablename__ = "command_keys"
    __table_args__ = (Index("ix_command_keys_at", "at"), BY_KEY)

    principal: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    receipt: Mapped[dict[str, Any]]
    at: Mapped[datetime]
