"""The portal calling itself: an HTTP request answered by the application in this very thread.

The demo's provider lives in the application that asks it. Over a socket, a server with one free thread would wait for
itself; and behind a forwarded port it could not find itself at all.
"""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse
from werkzeug.test import EnvironBuilder, run_wsgi_app


class Loopback(BaseAdapter):
    """A transport of `requests` into a WSGI application."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._app = app

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        parts = urlsplit(request.url or "")
        environ = EnvironBuilder(
            method=request.method or "GET",
            base_url=f"{parts.scheme}://{parts.netloc}",
            path=parts.path,
            query_string=parts.query,
            headers=list(request.headers.items()),
            data=request.body or b"",
        ).get_environ()
        pieces, status, answered = run_wsgi_app(self._app.wsgi_app, environ, buffered=True)
        return _response(request, b"".join(pieces), int(status.split()[0]), dict(answered))

    def close(self) -> None:
        """There is nothing to close."""


def _response(request: PreparedRequest, body: bytes, status: int, headers: dict[str, str]) -> Response:
    response = Response()
    response.status_code, response.url, response.request = status, request.url or "", request
    response.headers.update(headers)
    response.raw = HTTPResponse(body=BytesIO(body), headers=headers, status=status, preload_content=False)
    return response
