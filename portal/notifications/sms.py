"""Text messages over HTTP: one JSON POST to the operator's gateway (docs/operators.md has its whole description).

    POST <url>
    Authorization: Bearer <token>
    Idempotency-Key: <id>
    {"id": "<id>", "to": "+84912345678", "text": "…"}

2xx: taken. 408, 425, 429 and 5xx: later. Anything else, a redirect among it: never. The same id is one message,
however often it comes. Errors name neither the number nor the text: they end up in logs.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

import requests

from portal.notifications.errors import Permanent, Temporary
from portal.notifications.texts import Text

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsGateway:
    """Where the operator's gateway is, and with what we prove ourselves there."""

    url: str
    token: str = field(repr=False)
    ca_file: str | None = None


class SmsChannel:
    """Hands texts to the gateway, each by a request of its own."""

    def __init__(self, gateway: SmsGateway) -> None:
        self._gateway = gateway

    def send(self, text: Text) -> None:
        """Hand a text over. Raises `Temporary`, `Permanent`."""
        try:
            status = self._post(text)
        except requests.RequestException as error:
            raise Temporary(f"the SMS gateway does not answer: {type(error).__name__}") from None
        if 200 <= status < 300:
            return
        later = status in _LATER or status >= 500
        raise (Temporary if later else Permanent)(f"the SMS gateway answered {status}")

    def _post(self, text: Text) -> int:
        """Return the status of the answer; its body is not read."""
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no password of the environment
            answer = session.post(
                self._gateway.url,
                json={"id": text.message_id, "to": text.to, "text": text.text},
                headers={"Authorization": f"Bearer {self._gateway.token}", "Idempotency-Key": text.message_id},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
                stream=True,
                verify=self._gateway.ca_file or True,
            )
            with answer:
                return answer.status_code
