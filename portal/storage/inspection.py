"""Is this file what it says, whole, and harmless? The answer comes from a process of its own (R-FILE-3)."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from portal.storage.kinds import HEAD, kind_of
from portal.storage.refusals import InspectorBroken, Reason, Refused

WALL_SECONDS = 20
AT_ONCE = 2  # processes of this one that look through files at the same time
ROOT = Path(__file__).parents[2]
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What a file is. A picture comes with its `shown` version: upright, and with nothing hidden in it."""

    media_type: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    shown: bytes | None = None
    shown_type: str | None = None


def inspect(content: BinaryIO, file_name: str) -> Inspected:
    """Look through a file, all that the stream still holds. Raises `Refused` with a reason, `InspectorBroken`."""
    with tempfile.TemporaryFile() as copy:
        # `content` may be a stream that verifies itself; the child gets a plain file it can seek in.
        shutil.copyfileobj(content, copy, 1 << 20)
        copy.seek(0)
        media_type = kind_of(copy.read(HEAD), file_name)
        copy.seek(0)
        with _turns:
            return _ask_child(copy, media_type)


def _ask_child(copy: BinaryIO, media_type: str) -> Inspected:
    command = [sys.executable, "-m", "portal.storage.inspect_child", media_type]
    try:
        done = subprocess.run(  # noqa: S603  our own module, and a media type from our own list
            command,
            stdin=copy,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            cwd=ROOT,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Refused(Reason.TOO_COMPLEX) from None
    if done.returncode < 0:  # killed by a limit, or by what it met
        raise Refused(Reason.TOO_COMPLEX)
    if done.returncode:
        raise InspectorBroken(done.stderr.decode(errors="replace")[-2000:])
    line, _, shown = done.stdout.partition(b"\n")
    verdict = json.loads(line)
    if "refused" in verdict:
        raise Refused(Reason(verdict["refused"]), **verdict["details"])
    return Inspected(media_type=media_type, shown=shown or None, **verdict)
