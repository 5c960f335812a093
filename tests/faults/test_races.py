"""Sixteen at once, a hundred times: exactly one wins, and nothing is done twice (AC-11, AC-12; G4)."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.cases.door import Receipt
from portal.cases.errors import StaleCase
from portal.cases.models import Case, CaseEvent
from portal.cases.submission import Submit
from portal.cases.verification import Verifier
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.workflow.commands import Take
from portal.workflow.errors import CaseError
from tests.stories import bring_to, command, file_case, write_draft
from tests.world import COMMUNE, World

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

ROUNDS = 100
RACERS = 16


class Track:
    """Sixteen who wait for the same signal."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def race(self, deeds: list[Callable[[], Receipt]]) -> tuple[list[Receipt], list[Exception]]:
        """Let all begin at once; return who got a receipt, and what the others met."""
        signal = threading.Barrier(len(deeds))

        def run(deed: Callable[[], Receipt]) -> Receipt | Exception:
            signal.wait()
            try:
                return deed()
            except (StaleCase, CaseError) as refused:
                return refused

        results = [future.result() for future in [self._pool.submit(run, deed) for deed in deeds]]
        return (
            [result for result in results if isinstance(result, Receipt)],
            [result for result in results if isinstance(result, Exception)],
        )


@pytest.fixture
def track(world: World) -> Iterator[Track]:
    with ThreadPoolExecutor(RACERS) as pool:
        yield Track(pool)


def racers(role: Role, unit: str) -> list[Principal]:
    """Return sixteen officers of the same post."""
    return [
        Principal(kind=Kind.OFFICER, id=f"{role.value}-{n}", name=f"{n}", posts=(Post(role, unit),))
        for n in range(RACERS)
    ]


def count(world: World, table: Any, *where: Any) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def assert_clean(world: World) -> None:
    house = world.house
    with house.database.read() as look:
        checked = list(Verifier(house.sealer, house.versions, house.calendar).verify_all(look))
    assert [findings for _, findings in checked if findings] == []


def test_sixteen_submits_of_one_draft_make_one_case_and_one_receipt(world: World, track: Track) -> None:
    owner, submission = world.citizen(), world.house.submission
    for round_ in range(1, ROUNDS + 1):
        submit = Submit(draft_id=write_draft(world, owner))

        receipts, refused = track.race([lambda: submission.submit(submit, owner)] * RACERS)  # noqa: B023

        assert refused == []
        assert len(receipts) == RACERS
        assert len(set(receipts)) == 1
        assert receipts[0].code.endswith(f"-{round_:04d}")
    assert count(world, Case) == ROUNDS
    assert_clean(world)


def test_sixteen_who_take_one_task_leave_it_with_one(world: World, track: Track) -> None:
    officers, door = racers(Role.RECEPTION, f"{COMMUNE}/X-TTPVHCC"), world.house.door
    for _ in range(ROUNDS):
        case = file_case(world)

        def deed(who: Principal, case: Receipt = case) -> Callable[[], Receipt]:
            take = Take(case_id=case.case_id, seen_version=case.version, key=uuid4().hex)
            return lambda: door.apply(take, who)

        receipts, refused = track.race([deed(who) for who in officers])

        assert (len(receipts), len(refused)) == (1, RACERS - 1)
        assert count(world, CaseEvent, CaseEvent.case_id == case.case_id, CaseEvent.kind == "TaskTaken") == 1
    assert_clean(world)


def test_of_sixteen_decisions_at_once_one_counts(world: World, track: Track) -> None:
    leaders, door = racers(Role.LEADER, f"{COMMUNE}/X-UBND"), world.house.door
    for _ in range(ROUNDS):
        case = bring_to(world, file_case(world), "sign")

        def deed(n: int, who: Principal, case: Receipt = case) -> Callable[[], Receipt]:
            decision = command(case, "sign") if n % 2 else command(case, "send_back", reason="xem lại")
            return lambda: door.apply(decision, who)

        receipts, refused = track.race([deed(n, who) for n, who in enumerate(leaders)])

        assert (len(receipts), len(refused)) == (1, RACERS - 1)
        assert {type(error) for error in refused} == {StaleCase}
        assert receipts[0].version == case.version + 1
    assert_clean(world)


def test_one_click_sent_sixteen_times_is_one_deed_with_sixteen_receipts(world: World, track: Track) -> None:
    reception, door = world.officer("reception"), world.house.door
    for _ in range(ROUNDS):
        case = file_case(world)
        accept = command(case, "accept")

        receipts, refused = track.race([lambda: door.apply(accept, reception)] * RACERS)  # noqa: B023

        assert refused == []
        assert len(set(receipts)) == 1
        assert count(world, CaseEvent, CaseEvent.case_id == case.case_id, CaseEvent.kind == "ClockStarted") == 1
    assert_clean(world)
