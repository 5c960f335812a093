"""What nobody needs any more is taken away: old drafts, answered keys, dead sessions, files that no row names,
procedures that are over from the catalogue.

Run by the worker every hour; running it twice changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal.cases.bulk_models import BulkJob
from portal.cases.drafts import delete_expired
from portal.cases.kept_answers import forget_old
from portal.cases.meeting_models import MeetingFile
from portal.cases.models import CaseDocument, CaseFile, CommandKey, DraftFile
from portal.cases.referral_models import ReferralFile
from portal.cases.supplement_models import KeptFile
from portal.catalogue.versions import published_codes, refresh_entry
from portal.db import Database
from portal.people import sessions
from portal.people.attempts import forget_attempts
from portal.storage import FolderStorage

KEEP_KEYS = timedelta(days=7)  # R-TX-2
KEEP_JOBS = timedelta(days=30)  # what became of each case stands in its own history
KEEP_ATTEMPTS = timedelta(days=2)
KEEP_ANSWERS = timedelta(days=90)  # to a notice, never sent: a leader may let the same be asked again
# A file is stored before its row is written: younger ones may still be waiting for theirs (R-FILE-1).
KEEP_UNNAMED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many were taken away."""

    drafts: int
    keys: int
    files: int


def tidy(database: Database, storage: FolderStorage, now: datetime) -> Tidied:
    """Take away what has had its time."""
    with database.transaction() as work:
        drafts = delete_expired(work, now)
        keys = work.execute(delete(CommandKey).where(CommandKey.at < now - KEEP_KEYS)).rowcount
        work.execute(delete(BulkJob).where(BulkJob.created_at < now - KEEP_JOBS, BulkJob.finished_at.is_not(None)))
        forget_attempts(work, now - KEEP_ATTEMPTS)
        forget_old(work, now - KEEP_ANSWERS)
        sessions.prune(work, now)
    _keep_catalogue(database, now)
    with database.read() as look:
        named = {
            sha256
            for model in (CaseFile, CaseDocument, DraftFile, KeptFile, BulkJob, MeetingFile, ReferralFile)
            for sha256 in look.execute(select(model.sha256)).scalars()
            if sha256 is not None
        }
    return Tidied(drafts, keys, storage.sweep(named, now - KEEP_UNNAMED))


def _keep_catalogue(database: Database, now: datetime) -> None:
    """Show what is in force today; one procedure at a time, so that nobody waits for all of them."""
    with database.read() as look:
        codes = published_codes(look)
    for code in codes:
        with database.transaction() as work:
            refresh_entry(work, code, now)
