"""Processes that end together: on a signal, when one ends, and also when one does not want to."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from portal.commands import processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"]


def started(block: processes.Together) -> list[subprocess.Popen[bytes]]:
    return list(block._running.values())


def test_when_one_ends_all_end_with_its_code() -> None:
    with processes.Together(os.environ) as block:
        block.start("other", SLEEPER)
        block.start("short", [sys.executable, "-c", "raise SystemExit(3)"])
        code = block.wait()

    assert code == 3
    assert all(process.poll() is not None for process in started(block))


def test_the_end_of_a_server_is_a_failure_even_when_it_says_all_is_well() -> None:
    with processes.Together(os.environ) as block:
        block.start("short", [sys.executable, "-c", ""])

        assert block.wait() == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_in_good_order(number: signal.Signals) -> None:
    with processes.Together(os.environ) as block:
        block.start("one", SLEEPER)
        block.start("two", SLEEPER)
        os.kill(os.getpid(), number)
        code = block.wait()

    assert code == 0
    assert [process.returncode for process in started(block)] == [-signal.SIGTERM, -signal.SIGTERM]


def test_one_that_does_not_want_to_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE_SECONDS", 0.2)
    with processes.Together(os.environ) as block:
        block.start("stubborn", STUBBORN)
        time.sleep(0.5)  # until it has said that it ignores the signal

    assert [process.returncode for process in started(block)] == [-signal.SIGKILL]


def test_an_error_in_the_block_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError), processes.Together(os.environ) as block:
        block.start("one", SLEEPER)
        raise RuntimeError

    assert all(process.poll() is not None for process in started(block))


def test_the_handlers_of_before_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with processes.Together(os.environ):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


RUN = Path(processes.__file__).resolve().parents[2] / "run"


def test_run_explains_itself() -> None:
    done = subprocess.run(["bash", str(RUN), "help"], capture_output=True, text=True, check=True)

    for word in ("test", "check", "bench", "portal", "setup", "PORTAL_HOME"):
        assert word in done.stdout


def test_an_unknown_command_is_told() -> None:
    done = subprocess.run(["bash", str(RUN), "tset"], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "There is no command 'tset'" in done.stderr


def test_an_old_python_is_told_and_not_used(tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    copied = tmp_path / "clone"
    copied.mkdir()
    (copied / "run").write_text(RUN.read_text())
    (copied / "requirements.lock").write_text("")

    done = subprocess.run(
        ["bash", "run", "setup"],
        cwd=copied,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed")
    assert not (copied / ".venv").exists()


def test_a_step_that_fails_shows_why() -> None:
    script = RUN.read_text().split("command=${1:-serve}")[0].replace('cd "$(dirname', 'true "$(dirname')
    script += textwrap.dedent("""
        why() { echo 'because of this'; return 1; }
        step 'the thing done' why
    """)

    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "because of this" in done.stderr
    assert "Failed: the thing done." in done.stderr
