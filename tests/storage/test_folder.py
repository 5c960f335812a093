import errno
import fcntl
import hashlib
import io
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.storage import Corrupted, Empty, FolderStorage, Missing, NoSpace, StoredFile, TooLarge

LIMIT = 20 << 20


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def put(storage: FolderStorage, content: bytes, limit: int = LIMIT) -> StoredFile:
    return storage.put(io.BytesIO(content), limit=limit)


def nothing_is_left(storage: FolderStorage) -> bool:
    return not [path for path in storage.root.rglob("*") if path.is_file() and path.name != "lock"]


def test_R_FILE_1_a_file_is_found_by_the_hash_of_its_content(storage: FolderStorage) -> None:
    content = os.urandom(3 << 20)

    stored = put(storage, content)

    assert stored == StoredFile(hashlib.sha256(content).hexdigest(), len(content))
    assert storage.path(stored.sha256).parent == storage.root / stored.sha256[:2] / stored.sha256[2:4]
    assert storage.read(stored.sha256) == content
    assert storage.size(stored.sha256) == len(content)
    assert storage.exists(stored.sha256)


def test_the_same_content_twice_is_one_file(storage: FolderStorage) -> None:
    assert put(storage, b"one") == put(storage, b"one")

    assert len([p for p in storage.root.rglob("*") if p.is_file() and p.name != "lock"]) == 1


def test_R_FILE_1_the_bytes_are_on_the_disk_before_the_name_is(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def seen_fsync(handle: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{handle}").resolve().is_dir() else "file")
        fsync(handle)

    def seen_rename(self: Path, target: Path) -> Path:
        done.append("name")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "rename", seen_rename)

    put(storage, b"x")

    assert done == ["file", "folder", "folder", "name", "folder"]


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(storage: FolderStorage) -> None:
    with pytest.raises(TooLarge) as refused:
        put(storage, b"x" * 101, limit=100)

    assert refused.value.limit == 100
    assert nothing_is_left(storage)
    assert put(storage, b"x" * 100, limit=100).size == 100


def test_an_endless_stream_is_cut_at_the_limit(storage: FolderStorage) -> None:
    class Endless(io.RawIOBase):
        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            return len(buffer)

    with pytest.raises(TooLarge):
        storage.put(Endless(), limit=5 << 20)  # type: ignore[arg-type]


def test_an_empty_file_is_refused(storage: FolderStorage) -> None:
    with pytest.raises(Empty):
        put(storage, b"")

    assert nothing_is_left(storage)


def test_a_stream_that_breaks_off_leaves_nothing(storage: FolderStorage) -> None:
    class Broken(io.RawIOBase):
        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.put(Broken(), limit=LIMIT)  # type: ignore[arg-type]

    assert nothing_is_left(storage)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_F28_a_full_disk_is_told_and_leaves_nothing(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def full(*arguments: object) -> int:
        raise OSError(code, "full")

    monkeypatch.setattr(os, call, full)

    with pytest.raises(NoSpace):
        put(storage, b"x")

    assert nothing_is_left(storage)


def test_F28_uploads_stop_before_the_database_has_no_room(tmp_path: Path) -> None:
    with pytest.raises(NoSpace):
        put(FolderStorage(tmp_path, reserve=1 << 60), b"x")


@pytest.mark.parametrize("change", [b"Xbc", b"ab", b"abcd"])
def test_R_FILE_5_an_altered_file_is_never_served_to_its_end(storage: FolderStorage, change: bytes) -> None:
    sha256 = put(storage, b"abc").sha256
    storage.path(sha256).write_bytes(change)

    with storage.open(sha256) as stream, pytest.raises(Corrupted) as corrupted:
        stream.read()

    assert corrupted.value.sha256 == sha256


def test_R_FILE_5_a_reader_in_pieces_misses_the_last_piece_of_an_altered_file(storage: FolderStorage) -> None:
    sha256 = put(storage, b"a" * 100).sha256
    storage.path(sha256).write_bytes(b"b" + b"a" * 99)
    got = b""

    with storage.open(sha256) as stream, pytest.raises(Corrupted):
        while piece := stream.read(30):
            got += piece

    assert len(got) == 90


def test_an_altered_file_of_another_length_is_mended_by_storing_it_again(storage: FolderStorage) -> None:
    sha256 = put(storage, b"abc").sha256
    storage.path(sha256).write_bytes(b"")

    put(storage, b"abc")

    assert storage.read(sha256) == b"abc"


@pytest.mark.parametrize("name", ["0" * 64, "../../../etc/passwd", "", "A" * 64, "g" * 64, "0" * 63])
def test_what_is_not_there_and_what_is_no_hash_are_missing(storage: FolderStorage, name: str) -> None:
    assert not storage.exists(name)
    with pytest.raises(Missing):
        storage.open(name)
    with pytest.raises(Missing):
        storage.size(name)


def test_the_sweep_takes_what_nobody_knows_and_leaves_what_is_young(storage: FolderStorage) -> None:
    known, orphan = put(storage, b"known").sha256, put(storage, b"orphan").sha256
    now = datetime.now(UTC)

    assert storage.sweep({known}, older_than=now - timedelta(hours=1)) == 0
    assert storage.sweep({known}, older_than=now + timedelta(hours=1)) == 1
    assert storage.exists(known)
    assert not storage.exists(orphan)


def test_the_sweep_takes_what_a_killed_process_left_behind(storage: FolderStorage) -> None:
    storage.receive(limit=LIMIT).write(b"half")

    assert storage.sweep((), older_than=datetime.now(UTC) + timedelta(hours=1)) == 1


def test_an_orphan_stored_again_is_young_again(storage: FolderStorage) -> None:
    sha256 = put(storage, b"again").sha256
    os.utime(storage.path(sha256), (0, 0))

    put(storage, b"again")

    assert storage.sweep((), older_than=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert storage.exists(sha256)


def test_the_sweep_waits_while_a_file_gets_its_name(storage: FolderStorage) -> None:
    sha256 = put(storage, b"x").sha256
    sweep = threading.Thread(target=storage.sweep, args=((), datetime.now(UTC) + timedelta(hours=1)))

    with storage.naming(fcntl.LOCK_SH):
        sweep.start()
        sweep.join(0.1)
        assert storage.exists(sha256)
    sweep.join()

    assert not storage.exists(sha256)
