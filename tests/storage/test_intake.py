import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.storage import AcceptedFile, Empty, FolderStorage, Reason, Refused, TooLarge, take_in
from portal.storage.kinds import JPEG, PDF
from tests.storage.files import pdf, phone_photo, picture


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path)


def take(storage: FolderStorage, content: bytes, name: str) -> AcceptedFile:
    return take_in(storage, io.BytesIO(content), name, limit=1 << 20)


def test_a_pdf_is_kept_and_shown_as_it_came(storage: FolderStorage) -> None:
    accepted = take(storage, pdf(), "C:\\Đơn.pdf")

    assert (accepted.file_name, accepted.media_type, accepted.pages) == ("Đơn.pdf", PDF, 1)
    assert accepted.shown == accepted.original
    assert storage.read(accepted.shown.sha256) == pdf() or storage.exists(accepted.shown.sha256)


def test_R_FILE_3_a_photo_is_kept_and_another_one_is_shown(storage: FolderStorage) -> None:
    accepted = take(storage, phone_photo(), "IMG_1.JPG")

    assert accepted.media_type == JPEG
    assert (accepted.width, accepted.height) == (40, 60)
    assert storage.read(accepted.original.sha256) == phone_photo()
    assert b"PhoneMaker" not in storage.read(accepted.shown.sha256)


def test_a_webp_photo_gets_the_name_of_what_is_shown(storage: FolderStorage) -> None:
    assert take(storage, picture("WEBP"), "anh.webp").file_name == "anh.jpg"


def test_a_refused_file_is_gone_with_the_next_sweep(storage: FolderStorage) -> None:
    with pytest.raises(Refused) as refused:
        take(storage, b"MZ", "x.exe")

    assert refused.value.reason == Reason.TYPE
    assert storage.sweep((), older_than=datetime.now(UTC) + timedelta(days=1)) == 1


def test_size_comes_before_kind(storage: FolderStorage) -> None:
    with pytest.raises(TooLarge):
        take(storage, b"x" * (2 << 20), "x.exe")
    with pytest.raises(Empty):
        take(storage, b"", "x.exe")
