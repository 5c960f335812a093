"""A worker process that the tests kill: `python -m tests.notifications.killable DATABASE PORT CERTIFICATE HANG_AFTER`.

After so many mails it hangs, the server having taken the mail and the outbox not knowing it.
"""

import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.db import Database
from portal.notifications.mail import Mail, SmtpChannel
from portal.notifications.outbox import Message
from portal.notifications.worker import Worker
from tests.notifications.smtp import PostOffice

LEASE = timedelta(seconds=2)


def main() -> None:
    url, port, certificate, hang_after = sys.argv[1:]
    channel = SmtpChannel(PostOffice(int(port), Path(certificate)).settings())
    sent = 0

    def handler(message: Message) -> None:
        nonlocal sent
        channel.send(
            Mail(
                to="lan@example.vn",
                subject="Hồ sơ",
                text="Chào bạn",
                message_id=message.id,
                written_at=message.created_at,
            )
        )
        sent += 1
        if sent == int(hang_after):
            threading.Event().wait()

    Worker(Database(url), {"mail": handler}, lambda: datetime.now(UTC), lease=LEASE).run_forever(
        threading.Event(), idle=0.05
    )


if __name__ == "__main__":
    main()
