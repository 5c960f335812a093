"""Talking to a provider: bounded in time and size, never redirected, never through a proxy of the environment."""

import time
from collections.abc import Mapping
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import BaseAdapter
from urllib3.exceptions import HTTPError

from portal.web.identity.refusal import LoginRefused, Reason
from portal.web.identity.strictjson import read_object

CONNECT_SECONDS = 3.0
SILENCE_SECONDS = 3.0  # the longest wait for the next bytes
TOTAL_SECONDS = 6.0
LARGEST_ANSWER = 256 * 1024

Adapters = Mapping[str, BaseAdapter]


class Bounded(requests.Session):
    """A session whose answers are read whole, within the limits above, from the address that was asked."""

    def bound(self, adapters: Adapters) -> None:
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"
        for prefix, adapter in adapters.items():
            self.mount(prefix, adapter)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send one request. Raises `LoginRefused`."""
        deadline = time.monotonic() + TOTAL_SECONDS
        options |= {"allow_redirects": False, "stream": True, "timeout": (CONNECT_SECONDS, SILENCE_SECONDS)}
        try:
            response = super().send(request, **options)
            try:
                response._content = _read(response, deadline)
            finally:
                response.close()
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise LoginRefused(Reason.UNREACHABLE) from error
        if 300 <= response.status_code < 400:
            raise LoginRefused(Reason.REDIRECTED)
        if response.status_code >= 500:
            raise LoginRefused(Reason.UNREACHABLE)
        return response


class BoundedOAuth(Bounded, OAuth2Session):
    """Authlib's client on the bounded transport."""

    def __init__(self, client_id: str, client_secret: str, **options: Any) -> None:
        OAuth2Session.__init__(self, client_id, client_secret, **options)


def json_of(response: requests.Response, *, otherwise: Reason = Reason.ANSWER_NOT_JSON) -> dict[str, Any]:
    """Return the object that a provider answered with status 200 and a JSON type. Raises `LoginRefused`."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code != 200 or not (kind == "application/json" or kind.endswith("+json")):
        raise LoginRefused(otherwise)
    return read_object(response.content, otherwise=otherwise)


def _read(response: requests.Response, deadline: float) -> bytes:
    """Read piece by piece, as bytes come, so that a slow drip ends at the deadline as well."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.raw.read1(65536, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise LoginRefused(Reason.ANSWER_TOO_LARGE)
        if time.monotonic() > deadline:
            raise LoginRefused(Reason.UNREACHABLE)
    return b"".join(pieces)
