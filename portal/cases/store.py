"""The rows of a case: read, written, and nothing decided. Only `Door` may use it.

Statements are built once: building them for each call costs more than running them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from portal.cases.chain import Link, salted_digest
from portal.cases.file_columns import file_values
from portal.cases.models import (
    NOT_DONE,
    Case,
    CaseContent,
    CaseEvent,
    CaseFile,
    CaseReferral,
    CaseUnit,
    CaseView,
    CaseWord,
    CommandKey,
    Draft,
    Task,
)
from portal.crypto import Sealer
from portal.statements import Batch, Read, Write
from portal.units.revision import REVISION
from portal.workflow import codec
from portal.workflow.case import CaseState
from portal.workflow.events import AnyEvent, CaseEnded, ReferralAnswered, ReferralAsked, ReferralClosed

# No unit's code has it.
UNIT_SEPARATOR = " "

_OPEN = and_(Task.case_id == Case.id, NOT_DONE)
_KEY = and_(CommandKey.principal == bindparam("principal"), CommandKey.key == bindparam("key"))
UNITS = select(func.joined_by_space(CaseUnit.unit)).where(CaseUnit.case_id == Case.id).correlate(Case).scalar_subquery()

# All that a command needs to know: the case, its open task, its units, and what was answered under the same key.
_LOAD = (
    select(
        Case.id,
        Case.code,
        Case.version_id,
        Case.variant,
        Case.applicant_id,
        Case.channel,
        Case.submitted_at,
        Case.version,
        Case.last_seq,
        Case.last_at,
        Case.last_hash,
        Case.snapshot,
        Task.id.label("task_id"),
        Task.role.label("task_role"),
        Task.unit.label("task_unit"),
        UNITS.label("units"),
        REVISION.label("tree"),
        CommandKey.fingerprint,
        CommandKey.receipt,
    )
    .select_from(Case)
    .outerjoin(Task, _OPEN)
    .outerjoin(CommandKey, _KEY)
    .where(Case.id == bindparam("case_id"))
)
LOAD = Read(_LOAD)
LOAD_LOCKED = Read(_LOAD.with_for_update(of=Case))
ANSWERED = select(CommandKey.fingerprint, CommandKey.receipt).where(_KEY)
LAST_EVENT = select(CaseEvent.kind, CaseEvent.at, CaseEvent.actor).where(
    CaseEvent.case_id == bindparam("case_id"), CaseEvent.seq == bindparam("seq")
)
DRAFT_LOCKED = (
    select(REVISION.label("tree")).select_from(Draft).where(Draft.id == bindparam("draft_id")).with_for_update(of=Draft)
)

OPENED_SINCE = (
    select(CaseView.id)
    .where(
        CaseView.case_id == bindparam("case_id"),
        CaseView.at >= bindparam("since"),
        CaseView.viewer_id != bindparam("sender"),
    )
    .limit(1)
)

INSERT_EVENT = Write(insert(CaseEvent))
INSERT_TASK = Write(insert(Task))
INSERT_KEY = Write(insert(CommandKey))
INSERT_UNIT = Write(insert(CaseUnit))
INSERT_CASE = Write(insert(Case))
INSERT_WORD = Write(insert(CaseWord))
INSERT_REFERRAL = Write(insert(CaseReferral))
SETTLE_REFERRAL = Write(
    update(CaseReferral)
    .where(CaseReferral.case_id == bindparam("b_id"), CaseReferral.number == bindparam("b_number"))
    .values(status=bindparam("status"), settled_at=bindparam("settled_at"))
)
INSERT_CONTENT = Write(insert(CaseContent))
INSERT_FILE = Write(insert(CaseFile))
MOVE = Write(
    update(Case)
    .where(Case.id == bindparam("b_id"), Case.version == bindparam("b_version"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "state", "step", "unit", "holder", "fee", "paid", "outcome", "accepted_at", "due_at", "original_due_at",
                "extended_to", "apology_at", "decided_at", "ended_at", "version", "last_seq", "last_at", "last_hash",
                "snapshot",
            )
        }
    )
)  # fmt: skip
RESEAT = Write(
    update(Case)
    .where(Case.id == bindparam("b_id"))
    .values(intake=bindparam("intake"), competent=bindparam("competent"))
)
CLOSE_TASK = Write(
    update(Task)
    .where(Task.id == bindparam("b_id"))
    .values(status="done", closed_at=bindparam("closed_at"), closed_by=bindparam("closed_by"))
)
HOLD_TASK = Write(
    update(Task)
    .where(Task.id == bindparam("b_id"))
    .values(holder=bindparam("holder"), status=bindparam("status"), due_at=bindparam("due_at"))
)
MARK_SUBMITTED = Write(
    update(Draft)
    .where(Draft.id == bindparam("b_id"))
    .values(case_id=bindparam("case_id"), updated_at=bindparam("updated_at"))
)


@dataclass(frozen=True, slots=True)
class Chained:
    """Events as rows, and where the chain now ends."""

    rows: list[dict[str, Any]]
    last_seq: int
    last_hash: str


@dataclass(frozen=True, slots=True)
class ChainEnd:
    seq: int
    hash: str


def chain(
    case_id: str, events: Sequence[AnyEvent], actor: Mapping[str, Any], after: ChainEnd, sealer: Sealer
) -> Chained:
    """Return the rows of events that follow the chain's end. Private parts are sealed, and hashed with their salt."""
    rows: list[dict[str, Any]] = []
    seq, previous = after.seq, after.hash
    for event in events:
        seq += 1
        kind, facts, private = codec.event_to_json(event)
        digest, sealed = None, None
        if private:
            salt = uuid4().hex
            digest = salted_digest(private, salt)
            sealed = sealer.seal({"salt": salt, "value": private}, bound_to=f"case_events/{case_id}/{seq}")
        at = facts.pop("at")
        link = Link(
            case_id=case_id,
            seq=seq,
            kind=kind,
            at=at,
            facts=facts,
            private_digest=digest,
            actor=actor,
            prev_hash=previous,
        )
        hashed = link.hash()
        rows.append(
            {
                "case_id": case_id, "seq": seq, "kind": kind, "at": event.at, "facts": facts, "private": sealed,
                "private_digest": digest, "actor": actor, "prev_hash": previous, "hash": hashed,
            }
        )  # fmt: skip
        previous = hashed
    return Chained(rows, seq, previous)


