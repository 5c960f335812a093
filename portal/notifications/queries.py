"""What operators ask about the outbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from portal.notifications.models import OutboxMessage as Box


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, since when, and how many messages were given up."""

    waiting: int
    oldest: datetime | None
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadMessage:
    id: str
    topic: str
    case_id: str | None
    created_at: datetime
    dead_at: datetime
    attempts: int
    last_error: str


def backlog(connection: Connection) -> Backlog:
    """Return the state of the outbox, for health pages and alarms."""
    unfinished = (Box.done_at.is_(None), Box.dead_at.is_(None))
    waiting, oldest = connection.execute(select(func.count(), func.min(Box.created_at)).where(*unfinished)).one()
    dead = connection.execute(select(func.count()).where(Box.dead_at.is_not(None))).scalar_one()
    return Backlog(waiting, oldest, dead)


def list_dead(connection: Connection, *, limit: int = 50) -> list[DeadMessage]:
    """Return the messages that were given up, newest first, with the reason."""
    columns = (Box.id, Box.topic, Box.case_id, Box.created_at, Box.dead_at, Box.attempts, Box.last_error)
    found = select(*columns).where(Box.dead_at.is_not(None)).order_by(Box.dead_at.desc(), Box.seq.desc()).limit(limit)
    return [DeadMessage(**row._mapping) for row in connection.execute(found)]
