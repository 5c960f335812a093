"""Reading a file while its hash is computed again."""

import hashlib
import io
import os
from typing import Any, BinaryIO

from portal.storage.errors import Corrupted


class VerifiedReader(io.BufferedIOBase, BinaryIO):
    """A stream, read once from beginning to end, that withholds its last bytes when the content was altered.

    The reader of an altered file gets `Corrupted` instead of the chunk that would have completed it: a download breaks
    off instead of handing out something else than was stored.
    """

    def __init__(self, raw: io.RawIOBase | BinaryIO, sha256: str) -> None:
        self._raw = raw
        self._sha256 = sha256
        self._hash = hashlib.sha256()
        self._left = os.fstat(raw.fileno()).st_size
        self.size = self._left

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes. Raises `Corrupted`."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        chunk = bytearray(wanted)
        return bytes(chunk[: self.readinto(chunk)])

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as there are bytes. Raises `Corrupted`."""
        with memoryview(buffer).cast("B") as view:
            filled = 0
            while filled < len(view) and self._left:
                count = self._raw.readinto(view[filled:])  # type: ignore[union-attr]
                if not count:
                    raise Corrupted(self._sha256)
                self._hash.update(view[filled : filled + count])
                self._left -= count
                filled += count
        if not self._left and self._hash.hexdigest() != self._sha256:
            raise Corrupted(self._sha256)
        return filled

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._raw.close()
        super().close()
