"""The demo's mail: kept in a table instead of being sent. Every page that shows it is marked as demo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from portal.db import Database
from portal.demo.models import DemoMail
from portal.notifications.mail import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail in the bag. Each attachment is `{"name", "media_type", "size"}`."""

    message_id: str
    recipient: str
    subject: str
    text: str
    written_at: datetime
    attachments: list[dict[str, Any]]


class MailbagChannel:
    """Keeps mail; the same message a second time changes nothing, as a good mail server would have it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, mail: Mail) -> None:
        files = [{"name": a.name, "media_type": a.media_type, "size": len(a.content)} for a in mail.attachments]
        row = {
            "message_id": mail.message_id,
            "recipient": mail.to,
            "subject": mail.subject,
            "text": mail.text,
            "written_at": mail.written_at,
            "attachments": files,
        }
        try:
            with self._database.transaction() as work:
                work.execute(DemoMail.__table__.insert(), [row])  # type: ignore[attr-defined]
        except IntegrityError:
            return


def list_mails(connection: Connection, *, recipient: str | None = None, limit: int = 50) -> list[KeptMail]:
    """Return the newest mails, to everybody or to one address."""
    table = DemoMail.__table__
    chosen = select(table).order_by(table.c.written_at.desc(), table.c.message_id).limit(limit)
    if recipient is not None:
        chosen = chosen.where(table.c.recipient == recipient)
    return [KeptMail(**row._mapping) for row in connection.execute(chosen)]
