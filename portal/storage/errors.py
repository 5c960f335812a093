"""What may go wrong when a file is kept or read. The words for people are chosen by whoever catches these."""


class StorageError(Exception):
    """Parent of all errors of this room."""


class TooLarge(StorageError):
    """The file has more than `limit` bytes; nothing of it was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class Empty(StorageError):
    """The file has no bytes."""


class NoSpace(StorageError):
    """The disk is full, or so full that the rest is reserved for the database. Nothing was kept; try again later."""


class Missing(StorageError):
    """No file has this hash."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


class Corrupted(StorageError):
    """The bytes on the disk are not those that were stored under this hash: an incident, never served (R-FILE-5)."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256
