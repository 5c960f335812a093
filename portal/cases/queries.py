"""Reading a case: by its code through `visible_to`, and then what belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
)

from portal.cases import store
from portal.cases.errors import NoSuchCase
from portal.cases.models import (
    NOT_DONE,
    Case,
    CaseContent,
    CaseDocument,
    CaseEvent,
    CaseFile,
    CaseView,
    Task,
)
from portal.crypto import Sealer
from portal.statements import Batch, Read, Write
from portal.workflow.events import AnyEvent

_INSERT_VIEW = Write(insert(CaseView))  # every page of the desk writes one


# Built once: building a statement costs several times what running it does.
_ID: BindParameter[Any] = bindparam("case_id")
_CODE = Read(select(Case.code).where(Case.id == _ID))
_EVENTS = Read(select(CaseEvent.__table__).where(CaseEvent.case_id == _ID).order_by(CaseEvent.seq))
_CONTENT = select(CaseContent.revision, CaseContent.answers).where(CaseContent.case_id == _ID)
_ANSWERS = Read(_CONTENT.order_by(CaseContent.revision.desc()).limit(1))
_REVISION = Read(_CONTENT.where(CaseContent.revision == bindparam("revision")))
_FILES = Read(select(CaseFile.__table__).where(CaseFile.case_id == _ID).order_by(CaseFile.component, CaseFile.added_at))
_DOCUMENTS = Read(select(CaseDocument.__table__).where(CaseDocument.case_id == _ID).order_by(CaseDocument.made_at))
_FILE = (CaseFile.id, CaseFile.component, CaseFile.file_name, CaseFile.sha256, CaseFile.size, CaseFile.media_type)
_PAPERS = (
    select(literal_column("0").label("is_document"), *_FILE, CaseFile.added_at.label("at"), CaseFile.revision)
    .where(CaseFile.case_id == _ID)
    .union_all(
        select(
            *(literal_column("1"), CaseDocument.id, CaseDocument.kind, CaseDocument.number, CaseDocument.sha256),
            *(CaseDocument.size, literal_column("''"), CaseDocument.made_at, literal_column("0")),
        ).where(CaseDocument.case_id == _ID)
    )
    .subquery()
)
_ALL_PAPERS = Read(select(_PAPERS).order_by(_PAPERS.c.is_document, _PAPERS.c.component, _PAPERS.c.at))
_VIEWS = Read(select(CaseView.__table__).where(CaseView.case_id == _ID).order_by(CaseView.at.desc()).limit(200))


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event with who caused it."""

    seq: int
    at: datetime
    event: AnyEvent
    actor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseCursor:
    submitted_at: datetime
    case_id: str


@dataclass(frozen=True, slots=True)
class CasePage:
    rows: Sequence[Row[Any]]
    next: CaseCursor | None


class DocumentRow(NamedTuple):
    """A document that the portal made for a case."""

    kind: str
    number: str
    sha256: str
    size: int
    made_at: datetime


class TaskRow(NamedTuple):
    """The open task of a case."""

    id: str
    step: str
    role: str
    unit: str
    holder: str | None
    status: str
    entered_at: datetime
    step_due_at: datetime
    due_at: datetime


