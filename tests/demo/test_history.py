"""The demo's history: real cases, the same on every run and on every database."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Row, func, select

from portal.cases.inbox import Moments, count_inbox
from portal.cases.models import Case, CaseEvent, CaseFile, Task
from portal.cases.verification import Finding, Verifier
from portal.demo.cast import Cast
from portal.demo.history import LETTERS_LEFT
from portal.demo.officers import demo_officers
from portal.house import House
from portal.notifications.models import OutboxMessage
from portal.people.officers import find_officer
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES
from tests.demo.plays import ISSUERS, OLD_UNITS_CLOSED, UNTIL, Story, house_on_copy, play_in, story_of
from tests.world import World

CASES = 30


@pytest.fixture(scope="session")
def reference(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """What a play of 30 cases comes to, played once."""
    with house_on_copy(prepared_sqlite, tmp_path_factory.mktemp("reference")) as house:
        play_in(house, cases=CASES)
        return story_of(house)


def test_a_play_comes_to_the_same_on_every_run_and_database(world: World, reference: Story) -> None:
    played = play_in(world.house, cases=CASES)

    assert story_of(world.house) == reference
    assert played.cases == len(reference) == CASES
    assert findings(world.house) == []


def test_another_seed_tells_another_history(prepared_sqlite: Path, tmp_path: Path, reference: Story) -> None:
    with house_on_copy(prepared_sqlite, tmp_path) as house:
        play_in(house, cases=CASES, seed=7)

        assert story_of(house) != reference


def test_more_cases_are_added_to_those_there_are(prepared_sqlite: Path, tmp_path: Path) -> None:
    with house_on_copy(prepared_sqlite, tmp_path) as house:
        play_in(house, cases=10)
        play_in(house, cases=10, seed=2026)

        assert len(story_of(house)) == 20
        assert findings(house) == []


def test_four_hundred_cases_are_a_whole_province_at_work(prepared_sqlite: Path, tmp_path: Path) -> None:
    """One test for all that needs the long play, so that it is played once."""
    with house_on_copy(prepared_sqlite, tmp_path) as house:
        play_in(house, cases=400)
        cases = rows(house)

        assert findings(house) == []
        comes_to_every_end(cases)
        keeps_its_time(cases)
        leaves_no_unit_of_the_past_with_open_cases(cases)
        gives_every_officer_something_to_do(house)
        asks_some_citizens_for_more(house)
        takes_the_fee_before_a_result_leaves(cases)
        attaches_real_files(house)
        has_the_worker_deliver_old_letters_only(house)


def comes_to_every_end(cases: list[Row[Any]]) -> None:
    states = Counter(case.state for case in cases)
    assert {3, 7, 8, 10} <= set(states)
    assert {1, 2, 4, 5, 9} <= set(states)
    assert 0.55 < states[10] / len(cases) < 0.75
    assert 0.03 < Counter(case.outcome for case in cases)["refused"] / len(cases) < 0.08


def keeps_its_time(cases: list[Row[Any]]) -> None:
    assert min(case.submitted_at for case in cases) > datetime(2025, 1, 1, tzinfo=UTC)
    assert max(case.last_at for case in cases) <= UNTIL
    decided = [case for case in cases if case.decided_at is not None and case.due_at is not None]
    late = sum(case.decided_at > case.due_at for case in decided)
    assert 0.03 < late / len(decided) < 0.2
    in_hand = [case for case in cases if case.ended_at is None and case.due_at is not None]
    overdue = sum(case.due_at < UNTIL for case in in_hand)
    assert 0.1 < overdue / len(in_hand) < 0.5


def leaves_no_unit_of_the_past_with_open_cases(cases: list[Row[Any]]) -> None:
    old = [case for case in cases if case.submitted_at < OLD_UNITS_CLOSED]
    assert len(old) > 20
    assert all(case.ended_at is not None and case.ended_at < OLD_UNITS_CLOSED for case in old)
    assert {"1.001776"} <= {case.procedure_code for case in old}  # the one of three levels


def gives_every_officer_something_to_do(house: House) -> None:
    day = UNTIL.date()
    officers = demo_officers(house.directory)
    with house.database.read() as look:
        ids = {o.subject: found.id for o in officers if (found := find_officer(look, ISSUERS.officers, o.subject))}
        cast = Cast(officers, ids)
        idle = [
            officer.subject
            for officer in officers
            if {post.role for post in officer.posts_on(day)} & DESK_ROLES
            and not has_work(look, cast.principal(officer, day))
        ]
        on_desks = look.execute(select(func.count(Task.id)).where(Task.status != "done")).scalar_one()
    assert on_desks > 100
    assert len(idle) <= 0.1 * len(officers), idle  # a task that a colleague has taken leaves some with nothing


def has_work(look: Connection, officer: Principal) -> bool:
    counted = count_inbox(look, officer, Moments(now=UNTIL, end_of_today=UNTIL)).lanes
    return bool(counted.receive + counted.mine + counted.pool + counted.overdue + counted.waiting)


def asks_some_citizens_for_more(house: House) -> None:
    kinds = (CaseEvent.kind, func.count(CaseEvent.case_id.distinct()).label("cases"))
    with house.database.read() as look:
        counted = {row.kind: row.cases for row in look.execute(select(*kinds).group_by(CaseEvent.kind))}
    assert 0.08 < counted["SupplementRequested"] / 400 < 0.2
    assert counted["SupplementAnswered"] > 20
    assert counted["ClockPaused"] > 10
    assert counted["SupplementLapsed"] >= 1


def takes_the_fee_before_a_result_leaves(cases: list[Row[Any]]) -> None:
    assert any(case.fee for case in cases)
    assert all(case.paid == case.fee for case in cases if case.state == 10)


def attaches_real_files(house: House) -> None:
    with house.database.read() as look:
        hashes = look.execute(select(CaseFile.sha256).distinct()).scalars().all()
    assert hashes
    assert all(house.storage.read(sha256).startswith(b"\xff\xd8") for sha256 in hashes)


def has_the_worker_deliver_old_letters_only(house: House) -> None:
    box = OutboxMessage
    with house.database.read() as look:
        waiting = look.execute(select(box.created_at).where(box.topic == "notify-applicant", box.done_at.is_(None)))
        moments = waiting.scalars().all()
    assert LETTERS_LEFT <= len(moments) < LETTERS_LEFT + 10
    assert min(moments) > UNTIL - timedelta(days=7)


def rows(house: House) -> list[Row[Any]]:
    with house.database.read() as look:
        return list(look.execute(select(Case.__table__)).all())


def findings(house: House) -> list[Finding]:
    with house.database.read() as look:
        verifier = Verifier(house.sealer, house.versions, house.calendar)
        return [finding for _code, found in verifier.verify_all(look) for finding in found]
