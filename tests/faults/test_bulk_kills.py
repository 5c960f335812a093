"""kill -9 in the middle of a bulk job: the next worker goes on with the rest, and no case is done twice (R-TX-2)."""

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.cases.bulk_models import BulkItem, BulkJob
from portal.cases.models import CaseEvent
from tests.cases.test_bulk import order
from tests.stories import file_case
from tests.world import ROOT, World

CASES = 60
KILLS = 3

pytestmark = pytest.mark.timeout(180)


def start(world: World, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.bulking", world.house.database.url, str(home)], cwd=ROOT
    )


def settled(world: World) -> int:
    with world.house.database.read() as look:
        return int(look.execute(select(func.count()).where(BulkItem.status != "waiting")).scalar_one())


def wait_for(world: World, number: int) -> None:
    end = time.monotonic() + 60
    while settled(world) < number:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_killed_worker_leaves_a_job_that_the_next_one_finishes_once(world: World, tmp_path: Path) -> None:
    cases = [file_case(world) for _ in range(CASES)]
    job_id = order(world, world.officer("reception"), cases, "accept")

    for kill in range(1, KILLS + 1):
        victim = start(world, tmp_path)
        wait_for(world, kill * 10)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert settled(world) < CASES
    last = start(world, tmp_path)
    wait_for(world, CASES)
    end = time.monotonic() + 20
    while not _finished(world, job_id) and time.monotonic() < end:
        time.sleep(0.02)
    last.kill()
    last.wait()

    assert _finished(world, job_id)
    with world.house.database.read() as look:
        statuses = Counter(look.execute(select(BulkItem.status)).scalars())
        started = Counter(look.execute(select(CaseEvent.case_id).where(CaseEvent.kind == "ClockStarted")).scalars())
    assert statuses == {"done": CASES}
    assert started == {case.case_id: 1 for case in cases}


def _finished(world: World, job_id: str) -> bool:
    with world.house.database.read() as look:
        return look.execute(select(BulkJob.finished_at).where(BulkJob.id == job_id)).scalar_one() is not None
