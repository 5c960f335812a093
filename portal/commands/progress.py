"""Long work shows how far it is: a living line on a terminal, plain lines elsewhere. On stderr, apart from reports."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar

Item = TypeVar("Item")
LIVE_SECONDS = 0.1  # between two changes of the living line
PLAIN_SECONDS = 5.0  # between two plain lines


class Progress:
    """Says what is being done, how many of how many are, and how long the rest will take."""

    def __init__(
        self, what: str, total: int, *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._what, self._total, self._done = what, total, 0
        self._out, self._clock = out or sys.stderr, clock
        self._live = self._out.isatty()
        self._began = self._said = clock()

    def advance(self, count: int = 1) -> None:
        """Say that so many more are done."""
        self._done += count
        now = self._clock()
        if now - self._said >= (LIVE_SECONDS if self._live else PLAIN_SECONDS):
            self._said = now
            self._say(now)

    def finish(self) -> None:
        """Leave one last line: how many were done, and in what time."""
        took = self._clock() - self._began
        self._write(f"{took:6.1f} s  {self._what}: {self._done:,}", end="\n")

    def _say(self, now: float) -> None:
        left = (now - self._began) / self._done * (self._total - self._done) if self._done else 0.0
        line = f"          {self._what}: {self._done:,} of {self._total:,}, {_plain(left)} left"
        self._write(line, end="" if self._live else "\n")

    def _write(self, line: str, *, end: str) -> None:
        self._out.write(f"\r\033[K{line}{end}" if self._live else f"{line}{end}")
        self._out.flush()


def following(items: Iterable[Item], what: str, total: int) -> Iterator[Item]:
    """Yield the items, saying on the way how far it is."""
    progress = Progress(what, total)
    for item in items:
        yield item
        progress.advance()
    progress.finish()


@contextmanager
def step(what: str, *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> Iterator[list[str]]:
    """Say in one line what was done and how long it took. The body may append words to what it is given."""
    out = out or sys.stderr
    began, more = clock(), list[str]()
    if out.isatty():
        out.write(f"     …    {what}")
        out.flush()
    try:
        yield more
    finally:
        if out.isatty():
            out.write("\r\033[K")
    out.write(f"{clock() - began:6.1f} s  {' '.join([what, *more])}\n")
    out.flush()


def _plain(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
