"""The name a file came with. It is shown to people and offered for downloads; it never becomes a path (R-FILE-2)."""

from pathlib import PurePosixPath

from portal.storage.kinds import EXTENSIONS
from portal.text import clean

MAX_LENGTH = 120
NAMELESS = "tep"
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*/\\', "_"))


def clean_file_name(name: str) -> str:
    """Return the last part of a name, in NFC, without control and direction marks, at most 120 letters long.

    The extension is kept; what is forbidden on some computers becomes "_"; a name of which nothing is left is "tep".
    """
    last = clean(name).replace("\\", "/").rsplit("/", 1)[-1].translate(_FORBIDDEN).strip(" .")
    path = PurePosixPath(last or NAMELESS)
    extension = path.suffix[:12]
    return path.stem[: MAX_LENGTH - len(extension)].rstrip(" .") + extension


def with_extension(name: str, media_type: str) -> str:
    """Return the name with an extension that fits the kind: a WebP photo is drawn anew as JPEG."""
    path = PurePosixPath(name)
    if EXTENSIONS.get(path.suffix.lower()) == media_type:
        return name
    return path.stem + next(extension for extension, kind in EXTENSIONS.items() if kind == media_type)
