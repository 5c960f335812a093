"""Taking a file in: kept, looked through, and, if it is a picture, drawn anew."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from portal.storage.folder import Storage, StoredFile
from portal.storage.inspection import inspect
from portal.storage.names import clean_file_name, with_extension


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedFile:
    """A file that may be attached. `shown` is what others get to see; for pictures it is not what was sent."""

    file_name: str
    media_type: str
    original: StoredFile
    shown: StoredFile
    pages: int | None
    width: int | None
    height: int | None


def take_in(storage: Storage, stream: BinaryIO, file_name: str, *, limit: int) -> AcceptedFile:
    """Keep a file and look through it.

    Raises `TooLarge`, `Empty`, `NoSpace`, `Refused`. A refused file stays where nobody can reach it (no row names it)
    until the sweep.
    """
    original = storage.put(stream, limit=limit)
    name = clean_file_name(file_name)
    with storage.open(original.sha256) as content:
        found = inspect(content, name)
    shown = original if found.shown is None else storage.put(io.BytesIO(found.shown), limit=len(found.shown))
    media_type = found.shown_type or found.media_type
    return AcceptedFile(
        file_name=with_extension(name, media_type),
        media_type=media_type,
        original=original,
        shown=shown,
        pages=found.pages,
        width=found.width,
        height=found.height,
    )
