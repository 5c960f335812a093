"""Put a message into the outbox, claim it under a lease, and say what became of it.

A message is delivered at least once: a worker that dies leaves a lease behind, which runs out. Each claim has a token
of its own, and only its owner can say what became of the message (a fence: a worker that slept through its lease
cannot overwrite the one who took over). Messages of one case leave in the order in which they came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, bindparam, insert, not_, or_, select, update
from sqlalchemy.orm import aliased

from portal.db import Database
from portal.notifications.errors import LeaseLost, NoSuchMessage
from portal.notifications.models import OutboxMessage
from portal.statements import Write

MAX_ATTEMPTS = 8
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 180, 360))
ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A claimed message. `attempts` counts this one; `token` proves the claim."""

    id: str
    topic: str
    case_id: str | None
    payload: Mapping[str, Any]
    created_at: datetime
    attempts: int
    token: str


_COLUMNS = ("id", "topic", "case_id", "payload", "created_at", "available_at", "attempts")
ENQUEUE = Write(insert(OutboxMessage).values({name: bindparam(name) for name in _COLUMNS}))


def message_row(topic: str, payload: Mapping[str, Any], *, case_id: str | None, now: datetime) -> dict[str, Any]:
    """Return a new message as a row, for `ENQUEUE` in the batch of what it tells: it leaves only if that is kept."""
    return {
        "id": str(uuid4()),
        "topic": topic,
        "case_id": case_id,
        "payload": dict(payload),
        "created_at": now,
        "available_at": now,
        "attempts": 0,
    }


def _claim_statement() -> Any:
    box, earlier = OutboxMessage, aliased(OutboxMessage)
    unfinished = and_(box.done_at.is_(None), box.dead_at.is_(None))
    blocked = (
        select(earlier.seq)
        .where(
            earlier.case_id == box.case_id, earlier.seq < box.seq, earlier.done_at.is_(None), earlier.dead_at.is_(None)
        )
        .exists()
    )
    free = or_(box.leased_until.is_(None), box.leased_until <= bindparam("now"))
    due = (
        select(box.seq)
        .where(unfinished, box.available_at <= bindparam("now"), free, not_(blocked))
        .order_by(box.available_at, box.seq)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)  # left out by SQLite, whose writer is alone anyway
        .cte("due")  # read once: as a plain subquery PostgreSQL may run it again and lease more than `limit`
    )
    return (
        update(OutboxMessage)
        .where(box.seq.in_(select(due.c.seq)))
        .values(attempts=box.attempts + 1, lease_token=bindparam("token"), leased_until=bindparam("until"))
        .returning(box.seq, box.id, box.topic, box.case_id, box.payload, box.created_at, box.attempts)
    )


_CLAIM = _claim_statement()


def claim(database: Database, *, now: datetime, lease: timedelta, limit: int, token: str) -> list[Message]:
    """Lease up to `limit` messages that are due, at most one of each case, oldest first; `token` must be unique."""
    with database.transaction() as work:
        rows = work.execute(_CLAIM, {"now": now, "until": now + lease, "limit": limit, "token": token}).all()
    return [
        Message(
            id=row.id,
            topic=row.topic,
            case_id=row.case_id,
            payload=row.payload,
            created_at=row.created_at,
            attempts=row.attempts,
            token=token,
        )
        for row in sorted(rows, key=lambda row: row.seq)
    ]


def finish(connection: Connection, message: Message, now: datetime) -> None:
    """Mark a message as delivered. Raises `LeaseLost`."""
    _settle(connection, message, done_at=now, last_error=None)


def retry_later(connection: Connection, message: Message, now: datetime, error: str) -> None:
    """Let a message wait, longer each time (1 minute to 6 hours); bury it after the last try. Raises `LeaseLost`."""
    if message.attempts >= MAX_ATTEMPTS:
        bury(connection, message, now, error)
        return
    _settle(connection, message, available_at=now + BACK_OFF[message.attempts - 1], last_error=error[:ERROR_LENGTH])


def bury(connection: Connection, message: Message, now: datetime, reason: str) -> None:
    """Give a message up; it stays in the list of the dead, and the rest of its case goes on. Raises `LeaseLost`."""
    _settle(connection, message, dead_at=now, last_error=reason[:ERROR_LENGTH])


def give_back(connection: Connection, message: Message, until: datetime, reason: str | None = None) -> None:
    """Return a message untried: the attempt does not count, it is due again at `until`. Raises `LeaseLost`."""
    _settle(connection, message, available_at=until, attempts=message.attempts - 1, last_error=reason)


def revive(connection: Connection, message_id: str, now: datetime) -> None:
    """Give a dead message another round of tries. Raises `NoSuchMessage`."""
    box = OutboxMessage
    changed = connection.execute(
        update(box)
        .where(box.id == message_id, box.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, available_at=now)
    )
    if not changed.rowcount:
        raise NoSuchMessage(message_id)


def _settle(connection: Connection, message: Message, **values: Any) -> None:
    box = OutboxMessage
    owned = update(box).where(
        box.id == message.id, box.lease_token == message.token, box.done_at.is_(None), box.dead_at.is_(None)
    )
    changed = connection.execute(owned.values(lease_token=None, leased_until=None, **values))
    if not changed.rowcount:
        raise LeaseLost(message.id)
