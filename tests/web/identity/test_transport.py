"""What a provider may not do to us over a real socket: keep us waiting, drown us, send us elsewhere."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from portal.web.identity import transport
from portal.web.identity.refusal import LoginRefused, Reason

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Yield the address of a server that treats its one visitor as told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            visitor, _ = listening.accept()
            with visitor, suppress(OSError):
                visitor.recv(65536)
                behave(visitor)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join(timeout=5)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 0.4)


def fetch(url: str) -> dict[str, object]:
    with transport.Bounded() as session:
        session.bound({})
        return transport.json_of(session.get(url))


def refusal_of(behave: Callable[[socket.socket], None]) -> Reason:
    with server(behave) as url, pytest.raises(LoginRefused) as refused:
        fetch(url)
    return refused.value.reason


def drip(visitor: socket.socket) -> None:
    visitor.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
    for _ in range(100):
        visitor.sendall(b" ")
        time.sleep(0.05)


def test_an_answer_is_read() -> None:
    with server(lambda visitor: visitor.sendall(HEAD + b'Content-Length: 8\r\n\r\n{"a": 1}')) as url:
        assert fetch(url) == {"a": 1}


def test_silence_ends() -> None:
    assert refusal_of(lambda visitor: time.sleep(1)) is Reason.UNREACHABLE


def test_a_drip_ends_at_the_deadline() -> None:
    began = time.monotonic()

    assert refusal_of(drip) is Reason.UNREACHABLE
    assert time.monotonic() - began < 3


def test_a_flood_is_cut_off() -> None:
    assert refusal_of(lambda visitor: visitor.sendall(HEAD + b"\r\n" + b" " * 5_000_000)) is Reason.ANSWER_TOO_LARGE


def test_an_answer_cut_off_is_no_answer() -> None:
    cut = HEAD + b'Content-Length: 100\r\n\r\n{"a": 1}'

    assert refusal_of(lambda visitor: visitor.sendall(cut)) in (Reason.UNREACHABLE, Reason.ANSWER_NOT_JSON)


def test_garbage_is_no_answer() -> None:
    assert refusal_of(lambda visitor: visitor.sendall(b"\x00\xff" * 50)) is Reason.UNREACHABLE


def test_a_redirect_is_not_followed() -> None:
    elsewhere = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    assert refusal_of(lambda visitor: visitor.sendall(elsewhere)) is Reason.REDIRECTED


def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(LoginRefused, match="unreachable"):
        fetch(f"http://127.0.0.1:{port}/")


def test_a_compressed_bomb_is_cut_off() -> None:
    import gzip

    bomb = gzip.compress(b" " * 50_000_000)
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)

    assert refusal_of(lambda visitor: visitor.sendall(head + bomb)) is Reason.ANSWER_TOO_LARGE