_TASK = [Task.__table__.c[name].label(f"task_{name}") for name in TaskRow._fields]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case row with its open task, the units it is or was in, and its newest answers, still sealed."""

    row: Row[Any]
    task: TaskRow | None
    units: frozenset[str]

    def answers(self, sealer: Sealer) -> Mapping[str, Any]:
        """Return the newest answers, opened."""
        return _opened(self.row, self.row.id, sealer)


def get_case(look: Connection, code: str, visible: ColumnElement[bool]) -> Row[Any]:
    """Return a case row by its code. Raises `NoSuchCase` for an absent one and for one not visible alike."""
    row = look.execute(_by_code(visible), {"code": code}).one_or_none()
    if row is None:
        raise NoSuchCase
    return row


def get_dossier(look: Connection, code: str, visible: ColumnElement[bool]) -> Dossier:
    """Return a case with all that a page about it begins with, by one question. Raises `NoSuchCase` as `get_case`."""
    row = look.execute(_dossier(visible), {"code": code}).one_or_none()
    if row is None:
        raise NoSuchCase
    task = TaskRow(*row[-len(TaskRow._fields) :]) if row.task_id is not None else None
    return Dossier(row=row, task=task, units=frozenset((row.units or "").split()))


@lru_cache(maxsize=512)
def _dossier(visible: ColumnElement[bool]) -> Select[Any]:
    newest = select(func.max(CaseContent.revision)).where(CaseContent.case_id == Case.id).correlate(Case)
    content = and_(CaseContent.case_id == Case.id, CaseContent.revision == newest.scalar_subquery())
    return (
        select(Case.__table__, store.UNITS.label("units"), CaseContent.revision, CaseContent.answers, *_TASK)
        .select_from(Case)
        .outerjoin(Task, and_(Task.case_id == Case.id, NOT_DONE))
        .outerjoin(CaseContent, content)
        .where(Case.code == bindparam("code"), visible)
    )


@lru_cache(maxsize=512)
def _by_code(visible: ColumnElement[bool]) -> Select[Any]:
    """`visible_to` gives the same condition to the same person."""
    return select(Case.__table__).where(Case.code == bindparam("code"), visible)


def code_of(look: Connection, case_id: str) -> str:
    return str(_CODE.all(look, {"case_id": case_id})[0].code)


def history(look: Connection, case_id: str, sealer: Sealer) -> list[HistoryEntry]:
    """Return all events of a case, in order, private parts opened."""
    rows = _EVENTS.all(look, {"case_id": case_id})
    return [
        HistoryEntry(row.seq, row.at, event, row.actor)
        for row, event in zip(rows, store.read_events(rows, sealer), strict=True)
    ]


def answers_of_revision(look: Connection, case_id: str, revision: int, sealer: Sealer) -> Mapping[str, Any]:
    """Return the answers as they stood before or after an answer to a notice, opened."""
    return _opened(_REVISION.all(look, {"case_id": case_id, "revision": revision})[0], case_id, sealer)


def answers_of(look: Connection, case_id: str, sealer: Sealer) -> Mapping[str, Any]:
    """Return the newest answers of a case, opened."""
    return _opened(_ANSWERS.all(look, {"case_id": case_id})[0], case_id, sealer)


def _opened(row: Any, case_id: str, sealer: Sealer) -> Mapping[str, Any]:
    opened: Mapping[str, Any] = sealer.open(row.answers, bound_to=f"case_contents/{case_id}/{row.revision}")["value"]
    return opened


def files_of(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    return _FILES.all(look, {"case_id": case_id})


def documents_of(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    return _DOCUMENTS.all(look, {"case_id": case_id})


def papers_of(look: Connection, case_id: str) -> tuple[list[Any], list[DocumentRow]]:
    """Return the files of a case and the documents made for it, by one question: each page of a case shows both."""
    rows = _ALL_PAPERS.all(look, {"case_id": case_id})
    made = [DocumentRow(row.component, row.file_name, row.sha256, row.size, row.at) for row in rows if row.is_document]
    return [row for row in rows if not row.is_document], sorted(made, key=lambda one: one.made_at)


def views_of(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    """Return who opened the case, newest first."""
    return _VIEWS.all(look, {"case_id": case_id})


def note_view(work: Connection, case_id: str, viewer: Mapping[str, str], now: datetime) -> None:
    """Keep that an officer opened a case. `viewer` has id, name, role, unit and purpose."""
    row = {
        "id": str(uuid4()),
        "case_id": case_id,
        "at": now,
        "viewer_id": viewer["id"],
        "viewer_name": viewer["name"],
        "role": viewer["role"],
        "unit": viewer["unit"],
        "purpose": viewer["purpose"],
    }
    batch = Batch(work)
    batch.add(_INSERT_VIEW, row)
    batch.send()
