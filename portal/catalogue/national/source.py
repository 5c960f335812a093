"""The lines of a file of JSON lines, plain or compressed, from a sound or a damaged file, one at a time."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_GZIP = b"\x1f\x8b"
_CHUNK = 256 * 1024
LONGEST_LINE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `damage` names what is wrong with it or the file from here on, and the bytes may then be partial."""

    number: int
    content: bytes
    damage: str = ""


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines that are not blank. A damaged end yields the last whole lines and then one line with `damage`:

    `truncated` (the compressed file stops early), `bad_gzip` (it cannot be read further), `line_too_long`.
    """
    number, rest, too_long = 0, b"", False
    for chunk, damage in _chunks(stream):
        *whole, rest = (rest + chunk).split(b"\n")
        for content in whole:
            number += 1
            if too_long or len(content) > LONGEST_LINE:
                yield Line(number, content[:100], "line_too_long")
            elif content.strip():
                yield Line(number, content.strip())
            too_long = False
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
        if damage:
            yield Line(number + 1, rest[:100], damage)
            return
    if too_long:
        yield Line(number + 1, b"", "line_too_long")
    elif rest.strip():
        yield Line(number + 1, rest.strip())


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, str]]:
    """Yield pieces of the content, each with the damage that ends it, if any."""
    first = stream.read(_CHUNK)
    if first.startswith(_GZIP):
        yield from _inflated(stream, first)
        return
    while first:
        yield first, ""
        first = stream.read(_CHUNK)


def _inflated(stream: BinaryIO, compressed: bytes) -> Iterator[tuple[bytes, str]]:
    # Not the gzip module: at a damaged end it throws away what it had already read.
    member = zlib.decompressobj(wbits=31)
    while compressed:
        before = member.copy()
        try:
            content = member.decompress(compressed, _CHUNK)
        except zlib.error:
            yield _sound_part(before, compressed), "bad_gzip"
            return
        yield content, ""
        compressed = member.unconsumed_tail or member.unused_data
        if member.eof and compressed:
            if not compressed.startswith(_GZIP):
                return  # padding after the last member
            member = zlib.decompressobj(wbits=31)
        compressed = compressed or stream.read(_CHUNK)
    rest = member.flush()
    yield rest, "" if member.eof else "truncated"


def _sound_part(member: "zlib._Decompress", compressed: bytes) -> bytes:
    """Return what can still be read of a piece that is damaged somewhere: byte by byte, up to the damage."""
    content = b""
    try:
        for at in range(len(compressed)):
            content += member.decompress(compressed[at : at + 1])
    except zlib.error:
        pass
    return content
