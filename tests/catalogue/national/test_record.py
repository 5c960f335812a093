"""One line of the file: what makes a record, and what spoils it."""

import pytest

from portal.catalogue.national.record import SpoiledLine, read_record
from tests.catalogue.national.records import line, record


def test_a_sound_line_is_a_record() -> None:
    found = read_record(line(record("9.000001", "Cấp giấy phép thả diều")))

    assert (found.code, found.text("ten_thu_tuc"), found.text("khong_co")) == ("9.000001", "Cấp giấy phép thả diều", "")


def test_strings_are_cleaned_and_lines_kept() -> None:
    decomposed = "Ca\u0302\u0301p\u00a0phe\u0301p\u200b \u202e\u0000\ud800"

    found = read_record(line(record(name="x", trinh_tu_thuc_hien="một\r\nhai\tba")))
    assert found.text("trinh_tu_thuc_hien") == "một\nhai ba"
    escaped = b'{"ma_thu_tuc": "9.000001", "ten_thu_tuc": ' + ascii_json(decomposed) + b"}"
    assert read_record(escaped).text("ten_thu_tuc") == "Cấp phép"


def ascii_json(text: str) -> bytes:
    return b'"' + b"".join(f"\\u{ord(letter):04x}".encode() for letter in text) + b'"'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "bad_json"),
        (b'{"ma_thu_tuc": NaN}', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b"\xff\xfe{}", "bad_utf8"),
        (b"[1, 2]", "not_an_object"),
        (b"null", "not_an_object"),
        (b"{}", "no_code"),
        (line(record(code="")), "no_code"),
        (line(record(code="drop table")), "no_code"),
        (line(record(name=" ")), "no_name"),
        (line(record(linh_vuc=7)), "wrong_type"),
        (line(record(ten_thu_tuc=["a"])), "wrong_type"),
    ],
    ids=lambda value: value[:24] if isinstance(value, bytes) else value,
)
def test_a_spoiled_line_says_what_is_wrong(content: bytes, kind: str) -> None:
    with pytest.raises(SpoiledLine) as spoiled:
        read_record(content)

    assert spoiled.value.kind == kind