def read_events(rows: Sequence[Row[Any]], sealer: Sealer) -> list[AnyEvent]:
    """Return the events of stored rows, private parts opened; an erased part reads as empty."""
    events = []
    for row in rows:
        private = {}
        if row.private is not None:
            private = sealer.open(row.private, bound_to=f"case_events/{row.case_id}/{row.seq}")["value"]
        facts = {**row.facts, "at": codec.encode(row.at)}
        events.append(codec.event_from_json(row.kind, facts, private))
    return events


def projection(
    state: CaseState, deadline: tuple[datetime | None, datetime | None], ended: datetime | None
) -> dict[str, Any]:
    """Return the columns of the case row that follow from its state. `portal cases verify` compares them."""
    due_at, original = deadline
    return {
        "state": int(state.state),
        "step": state.step,
        "unit": state.unit,
        "holder": state.holder,
        "fee": state.fee,
        "paid": state.paid,
        "outcome": state.outcome,
        "accepted_at": state.clock_started_at,
        "due_at": due_at,
        "original_due_at": original,
        "extended_to": state.extended_to,
        "apology_at": state.apology_at,
        "decided_at": state.clock_stopped_at if state.result_number is not None else None,
        "ended_at": ended,
        "snapshot": codec.case_to_json(state),
    }


def note_referral(batch: Batch, case_id: str, event: AnyEvent, still_open: Sequence[int]) -> None:
    """Keep the list of questions to other units in step with an event; those of a case that ends are closed."""
    match event:
        case ReferralAsked():
            asked = {"case_id": case_id, "number": event.number, "unit": event.unit, "role": event.role}
            open_ = {"asked_at": event.at, "reply_by": event.reply_by, "status": "open", "settled_at": None}
            batch.add(INSERT_REFERRAL, {**asked, **open_, "asked_by": event.officer, "waits": event.waits})
        case ReferralAnswered() | ReferralClosed():
            status = "answered" if isinstance(event, ReferralAnswered) else "closed"
            settled = {"b_id": case_id, "b_number": event.number, "status": status, "settled_at": event.at}
            batch.add(SETTLE_REFERRAL, settled)
        case CaseEnded():
            closed = {"b_id": case_id, "status": "closed", "settled_at": event.at}
            batch.add(SETTLE_REFERRAL, *({**closed, "b_number": number} for number in still_open))
        case _:
            pass


def fingerprint(command: object) -> str:
    """Return what makes two commands under one key the same command."""
    return salted_digest(repr(command), "command")


def word_rows(case_id: str, words: Sequence[str], submitted_at: datetime) -> list[dict[str, Any]]:
    return [{"word": word, "submitted_at": submitted_at, "case_id": case_id} for word in words]


def add_words(work: Connection, case_id: str, words: Sequence[str], submitted_at: datetime) -> int:
    """Index a case under the words it is not found by yet; return how many these were."""
    here = (CaseWord.word.in_(words), CaseWord.submitted_at == submitted_at, CaseWord.case_id == case_id)
    known = set(work.execute(select(CaseWord.word).where(*here)).scalars())
    missing = [word for word in words if word not in known]
    if missing:
        work.execute(insert(CaseWord), word_rows(case_id, missing, submitted_at))
    return len(missing)


def content_row(case_id: str, sealed: bytes, at: datetime, revision: int = 1) -> dict[str, Any]:
    return {"case_id": case_id, "revision": revision, "answers": sealed, "at": at}


def insert_content(work: Connection, case_id: str, sealed: bytes, at: datetime, revision: int = 1) -> None:
    work.execute(insert(CaseContent).values(content_row(case_id, sealed, at, revision)))


def file_row(file_id: str, case_id: str, file: Any, at: datetime, revision: int = 1) -> dict[str, Any]:
    return {"id": file_id, "case_id": case_id, **file_values(file), "added_at": at, "revision": revision}


def insert_files(work: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        work.execute(insert(CaseFile), rows)
