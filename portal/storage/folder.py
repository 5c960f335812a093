"""Files by the hash of their content, in a folder: ab/cd/abcd….

A file is there wholly or not at all: its bytes go to `incoming/` while they are hashed and counted, are forced to the
disk, and only then get their name (R-FILE-1). The row in the database comes after that, so a row without its file is
impossible; a file without a row is swept a day later.
"""

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from portal.storage.errors import Empty, Missing, NoSpace, TooLarge
from portal.storage.reading import VerifiedReader

CHUNK = 1 << 20
RESERVE = 1 << 30  # bytes that uploads leave to the database and its log
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is safely on the disk."""

    sha256: str
    size: int


class Storage(Protocol):
    """Where files are kept. Local folder today; an object store fits behind the same four."""

    def put(self, stream: BinaryIO, *, limit: int) -> StoredFile:
        """Keep what the stream holds. Raises `TooLarge`, `Empty`, `NoSpace`."""

    def open(self, sha256: str) -> BinaryIO:
        """Return the file for reading from its beginning, verified while it is read. Raises `Missing`."""

    def exists(self, sha256: str) -> bool: ...

    def size(self, sha256: str) -> int:
        """Return the number of bytes. Raises `Missing`."""


class FolderStorage:
    """Keeps files under one folder, which must be one file system and may be shared by several processes."""

    def __init__(self, root: Path, *, reserve: int = RESERVE) -> None:
        self.root = root
        self._incoming = root / "incoming"
        self._reserve = reserve
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, stream: BinaryIO, *, limit: int) -> StoredFile:
        """Keep what the stream holds; the same content twice is one file. Raises `TooLarge`, `Empty`, `NoSpace`."""
        with self.receive(limit=limit) as incoming:
            buffer = memoryview(bytearray(CHUNK))
            readinto = getattr(stream, "readinto", None)
            if readinto is None:
                while chunk := stream.read(CHUNK):
                    incoming.write(chunk)
            else:
                while count := readinto(buffer):
                    incoming.write(buffer[:count])
            return incoming.keep()

    def receive(self, *, limit: int) -> "Incoming":
        """Return a file to write to, for callers that are handed bytes rather than a stream. Raises `NoSpace`."""
        free = os.statvfs(self._incoming)
        if free.f_bavail * free.f_frsize < self._reserve:
            raise NoSpace
        with _disk_full_is_no_space():
            return Incoming(self, limit, *tempfile.mkstemp(dir=self._incoming))

    def open(self, sha256: str) -> BinaryIO:
        """Return the file, verified while it is read: the last bytes of an altered one never come (`Corrupted`)."""
        try:
            return VerifiedReader(self.path(sha256).open("rb", buffering=0), sha256)
        except FileNotFoundError:
            raise Missing(sha256) from None

    def read(self, sha256: str) -> bytes:
        """Return the whole file. Raises `Missing`, `Corrupted`."""
        with self.open(sha256) as stream:
            return stream.read()

    def exists(self, sha256: str) -> bool:
        try:
            return self.path(sha256).is_file()
        except Missing:
            return False

    def size(self, sha256: str) -> int:
        """Return the number of bytes. Raises `Missing`."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            raise Missing(sha256) from None

    def path(self, sha256: str) -> Path:
        """Return where a file is or would be. Raises `Missing` for what is not a hash."""
        if len(sha256) != 64 or sha256.strip("0123456789abcdef"):
            raise Missing(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def sweep(self, known: Container[str], older_than: datetime) -> int:
        """Remove files that nobody knows and nobody stored since `older_than`; return how many.

        `known` must be read after `older_than`: what was stored in between is young enough to stay.
        """
        limit, removed = older_than.timestamp(), 0
        for path in self._files():
            if path.name in known and path.parent != self._incoming:
                continue
            with self.naming(fcntl.LOCK_EX):
                if path.exists() and path.stat().st_mtime < limit:
                    path.unlink()
                    removed += 1
        return removed

    def _files(self) -> Iterator[Path]:
        yield from self._incoming.iterdir()
        yield from self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")

    @contextmanager
    def naming(self, kind: int = fcntl.LOCK_SH) -> Iterator[None]:
        """Keep the sweep out while a file gets its name, or is found to be there already."""
        handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, kind)
            yield
        finally:
            os.close(handle)


class Incoming:
    """A file on its way in: hashed and counted as it is written; gone unless it is kept."""

    def __init__(self, storage: FolderStorage, limit: int, handle: int, path: str) -> None:
        self._storage = storage
        self._limit = limit
        self._handle = handle
        self._path = Path(path)
        self._hash = hashlib.sha256()
        self._size = 0
        self._open = True

    def write(self, chunk: bytes | memoryview) -> int:
        """Take the next bytes. Raises `TooLarge` as soon as there are too many, `NoSpace`."""
        self._size += len(chunk)
        if self._size > self._limit:
            raise TooLarge(self._limit)
        self._hash.update(chunk)
        with _disk_full_is_no_space():
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        return len(chunk)

    def keep(self) -> StoredFile:
        """Force the bytes to the disk and give the file its name. Raises `Empty`, `NoSpace`."""
        if not self._size:
            raise Empty
        stored = StoredFile(self._hash.hexdigest(), self._size)
        with _disk_full_is_no_space():
            os.fsync(self._handle)
            self._name(self._storage.path(stored.sha256))
        return stored

    def discard(self) -> None:
        """Forget the bytes, if they were not kept."""
        if self._open:
            self._open = False
            os.close(self._handle)
            self._path.unlink(missing_ok=True)

    def _name(self, target: Path) -> None:
        with self._storage.naming():
            if target.exists() and target.stat().st_size == self._size:
                os.utime(target)  # the sweep sees it as stored just now
                return
            _make_durable_folder(target.parent, self._storage.root)
            self._path.rename(target)
            _sync_folder(target.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def _make_durable_folder(folder: Path, root: Path) -> None:
    if folder == root or folder.is_dir():
        return
    _make_durable_folder(folder.parent, root)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk_full_is_no_space() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace from error
        raise
