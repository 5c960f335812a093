"""Replays cases from their events and finds every row that does not follow from them, and every edited event."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.cases import deadlines, store
from portal.cases.chain import GENESIS, Link, salted_digest
from portal.cases.models import Case, CaseContent, CaseEvent, Task
from portal.catalogue.versions import Versions
from portal.crypto import Sealer, Unreadable
from portal.workflow import codec
from portal.workflow.case import CaseState
from portal.workflow.engine import replay
from portal.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not follow from the events."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Verifier:
    """Checks cases one by one; reads only."""

    sealer: Sealer
    versions: Versions
    calendar: Calendar

    def verify_all(self, look: Connection) -> Iterator[tuple[str, list[Finding]]]:
        """Yield every case's code with what was found."""
        ids = look.execute(select(Case.id).order_by(Case.submitted_at, Case.id)).scalars().all()
        for case_id in ids:
            row = look.execute(select(Case.__table__).where(Case.id == case_id)).one()
            yield row.code, self.verify(look, row)

    def verify(self, look: Connection, row: Row[Any]) -> list[Finding]:
        """Return what is wrong with one case; nothing when all follows from its events."""
        stored = look.execute(
            select(CaseEvent.__table__).where(CaseEvent.case_id == row.id).order_by(CaseEvent.seq)
        ).all()
        broken = list(self._chain(row, stored))
        if broken:
            return broken
        state = replay(store.read_events(stored, self.sealer))
        return [*self._row(look, row, state), *self._tasks(look, row, state), *self._content(look, row, stored)]

    def _chain(self, row: Row[Any], stored: Any) -> Iterator[Finding]:
        previous = GENESIS
        for place, event in enumerate(stored, start=1):
            link = Link(
                case_id=event.case_id,
                seq=event.seq,
                kind=event.kind,
                at=codec.encode(event.at),
                facts=event.facts,
                private_digest=event.private_digest,
                actor=event.actor,
                prev_hash=event.prev_hash,
            )
            if event.seq != place:
                yield Finding(row.code, f"event {place} is missing")
                return
            if event.prev_hash != previous or event.hash != link.hash():
                yield Finding(row.code, f"event {event.seq} ({event.kind}) was altered")
                return
            if event.private is not None and not self._private_fits(event):
                yield Finding(row.code, f"the private part of event {event.seq} ({event.kind}) was altered")
                return
            previous = event.hash
        if (row.last_seq, row.last_hash) != (len(stored), previous):
            yield Finding(row.code, f"the chain ends at event {len(stored)}, the case row says {row.last_seq}")

    def _private_fits(self, event: Row[Any]) -> bool:
        try:
            salted = self.sealer.open(event.private, bound_to=f"case_events/{event.case_id}/{event.seq}")
        except Unreadable:
            return False
        return bool(salted_digest(salted["value"], salted["salt"]) == event.private_digest)

    def _row(self, look: Connection, row: Row[Any], state: CaseState) -> Iterator[Finding]:
        published = self.versions.get(look, row.version_id)
        clock = deadlines.clock_of(state, published.definition, row.variant, row.channel)
        deadline = deadlines.deadline(clock, self.calendar)
        ended = row.last_at if state.end is not None else None
        for column, expected in store.projection(state, (deadline.due, deadline.original), ended).items():
            found = getattr(row, column)
            if found != expected:
                yield Finding(row.code, f"{column} is {found!r}, but {expected!r} follows from the events")

    def _tasks(self, look: Connection, row: Row[Any], state: CaseState) -> Iterator[Finding]:
        tasks = look.execute(
            select(Task.step, Task.unit, Task.holder, Task.status).where(Task.case_id == row.id, Task.status != "done")
        ).all()
        status = "waiting" if state.waiting else "open"
        expected = [(state.step, state.unit, state.holder, status)] if state.step is not None else []
        if [tuple(task) for task in tasks] != expected:
            yield Finding(
                row.code, f"open tasks are {[tuple(t) for t in tasks]}, but {expected} follows from the events"
            )

    def _content(self, look: Connection, row: Row[Any], stored: Any) -> Iterator[Finding]:
        digests = [e.facts["answers_digest"] for e in stored if e.kind in ("CaseSubmitted", "SupplementAnswered")]
        contents = look.execute(
            select(CaseContent.revision, CaseContent.answers)
            .where(CaseContent.case_id == row.id)
            .order_by(CaseContent.revision)
        ).all()
        for content, digest in zip(contents, digests, strict=False):
            salted = self.sealer.open(content.answers, bound_to=f"case_contents/{row.id}/{content.revision}")
            if salted_digest(salted["value"], salted["salt"]) != digest:
                yield Finding(row.code, f"the answers (revision {content.revision}) were altered")
        if len(contents) != len(digests):
            yield Finding(row.code, f"{len(contents)} revisions of answers, but {len(digests)} follow from the events")
