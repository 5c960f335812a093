"""`./run check`: everything that can be known without running the portal. One line each, as soon as it is known.

The checks do not wait for each other. Names choose among them: `./run check types layers`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# The slow ones first: they decide how long all of it takes.
CHECKS: dict[str, tuple[str, ...]] = {
    "types": ("mypy",),
    "migrations-postgresql": ("python", "-m", "tools.migrations", "postgresql"),
    "migrations-sqlite": ("python", "-m", "tools.migrations", "sqlite"),
    "templates": ("djlint", "templates", "--lint", "--quiet"),
    "translations": ("python", "-m", "tools.translations"),
    "layers": ("lint-imports", "--no-cache"),
    "style": ("ruff", "check", "--no-fix", "."),
    "format": ("ruff", "format", "--check", "."),
    "locks": ("python", "-m", "tools.locks"),
    "addresses": ("python", "-m", "tools.addresses"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    name: str
    seconds: float
    passed: bool
    output: str

    def line(self) -> str:
        """Return its one line: the time it took, how it ended, what it is."""
        return f"{self.seconds:6.1f} s  {'ok  ' if self.passed else 'FAIL'}  {self.name}"


def run_check(name: str, command: Sequence[str]) -> Outcome:
    """Run one check to its end."""
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(name, time.monotonic() - began, done.returncode == 0, done.stdout.strip())


def run_all(checks: dict[str, tuple[str, ...]]) -> list[Outcome]:
    """Run checks side by side, as many as there are cores; say each when it is done. Return those that failed."""
    failed = []
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        running = [pool.submit(run_check, name, command) for name, command in checks.items()]
        for future in as_completed(running):
            outcome = future.result()
            print(outcome.line(), flush=True)
            if not outcome.passed:
                failed.append(outcome)
    return failed


def main() -> int:
    wanted = sys.argv[1:] or list(CHECKS)
    if unknown := [name for name in wanted if name not in CHECKS]:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    failed = run_all({name: CHECKS[name] for name in wanted})
    for outcome in failed:
        print(f"\n--- {outcome.name}: {' '.join(CHECKS[outcome.name])}\n{outcome.output}")
    print(f"\n{len(wanted) - len(failed)} checks passed, {len(failed)} failed.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
