"""Whoever rewrites the record is found out: an event, a row, a task, a paper, an answer (AC-70)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text

from portal.cases.door import Receipt
from portal.cases.submission import Submit
from portal.cases.verification import Finding, Verifier
from tests.stories import ask_for_more, bring_to, file_case
from tests.web.cast import draft_with_paper
from tests.world import World


class Undone(Exception):
    """Takes back what a test wrote."""


@dataclass(frozen=True)
class Record:
    """Two cases of the same kind, on the way: one handed in with a paper, one waiting for the citizen."""

    world: World
    case: Receipt
    other: Receipt

    def found_after(self, *statements: str, **values: Any) -> list[Finding]:
        """Return what the verifier finds once somebody with the database in hand has done this."""
        given = {"case": self.case.case_id, "other": self.other.case_id, **values}
        with self._tampering() as work:
            for statement in statements:
                changed = work.execute(text(statement), {k: v for k, v in given.items() if f":{k}" in statement})
                assert changed.rowcount > 0, f"nothing was changed by: {statement}"
            return verify(self.world, work)

    @contextmanager
    def _tampering(self) -> Iterator[Connection]:
        try:
            with self.world.house.database.transaction() as work:
                yield work
                raise Undone
        except Undone:
            return


def verify(world: World, look: Connection) -> list[Finding]:
    house = world.house
    checked = Verifier(house.sealer, house.versions, house.calendar).verify_all(look)
    return [finding for _, findings in checked for finding in findings]


@pytest.fixture
def record(world: World) -> Record:
    applicant = world.citizen()
    draft_id, _ = draft_with_paper(world, applicant)
    filed = world.house.submission.submit(Submit(draft_id=draft_id), applicant)
    case = bring_to(world, filed, "review")
    other = ask_for_more(world, file_case(world))
    return Record(world, case, other)


def test_an_honest_record_has_no_findings(record: Record) -> None:
    with record.world.house.database.read() as look:
        assert verify(record.world, look) == []


def test_an_erased_private_part_still_verifies(record: Record) -> None:
    """Lawful erasure drops the words, not the fact that they were said (R-AUD-5)."""
    erase = "update case_events set private = null where case_id = :case and private is not null"

    assert record.found_after(erase) == []


EVENTS = {
    "its kind": "update case_events set kind = 'TaskTaken' where case_id = :case and seq = 3",
    "who did it": "update case_events set actor = {actor} where case_id = :case and seq = 3",
    "when": "update case_events set at = (select at from case_events where case_id = :other and seq = 1)"
    " where case_id = :case and seq = 4",
    "what it says": "update case_events set facts = {facts} where case_id = :case and seq = 2",
    "the words kept apart": "update case_events set private = :junk where case_id = :case and private is not null",
    "words of another event": "update case_events set private = (select private from case_events where"
    " case_id = :other and private is not null limit 1) where case_id = :case and private is not null",
    "the digest of the words": "update case_events set private_digest = :hash where case_id = :case and seq = 3",
    "its hash": "update case_events set hash = :hash where case_id = :case and seq = 3",
    "the hash before it": "update case_events set prev_hash = :hash where case_id = :case and seq = 3",
    "one in the middle, deleted": "delete from case_events where case_id = :case and seq = 3",
    "the last one, deleted": "delete from case_events where case_id = :case and seq ="
    " (select last_seq from cases where id = :case)",
    "the first one, deleted": "delete from case_events where case_id = :case and seq = 1",
    "all of them, deleted": "delete from case_events where case_id = :case",
    "one inserted at the end": "insert into case_events (case_id, seq, kind, at, facts, private, private_digest, actor,"
    " prev_hash, hash) select case_id, seq + 1, kind, at, facts, null, private_digest, actor, hash, :hash from"
    " case_events where case_id = :case and seq = (select last_seq from cases where id = :case)",
    "one moved to another case": "update case_events set case_id = :other, seq = 90 where case_id = :case and seq = 3",
}


@pytest.mark.parametrize("what", EVENTS)
def test_an_altered_event_is_found(record: Record, what: str) -> None:
    is_sqlite = record.world.house.database.is_sqlite
    cast: Callable[[str], str] = (lambda value: value) if is_sqlite else (lambda value: f"cast({value} as jsonb)")
    statement = EVENTS[what].format(
        actor=cast("""'{"id":"somebody","kind":"officer"}'"""), facts=cast("""'{"step":"sign","unit":"51"}'""")
    )
    statement = statement.replace('"id":', '"id"\\:').replace('"kind":', '"kind"\\:')
    statement = statement.replace('"step":', '"step"\\:').replace('"unit":', '"unit"\\:')

    assert record.found_after(statement, junk=b"junk", hash="0" * 64), what


def test_swapped_events_are_found(record: Record) -> None:
    steps = [
        f"update case_events set seq = {new} where case_id = :case and seq = {old}"
        for old, new in ((3, 93), (4, 3), (93, 4))
    ]

    assert record.found_after(*steps)


LATER = "(select at from case_events where case_id = :other and seq = (select last_seq from cases where id = :other))"
# Every column of a case that follows from its events, and something else that it could be.
COLUMNS = {
    "state": "9",
    "step": "'sign'",
    "unit": "'51.21235/X-UBND'",
    "holder": "'somebody'",
    "fee": "fee + 1",
    "paid": "paid + 1000",
    "outcome": "'refused'",
    "accepted_at": LATER,
    "due_at": LATER,
    "original_due_at": LATER,
    "decided_at": LATER,
    "ended_at": LATER,
    "last_seq": "last_seq + 1",
    "last_at": LATER,
    "last_hash": "repeat_hash",
    "snapshot": "(select snapshot from cases where id = :other)",
    "applicant_id": "'somebody'",
    "submitted_at": LATER,
    "channel": "'counter'",
    "intake": "'51.21238/X-TTPVHCC'",
    "competent": "'51.21238'",
}


def test_every_altered_column_of_a_case_is_found(record: Record) -> None:
    missed = [
        column
        for column, value in COLUMNS.items()
        if not record.found_after(
            f"update cases set {column} = {value.replace('repeat_hash', chr(39) + '0' * 64 + chr(39))} where id = :case"
        )
    ]

    assert missed == []


TASKS = {
    "step": "'sign'",
    "role": "'clerk'",
    "unit": "'51.21238/X-VP'",
    "holder": "'somebody'",
    "status": "'waiting'",
    "accepted": "not accepted",
    "entered_at": LATER,
    "step_due_at": LATER,
    "due_at": LATER,
}


def test_every_altered_column_of_an_open_task_is_found(record: Record) -> None:
    missed = [
        column
        for column, value in TASKS.items()
        if not record.found_after(f"update tasks set {column} = {value} where case_id = :case and status <> 'done'")
    ]

    assert missed == []


ROWS = {
    "an open task closed": "update tasks set status = 'done' where case_id = :case and status <> 'done'",
    "a closed task opened again": "update tasks set status = 'open' where case_id = :case and status = 'done'",
    "a task deleted": "delete from tasks where case_id = :case and status <> 'done'",
    "a unit let in": "insert into case_units (case_id, unit, submitted_at)"
    " select id, '51.21238', submitted_at from cases where id = :case",
    "a unit shut out": "delete from case_units where case_id = :case and unit like '%X-VP'",
    "a paper swapped": "update case_files set sha256 = :hash where case_id = :case",
    "a paper taken out": "delete from case_files where case_id = :case",
    "a paper added": "insert into case_files (id, case_id, component, file_name, sha256, size, media_type, added_at,"
    " revision) select 'f', :other, component, file_name, sha256, size, media_type, added_at, revision from case_files"
    " where case_id = :case",
    "a paper from nowhere": "update case_files set revision = 7 where case_id = :case",
    "the answers": "update case_contents set answers = :junk where case_id = :case",
    "the answers of another case": "update case_contents set answers ="
    " (select answers from case_contents where case_id = :other) where case_id = :case",
    "the answers taken out": "delete from case_contents where case_id = :case",
    "the answers twice": "insert into case_contents (case_id, revision, answers, at)"
    " select case_id, 2, answers, at from case_contents where case_id = :case",
}


@pytest.mark.parametrize("what", ROWS)
def test_an_altered_row_beside_the_case_is_found(record: Record, what: str) -> None:
    assert record.found_after(ROWS[what], junk=b"junk", hash="0" * 64), what
