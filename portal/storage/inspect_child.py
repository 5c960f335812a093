"""The other end of `inspection`: looks through one file, within limits of memory and time, and says what it is.

Started as `python -m portal.storage.inspect_child MEDIA_TYPE` with the file as standard input. Writes one line of JSON,
then the picture as it will be shown, if it is one. Whatever a hostile file achieves, it achieves here.
"""

import json
import resource
import sys
from typing import Any, BinaryIO

MEMORY = 512 << 20
CPU_SECONDS = 5
OUTPUT = 64 << 20


def limit_self() -> None:
    """Give up the right to more memory, time, output and processes than a decent file needs."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(kind, (limit, limit))


def look_through(stream: BinaryIO, media_type: str) -> tuple[dict[str, Any], bytes]:
    """Return the verdict, and what is to be shown of a picture."""
    from portal.storage import kinds
    from portal.storage.packages import look_through_package
    from portal.storage.pdfs import look_through_pdf
    from portal.storage.pictures import redraw
    from portal.storage.refusals import Reason, Refused

    try:
        if media_type == kinds.PDF:
            return {"pages": look_through_pdf(stream)}, b""
        if media_type in kinds.PICTURES:
            picture = redraw(stream, media_type)
            facts = {"width": picture.width, "height": picture.height, "shown_type": picture.media_type}
            return facts, picture.content
        look_through_package(stream, media_type)
    except Refused as refused:
        return {"refused": refused.reason, "details": refused.details}, b""
    except (MemoryError, RecursionError):
        return {"refused": Reason.TOO_COMPLEX, "details": {}}, b""
    except Exception as error:  # a parser that stumbles has met a file that is not what it says
        return {"refused": Reason.DAMAGED, "details": {"error": type(error).__name__}}, b""
    return {}, b""


def main() -> None:
    limit_self()
    verdict, shown = look_through(sys.stdin.buffer, sys.argv[1])
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + shown)


if __name__ == "__main__":
    main()
