"""Messages put into the outbox as cases put them there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from portal.notifications.outbox import ENQUEUE, message_row
from portal.statements import Batch


def enqueue(
    work: Connection,
    topic: str,
    payload: Mapping[str, Any],
    *,
    case_id: str | None = None,
    now: datetime,
    name: str | None = None,
) -> str:
    """Add a message in the caller's transaction; return its id, which is `name` where one is given."""
    row = message_row(topic, payload, case_id=case_id, now=now)
    row |= {"id": name or row["id"]}
    batch = Batch(work)
    batch.add(ENQUEUE, row)
    batch.send()
    return str(row["id"])
