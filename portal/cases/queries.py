"""Reading a case: by its code through `visible_to`, and then what belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    insert,
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
    CaseUnit,
    CaseView,
    Task,
)
from portal.crypto import Sealer
from portal.workflow.events import AnyEvent

_INSERT_VIEW = insert(CaseView)  # built once: every page of the desk writes one


# Built once: building a statement costs several times what running it does.
_ID: BindParameter[Any] = bindparam("case_id")
_CODE = select(Case.code).where(Case.id == _ID)
_OPEN_TASK = select(Task.__table__).where(Task.case_id == _ID, NOT_DONE)
_UNITS = select(CaseUnit.unit).where(CaseUnit.case_id == _ID)
_EVENTS = select(CaseEvent.__table__).where(CaseEvent.case_id == _ID).order_by(CaseEvent.seq)
_CONTENT = select(CaseContent.revision, CaseContent.answers).where(CaseContent.case_id == _ID)
_ANSWERS = _CONTENT.order_by(CaseContent.revision.desc()).limit(1)
_FILES = select(CaseFile.__table__).where(CaseFile.case_id == _ID).order_by(CaseFile.component, CaseFile.added_at)
_DOCUMENTS = select(CaseDocument.__table__).where(CaseDocument.case_id == _ID).order_by(CaseDocument.made_at)
_VIEWS = select(CaseView.__table__).where(CaseView.case_id == _ID).order_by(CaseView.at.desc()).limit(200)


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


def get_case(look: Connection, code: str, visible: ColumnElement[bool]) -> Row[Any]:
    """Return a case row by its code. Raises `NoSuchCase` for an absent one and for one not visible alike."""
    row = look.execute(_by_code(visible), {"code": code}).one_or_none()
    if row is None:
        raise NoSuchCase
    return row


@lru_cache(maxsize=512)
def _by_code(visible: ColumnElement[bool]) -> Select[Any]:
    """`visible_to` gives the same condition to the same person."""
    return select(Case.__table__).where(Case.code == bindparam("code"), visible)


def code_of(look: Connection, case_id: str) -> str:
    return look.execute(_CODE, {"case_id": case_id}).scalar_one()


def open_task(look: Connection, case_id: str) -> Row[Any] | None:
    return look.execute(_OPEN_TASK, {"case_id": case_id}).one_or_none()


def units_of(look: Connection, case_id: str) -> frozenset[str]:
    return frozenset(look.execute(_UNITS, {"case_id": case_id}).scalars())


def history(look: Connection, case_id: str, sealer: Sealer) -> list[HistoryEntry]:
    """Return all events of a case, in order, private parts opened."""
    rows = look.execute(_EVENTS, {"case_id": case_id}).all()
    return [
        HistoryEntry(row.seq, row.at, event, row.actor)
        for row, event in zip(rows, store.read_events(rows, sealer), strict=True)
    ]


def answers_of(look: Connection, case_id: str, sealer: Sealer) -> Mapping[str, Any]:
    """Return the newest answers of a case, opened."""
    row = look.execute(_ANSWERS, {"case_id": case_id}).one()
    opened: Mapping[str, Any] = sealer.open(row.answers, bound_to=f"case_contents/{case_id}/{row.revision}")["value"]
    return opened


def files_of(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    return look.execute(_FILES, {"case_id": case_id}).all()


def documents_of(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    return look.execute(_DOCUMENTS, {"case_id": case_id}).all()


def views_of(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    """Return who opened the case, newest first."""
    return look.execute(_VIEWS, {"case_id": case_id}).all()


def note_view(work: Connection, case_id: str, viewer: Mapping[str, str], now: datetime) -> None:
    """Keep that an officer opened a case. `viewer` has id, name, role, unit and purpose."""
    work.execute(
        _INSERT_VIEW,
        {
            "id": str(uuid4()),
            "case_id": case_id,
            "at": now,
            "viewer_id": viewer["id"],
            "viewer_name": viewer["name"],
            "role": viewer["role"],
            "unit": viewer["unit"],
            "purpose": viewer["purpose"],
        },
    )
