"""kill -9 in the middle of a delivery: nothing is lost, and what comes twice carries the same Message-ID (R-TX-5)."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.db import Database
from portal.notifications.queries import backlog
from tests.notifications.putting import enqueue
from tests.notifications.smtp import PostOffice, post_office

ROOT = Path(__file__).parents[2]
Process = subprocess.Popen[bytes]
Start = Callable[[int], Process]
MESSAGES = 12
KILLS = 3
NEVER = 10**6


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path) as office:
        yield office


@pytest.fixture
def start(office: PostOffice, database_url: str) -> Iterator[Start]:
    """Start a worker that hangs after so many mails; none outlives the test."""
    started: list[Process] = []

    def start(hang_after: int) -> Process:
        arguments = [database_url, str(office.port), str(office.certificate), str(hang_after)]
        command = [sys.executable, "-m", "tests.notifications.killable", *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        kill(process)


def kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_R_TX_5_a_killed_worker_loses_nothing_and_doubles_carry_the_same_id(
    database: Database, office: PostOffice, start: Start
) -> None:
    with database.transaction() as work:
        ids = [enqueue(work, "mail", {}, case_id=f"case-{n % 4}", now=datetime.now(UTC)) for n in range(MESSAGES)]

    for _ in range(KILLS):
        enough = len(office.taken) + 2
        victim = start(2)
        until(lambda enough=enough: len(office.taken) >= enough)  # type: ignore[misc]
        kill(victim)
    start(NEVER)
    until(lambda: _waiting(database) == 0)

    taken = Counter(str(mail["Message-ID"]) for mail in office.taken)
    assert set(taken) == {f"<{given}@motcua.example>" for given in ids}
    assert 1 <= len(office.taken) - MESSAGES <= KILLS


def _waiting(database: Database) -> int:
    with database.read() as look:
        return backlog(look).waiting
