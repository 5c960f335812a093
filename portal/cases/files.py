"""Files of drafts and answers to supplements: the row after the blob, so a row without a blob cannot be (R-FILE-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, func, insert, select

from portal.cases.errors import NoSuchDraft
from portal.cases.file_columns import file_values
from portal.cases.models import Draft, DraftFile


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A stored and inspected file, not yet of any draft."""

    component: str
    file_name: str
    sha256: str
    size: int
    media_type: str


class DossierFull(Exception):
    """The dossier would be larger than allowed with this file."""


def files_of_draft(look: Connection, draft_id: str) -> Sequence[Row[Any]]:
    return look.execute(
        select(DraftFile.__table__).where(DraftFile.draft_id == draft_id).order_by(DraftFile.added_at, DraftFile.id)
    ).all()


def get_draft_file(look: Connection, file_id: str, person_id: str) -> Row[Any]:
    """Return a file of one of this person's drafts. Raises `NoSuchDraft`."""
    row = look.execute(
        select(DraftFile.__table__)
        .join(Draft, Draft.id == DraftFile.draft_id)
        .where(DraftFile.id == file_id, Draft.person_id == person_id)
    ).one_or_none()
    if row is None:
        raise NoSuchDraft
    return row


def add_file(work: Connection, draft_id: str, file: NewFile, *, most_bytes: int, now: datetime) -> str:
    """Attach a file to a draft and return its id; the same file for the same component is attached once.

    Raises `DossierFull`, and `NoSuchDraft` when the draft was sent or deleted in the meantime.
    """
    unsent = select(Draft.id).where(Draft.id == draft_id, Draft.case_id.is_(None)).with_for_update()
    if work.execute(unsent).scalar() is None:
        raise NoSuchDraft
    held = work.execute(
        select(DraftFile.id).where(
            DraftFile.draft_id == draft_id, DraftFile.component == file.component, DraftFile.sha256 == file.sha256
        )
    ).scalar()
    if held is not None:
        return held
    total = work.execute(
        select(func.coalesce(func.sum(DraftFile.size), 0)).where(DraftFile.draft_id == draft_id)
    ).scalar_one()
    if int(total) + file.size > most_bytes:
        raise DossierFull
    file_id = str(uuid4())
    work.execute(insert(DraftFile).values(id=file_id, draft_id=draft_id, **file_values(file), added_at=now))
    return file_id


def remove_file(work: Connection, file_id: str, draft_id: str) -> None:
    """Take a file off a draft. The blob stays until the sweep finds that nothing names it."""
    work.execute(delete(DraftFile).where(DraftFile.id == file_id, DraftFile.draft_id == draft_id))
