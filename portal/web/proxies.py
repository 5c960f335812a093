"""Who asks, where a reverse proxy stands in front: it says so in a header, and nothing else in headers is believed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def believe_proxies(app: Flask, count: int) -> None:
    """Take a person's address from the last `count` in X-Forwarded-For, and their port from X-Real-Port.

    Without this everybody has the address of the proxy: limits count all people as one, and events name nobody.
    """
    by_address = ProxyFix(app.wsgi_app, x_for=count, x_proto=0)

    def from_the_person(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["REMOTE_PORT"] = environ.get("HTTP_X_REAL_PORT", "")  # so far it is that of the proxy's connection
        return by_address(environ, start_response)

    app.wsgi_app = from_the_person  # type: ignore[method-assign]
