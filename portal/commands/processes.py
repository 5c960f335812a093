"""Several processes that live and end together."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any, Self

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 15.0
REASONS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Together:
    """Starts processes, and stops all of them when one ends, on Ctrl-C, or when this block is left in any way."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._handlers = {number: signal.signal(number, self._asked) for number in REASONS_TO_STOP}
        return self

    def __exit__(self, *reason: object) -> None:
        self._end()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one. It gets a session of its own: Ctrl-C reaches us only, and we end it in good order."""
        self._running[name] = subprocess.Popen(  # noqa: S603  our own programs
            command, env=self._environment, start_new_session=True
        )

    def pause(self, seconds: float = LOOK_SECONDS) -> bool:
        """Wait a moment; return whether all should go on: nobody wants to stop, and none has ended."""
        return not self._stop.wait(seconds) and self._first_ended() is None

    def wait(self) -> int:
        """Wait for Ctrl-C or the end of any. Return 0, or for one that ended by itself the code to end with."""
        while self.pause():
            continue
        ended = None if self._stop.is_set() else self._first_ended()
        return 0 if ended is None else self._running[ended].returncode or 1

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def _first_ended(self) -> str | None:
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def _end(self) -> None:
        """Ask all to end, and kill what has not after a while, with all that it started."""
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        for process in self._running.values():
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()
