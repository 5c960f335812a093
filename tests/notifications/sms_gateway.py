"""A real HTTP server on this machine that stands for the operator's SMS gateway, with moods."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from portal.notifications.sms import SmsGateway

TOKEN = "open sesame"


@dataclass
class Gateway:
    """What the server took in, in its order; `status` is what it answers next."""

    url: str = ""
    status: int = 202
    certificate: Path | None = None
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def settings(self, **changes: str) -> SmsGateway:
        ca_file = str(self.certificate) if self.certificate else None
        known: dict[str, Any] = {"url": self.url, "token": TOKEN, "ca_file": ca_file}
        return SmsGateway(**{**known, **changes})


@contextmanager
def sms_gateway(certificate: Path | None = None) -> Iterator[Gateway]:
    """Serve a gateway; with a certificate (and its key, in one file) over TLS."""
    gateway = Gateway(certificate=certificate)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            gateway.asked.append((self.path, headers))
            body = json.loads(self.rfile.read(int(headers["content-length"])))
            status = gateway.status if headers.get("authorization") == f"Bearer {TOKEN}" else 401
            if 200 <= status < 300:
                gateway.taken.append(body)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{gateway.url}/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    gateway.url = f"{'http' if certificate is None else 'https'}://127.0.0.1:{server.server_port}/send"
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
