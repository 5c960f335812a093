"""Lines of sound and damaged files."""

import gzip
import random
from io import BytesIO

import pytest

from portal.catalogue.national import source
from portal.catalogue.national.source import Line, read_lines

CONTENT = b"".join(b'{"n": %d}\n' % n for n in range(50_000))


def contents(data: bytes) -> list[Line]:
    return list(read_lines(BytesIO(data)))


def test_plain_and_compressed_lines_are_the_same() -> None:
    plain = contents(CONTENT)

    assert len(plain) == 50_000
    assert contents(gzip.compress(CONTENT)) == plain
    assert plain[-1] == Line(50_000, b'{"n": 49999}')


def test_several_members_and_padding_after_the_last_are_read() -> None:
    data = gzip.compress(b"a\n") + gzip.compress(b"b\nc")

    assert [line.content for line in contents(data + b"\0" * 512)] == [b"a", b"b", b"c"]


def test_blank_lines_count_but_are_not_lines() -> None:
    assert contents(b"a\n\n  \r\nb") == [Line(1, b"a"), Line(4, b"b")]


def test_an_empty_file_has_no_lines() -> None:
    assert contents(b"") == []


def test_a_truncated_file_yields_what_came_before() -> None:
    noise = random.Random(7)
    data = gzip.compress(b"".join(b"%d\n" % noise.getrandbits(60) for _ in range(20_000)))

    found = contents(data[: len(data) // 2])

    assert found[-1].damage == "truncated"
    assert 8_000 < len(found) < 12_000
    assert not any(line.damage for line in found[:-1])


def test_a_damaged_file_yields_what_came_before() -> None:
    data = bytearray(gzip.compress(CONTENT))
    data[-4] ^= 0xFF

    found = contents(bytes(data))

    assert (len(found), found[-1].damage) == (50_001, "bad_gzip")


@pytest.mark.parametrize("end", [b"\nlast\n", b""])
def test_a_line_without_end_does_not_fill_the_memory(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LONGEST_LINE", 1_000_000)

    found = contents(gzip.compress(b"first\n" + b"x" * 5_000_000 + end))

    assert [line.damage for line in found] == ["", "line_too_long", *([""] if end else [])]
