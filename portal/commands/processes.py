"""Several processes that live and end together."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from types import FrameType

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 15.0


class Together:
    """Starts processes, and stops all of them when one ends or when somebody presses Ctrl-C."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = dict(environment or os.environ)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one. It gets a session of its own: Ctrl-C reaches us only, and we end it in good order."""
        self._running[name] = subprocess.Popen(command, env=self._environment, start_new_session=True)  # noqa: S603

    @property
    def first_ended(self) -> str | None:
        """Return the name of one that has ended, if any has."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def wait(self) -> int:
        """Wait for Ctrl-C, SIGTERM or the end of any; then end all. Return 0, or the code of the one that ended."""
        before = {number: signal.signal(number, self._asked) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while self.first_ended is None and not self._stop.wait(LOOK_SECONDS):
                continue
            ended = self.first_ended
            code = 0 if ended is None else self._running[ended].returncode or 1
        finally:
            self.end()
            for number, handler in before.items():
                signal.signal(number, handler)
        return code

    def end(self) -> None:
        """Ask all to end, and kill what has not after a while."""
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
