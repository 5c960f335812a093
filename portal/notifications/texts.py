"""Short messages to one person, by whichever channel the operator has: the port, and the one that writes mail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from portal.notifications.mail import Channel, Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A few lines. `message_id` is the id of the outbox message: the same at every try. Its `repr` tells no content."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    message_id: str
    written_at: datetime


class TextChannel(Protocol):
    """Carries a text out. Raises `Temporary` when a later try may help, `Permanent` when none will."""

    def send(self, text: Text) -> None: ...


class TextsByMail:
    """Writes texts as mail."""

    def __init__(self, mail: Channel) -> None:
        self._mail = mail

    def send(self, text: Text) -> None:
        self._mail.send(
            Mail(
                to=text.to,
                subject=text.subject,
                text=text.text,
                message_id=text.message_id,
                written_at=text.written_at,
            )
        )
