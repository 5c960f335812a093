"""Replays cases from their events and finds every row that does not follow from them, and every edited event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from portal.cases import deadlines, store
from portal.cases.appointments import appointment_differences
from portal.cases.chain import GENESIS, Link, salted_digest
from portal.cases.models import Case, CaseContent, CaseDocument, CaseEvent, CaseFile, CaseReferral, CaseUnit, Task
from portal.cases.referral_models import ReferralFile
from portal.catalogue.versions import Versions
from portal.crypto import Sealer, Unreadable
from portal.workflow import codec
from portal.workflow.case import CaseState
from portal.workflow.evolution import replay
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
        return [
            *self._row(look, row, state),
            *self._filed(row, stored),
            *self._tasks(look, row, state),
            *self._units(look, row, stored),
            *self._referrals(look, row, state, stored),
            *(Finding(row.code, what) for what in appointment_differences(look, row.id, stored)),
            *self._content(look, row, stored),
            *self._files(look, row, stored),
            *self._children(look, row, stored),
        ]

    def _chain(self, row: Row[Any], stored: Any) -> Iterator[Finding]:
        if not stored:
            yield Finding(row.code, "there are no events at all")
            return
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
            bound_to = f"case_events/{event.case_id}/{event.seq}"
            if event.private is not None and not self._fits(event.private, bound_to, event.private_digest):
                yield Finding(row.code, f"the private part of event {event.seq} ({event.kind}) was altered")
                return
            previous = event.hash
        if (row.last_seq, row.last_hash) != (len(stored), previous):
            yield Finding(row.code, f"the chain ends at event {len(stored)}, the case row says {row.last_seq}")

    def _fits(self, sealed: bytes, bound_to: str, digest: str | None) -> bool:
        """Say whether a sealed part is the one whose digest an event holds."""
        try:
            salted = self.sealer.open(sealed, bound_to=bound_to)
        except Unreadable:
            return False
        return bool(salted_digest(salted["value"], salted["salt"]) == digest)

    def _row(self, look: Connection, row: Row[Any], state: CaseState) -> Iterator[Finding]:
        published = self.versions.get(look, row.version_id)
        clock = deadlines.clock_of(state, published.definition, row.variant, row.channel)
        deadline = deadlines.deadline(clock, self.calendar)
        ended = row.last_at if state.end is not None else None
        expected = store.projection(state, (deadline.due, deadline.original), ended)
        if codec.case_from_json(row.snapshot) == state:
            expected.pop("snapshot")  # one of an earlier release knows less, and says the same
        yield from _differing(row, expected)

    def _filed(self, row: Row[Any], stored: Any) -> Iterator[Finding]:
        """Compare what was so from the first moment: who applied, when, how, where."""
        first, last = stored[0], stored[-1]
        seats = [event.facts for event in stored if event.kind == "TransferAccepted"]
        seat = seats[-1] if seats else first.facts
        filed = {
            "parent_id": first.facts.get("parent") or None,
            "applicant_id": first.facts.get("applicant") or first.actor["id"],
            "submitted_at": first.at,
            "channel": first.facts["channel"],
            "intake": seat["intake"],
            "competent": seat["competent"],
            **{name: first.facts.get(name, "") for name in ("helper", "help_unit", "return_unit")},
            "last_at": last.at,
        }
        yield from _differing(row, filed)

    def _tasks(self, look: Connection, row: Row[Any], state: CaseState) -> Iterator[Finding]:
        columns = (
            *(Task.step, Task.role, Task.unit, Task.holder, Task.status, Task.accepted),
            *(Task.entered_at, Task.step_due_at, Task.due_at),
        )
        found = [tuple(t) for t in look.execute(select(*columns).where(Task.case_id == row.id, Task.status != "done"))]
        expected: list[tuple[Any, ...]] = []
        if state.step is not None:
            step = self.versions.get(look, row.version_id).workflows[row.variant].steps[state.step]
            status = "waiting" if state.waiting else "open"
            since = state.step_since or row.submitted_at
            step_due = deadlines.step_due(step, deadlines.step_starts(state, since), self.calendar)
            due = deadlines.task_due(state, step_due, row.due_at)
            accepted = state.clock_started_at is not None
            expected = [(state.step, step.role, state.unit, state.holder, status, accepted, since, step_due, due)]
        if found != expected:
            yield Finding(row.code, f"open tasks are {found}, but {expected} follows from the events")

    def _units(self, look: Connection, row: Row[Any], stored: Any) -> Iterator[Finding]:
        """Compare who may see the case: the units that it was filed for, and those it came to."""
        filed = stored[0].facts
        entered = {event.facts["unit"] for event in stored if event.kind in ("StepEntered", "ExtensionDrafted")}
        names = ("intake", "competent", "unit", "leader")
        moved = {e.facts.get(name, "") for e in stored if e.kind == "CaseRehomed" for name in names} - {""}
        passed = [event.facts for event in stored if event.kind == "TransferAccepted"]
        seats = (one for s in (filed, *passed) for one in (s["intake"], s["competent"], s.get("leader") or s["intake"]))
        expected = {*seats, *entered, *moved}
        found = set(look.execute(select(CaseUnit.unit).where(CaseUnit.case_id == row.id)).scalars())
        if found != expected:
            yield Finding(row.code, f"units are {sorted(found)}, but {sorted(expected)} follow from the events")

    def _referrals(self, look: Connection, row: Row[Any], state: CaseState, stored: Any) -> Iterator[Finding]:
        """Compare the questions to other units."""
        columns = (
            CaseReferral.number,
            CaseReferral.unit,
            CaseReferral.role,
            CaseReferral.reply_by,
            CaseReferral.status,
        )
        listed = select(*columns).where(CaseReferral.case_id == row.id).order_by(CaseReferral.number)
        settled = {e.facts["number"]: e.kind for e in stored if e.kind in ("ReferralAnswered", "ReferralClosed")}
        still_open = {referral.number for referral in state.referrals}
        expected = []
        for event in (e.facts for e in stored if e.kind == "ReferralAsked"):
            number = event["number"]
            status = "answered" if settled.get(number) == "ReferralAnswered" else "closed"
            shown = "open" if number in still_open else status
            reply_by = datetime.fromisoformat(event["reply_by"])
            expected.append((number, event["unit"], event["role"], reply_by, shown))
        found = [tuple(referral) for referral in look.execute(listed)]
        if found != expected:
            yield Finding(row.code, f"referrals are {found}, but {expected} follow from the events")

    def _children(self, look: Connection, row: Row[Any], stored: Any) -> Iterator[Finding]:
        """Compare the cases that this one opened, and the results that came back from them."""
        listed = select(Case.id, Case.code).where(Case.parent_id == row.id)
        found = {tuple(child) for child in look.execute(listed)}
        expected = {(e.facts["case"], e.facts["code"]) for e in stored if e.kind == "ChildOpened"}
        if found != expected:
            yield Finding(row.code, f"cases opened elsewhere are {found}, but {expected} follow from the events")
        results = {
            f"child-{event.facts['number']}": event.facts["document"]
            for event in stored
            if event.kind == "ChildEnded" and event.facts["document"]
        }
        kept = select(CaseDocument.kind, CaseDocument.sha256).where(CaseDocument.case_id == row.id)
        papers = {kind: sha256 for kind, sha256 in look.execute(kept) if kind.startswith("child-")}
        if papers != results:
            yield Finding(row.code, f"results from elsewhere are {papers}, but {results} follow from the events")

    def _files(self, look: Connection, row: Row[Any], stored: Any) -> Iterator[Finding]:
        """Compare the papers with those that the events name, sending by sending."""
        sent = [sorted(e.facts["files"]) for e in stored if e.kind in ("CaseSubmitted", "SupplementAnswered")]
        files = look.execute(select(CaseFile.revision, CaseFile.sha256).where(CaseFile.case_id == row.id)).all()
        for revision, expected in enumerate(sent, start=1):
            if sorted(file.sha256 for file in files if file.revision == revision) != expected:
                yield Finding(row.code, f"the papers (revision {revision}) were altered")
        answers = [e.facts for e in stored if e.kind == "ReferralAnswered"]
        named = [(answer["number"], sha256) for answer in answers for sha256 in answer.get("files", ())]
        kept = select(ReferralFile.number, ReferralFile.sha256).where(ReferralFile.case_id == row.id)
        if sorted(named) != sorted(tuple(file) for file in look.execute(kept)):
            yield Finding(row.code, "the papers that came with answers were altered")
        if any(not 1 <= file.revision <= len(sent) for file in files):
            yield Finding(row.code, "there are papers that no event names")

    def _content(self, look: Connection, row: Row[Any], stored: Any) -> Iterator[Finding]:
        digests = [e.facts["answers_digest"] for e in stored if e.kind in ("CaseSubmitted", "SupplementAnswered")]
        contents = look.execute(
            select(CaseContent.revision, CaseContent.answers)
            .where(CaseContent.case_id == row.id)
            .order_by(CaseContent.revision)
        ).all()
        for content, digest in zip(contents, digests, strict=False):
            if not self._fits(content.answers, f"case_contents/{row.id}/{content.revision}", digest):
                yield Finding(row.code, f"the answers (revision {content.revision}) were altered")
        if len(contents) != len(digests):
            yield Finding(row.code, f"{len(contents)} revisions of answers, but {len(digests)} follow from the events")


def _differing(row: Row[Any], expected: Mapping[str, Any]) -> Iterator[Finding]:
    for column, value in expected.items():
        found = getattr(row, column)
        if found != value:
            yield Finding(row.code, f"{column} is {found!r}, but {value!r} follows from the events")
