"""Making the documents of a case: what it owes, what of it is there, and one of them made and kept.

A renderer that fails stops no case. The worker tries again, later each time; anybody who reads the case at the desk may
try at once. Made twice, it is the same document, and is noted once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from portal.cases import queries
from portal.cases.numbers import document_number
from portal.cases.papers import PaperMill, keep_document
from portal.cases.queries import HistoryEntry
from portal.cases.slips import kind_of, owed
from portal.db import Database
from portal.workflow import events


def missing(entries: Sequence[HistoryEntry], made: Iterable[Any]) -> dict[str, int]:
    """Return the documents of a case that still have to be made, kind -> event."""
    there = {document.kind for document in made}
    return {kind: seq for kind, seq in owed(entries).items() if kind not in there}


def make_document(database: Database, mill: PaperMill, row: Row[Any], seq: int, now: datetime) -> str:
    """Make the document of one event and keep it; return its kind. Raises `RenderFailed`.

    It is made outside of any transaction.
    """
    with database.read() as look:
        story = mill.story(look, row)
        event = story.entry(seq).event
        kind = kind_of(story, seq)
        if isinstance(event, events.ResultIssued):
            number, content = document_number(event.number, event.register), _result(look, mill, row, event)
        else:
            made = mill.slip(look, row, seq)
            number, content = made.number, made.content
    with database.transaction() as work:
        keep_document(work, mill.storage, case_id=row.id, kind=kind, number=number, content=content, now=now)
    return kind


def _result(look: Connection, mill: PaperMill, row: Row[Any], issued: events.ResultIssued) -> bytes:
    """Return the result; where a case that this one opened decided, the same paper, byte for byte."""
    if not issued.child:
        return mill.result(look, row)
    kept = queries.documents_of(look, row.id)
    return mill.storage.read(next(document.sha256 for document in kept if document.kind == f"child-{issued.child}"))
