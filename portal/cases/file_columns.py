"""What is known of a stored file wherever it hangs: at a draft, at a case, at an answer that was not sent yet."""

from typing import Any

from sqlalchemy.orm import Mapped


class FileColumns:
    """The columns of a stored file; the file itself is found by its hash."""

    component: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]


KNOWN = tuple(FileColumns.__annotations__)


def file_values(file: Any) -> dict[str, Any]:
    """Return these columns of a row, or of whatever has what they have."""
    return {name: getattr(file, name) for name in KNOWN}
