"""Notes of officers on a case: internal, sealed, never taken away; a correction stands beside what it corrects."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from portal.cases.desk_models import CaseNote
from portal.crypto import Sealer
from portal.people.principal import Principal

LONGEST_NOTE = 2000


class NoSuchNote(Exception):
    """No note of this case has this id."""


class NotYourNote(Exception):
    """Only who wrote a note corrects it."""


def write_note(
    work: Connection,
    case_id: str,
    text: str,
    who: Principal,
    sealer: Sealer,
    now: datetime,
    *,
    corrects: str | None = None,
) -> str:
    """Keep a note, or the correction of one, and return its id. Raises `NoSuchNote` and `NotYourNote`."""
    if corrects is not None:
        _check(work, case_id, corrects, who)
    note_id = str(uuid4())
    row = {"id": note_id, "case_id": case_id, "corrects": corrects, "officer_id": who.id, "officer_name": who.name}
    body = sealer.seal(text, bound_to=f"case_notes/{note_id}")
    work.execute(insert(CaseNote).values(**row, body=body, at=now))
    return note_id


def _check(work: Connection, case_id: str, note_id: str, who: Principal) -> None:
    """See to it that a note may be corrected: the first of its line, on this case, by its writer."""
    first = (CaseNote.id == note_id, CaseNote.case_id == case_id, CaseNote.corrects.is_(None))
    writer = work.execute(select(CaseNote.officer_id).where(*first)).scalar()
    if writer is None:
        raise NoSuchNote(note_id)
    if writer != who.id:
        raise NotYourNote(note_id)
