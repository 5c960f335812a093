"""A channel that keeps what it carries, so that a test can read it."""

import re

from portal.notifications.mail import Mail


class Postbox:
    """The letters that arrived, the latest last."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)

    @property
    def code(self) -> str:
        """The one-time code of the latest letter."""
        return str(re.findall(r"\b\d{6}\b", self.sent[-1].text)[0])
