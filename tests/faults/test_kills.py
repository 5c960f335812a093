"""A receipt means that it is stored, once: fifty kills of a serving process, and citizens who try again (G3)."""

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from portal.cases.models import Case, CaseEvent, CommandKey, Draft, Task
from portal.cases.verification import Verifier
from portal.notifications.models import OutboxMessage
from tests.faults.killing import PATIENCE, Citizen, Journal, Server
from tests.world import World

pytestmark = pytest.mark.faults

KILLS = 50
CITIZENS = 4


def kill_under_load(world: World, home: Path) -> list[Journal]:
    """Let citizens submit and withdraw while workers are killed, and every tenth time the whole server."""
    chance = random.Random(20261124)
    server = Server(world, home)
    citizens = [Citizen(world, server, world.citizen("an" if n % 2 else "binh")) for n in range(CITIZENS)]
    for citizen in citizens:
        citizen.start()
    killed = 0
    while killed < KILLS:
        if killed % 2 == 0:
            _await_receipts(citizens, 1 + killed // 2)
        time.sleep(chance.uniform(0.05, 0.6))
        if killed % 10 == 9:
            server.kill_all()
            server.start()
            killed += 1
        elif server.kill_one():
            killed += 1
    time.sleep(2)  # quiet at the end, so that those who wait are answered
    for citizen in citizens:
        citizen.stop()
    server.kill_all()
    return [citizen.journal for citizen in citizens]


def _await_receipts(citizens: list[Citizen], wanted: int) -> None:
    """Wait until so many were given, however slow the machine is: kills of a server that does nothing say nothing."""
    until = time.monotonic() + PATIENCE
    while sum(len(citizen.journal.submitted) for citizen in citizens) < wanted:
        assert time.monotonic() < until, [citizen.journal for citizen in citizens]
        time.sleep(0.05)


@pytest.mark.timeout(480)
def test_fifty_kills_lose_nothing_and_double_nothing(world: World, tmp_path: Path) -> None:
    journals = kill_under_load(world, tmp_path)
    submitted = {draft: code for journal in journals for draft, code in journal.submitted.items()}
    withdrawn = [code for journal in journals for code in journal.withdrawn]
    sent = [draft for journal in journals for draft in journal.sent]

    assert [odd for journal in journals for odd in journal.odd] == []
    assert len(submitted) >= KILLS / 2
    with world.house.database.read() as look:
        stored = {row.draft_id: row.code for row in look.execute(select(Case.draft_id, Case.code))}
        assert {draft: stored.get(draft) for draft in submitted} == submitted
        assert set(stored) <= set(sent)
        assert len(sent) - len(stored) <= CITIZENS  # at most the one that each was stopped at
        assert _halves(look) == []
        assert _doubles(look) == []
        states = {row.code: row.state for row in look.execute(select(Case.code, Case.state))}
        assert {code: states[code] for code in withdrawn} == dict.fromkeys(withdrawn, 7)
        numbers = sorted(int(code.rsplit("-", 1)[1]) for code in stored.values())
        assert numbers == list(range(1, len(stored) + 1))
        house = world.house
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
        assert [findings for _, findings in checked if findings] == []
        if house.database.is_sqlite:
            assert look.execute(text("pragma integrity_check")).scalar_one() == "ok"


def _halves(look: Any) -> list[str]:
    """Return cases that are there by half: a draft that does not know its case, a case without what belongs to it."""
    drafts = select(Draft.id).join(Case, Case.draft_id == Draft.id).where(Draft.case_id.is_distinct_from(Case.id))
    orphans = select(Draft.id).where(Draft.case_id.is_not(None), Draft.case_id.not_in(select(Case.id)))
    short = select(Case.id).where(
        Case.last_seq
        != select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == Case.id).scalar_subquery()
    )
    return [str(row[0]) for query in (drafts, orphans, short) for row in look.execute(query)]


def _doubles(look: Any) -> list[str]:
    """Return what was done other than once: a message for each thing to tell, an end for each withdrawal."""
    found: list[str] = []
    messages = Counter(tuple(row) for row in look.execute(select(OutboxMessage.case_id, OutboxMessage.topic)))
    keys = look.execute(select(func.count()).select_from(CommandKey)).scalar_one()
    ended = look.execute(select(CaseEvent.case_id).where(CaseEvent.kind == "CaseEnded")).scalars().all()
    open_tasks = Counter(look.execute(select(Task.case_id).where(Task.status != "done")).scalars().all())
    for row in look.execute(select(Case.id, Case.state)):
        told = messages[row.id, "notify-applicant"]
        if told != (2 if row.state == 7 else 1) or messages[row.id, "make-slip"] != 0:  # a slip comes with acceptance
            found.append(f"messages of {row.id} in state {row.state}: {told} told")
        if open_tasks[row.id] != (0 if row.state == 7 else 1):
            found.append(f"tasks of {row.id}")
    if len(ended) != len(set(ended)) or keys != len(ended):
        found.append(f"{len(ended)} withdrawals, {keys} keys")
    return found
