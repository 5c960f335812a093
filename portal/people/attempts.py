"""How often something was tried within a window: one row a key, shared by all workers (R-RATE)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from portal.people.session_models import Attempt


def count_attempt(work: Connection, key: str, now: datetime, window: timedelta) -> int:
    """Count one attempt under a key and return how many there were in the present window, this one included."""
    row = work.execute(select(Attempt.started_at, Attempt.tried).where(Attempt.key == key)).one_or_none()
    if row is None:
        work.execute(insert(Attempt).values(key=key, started_at=now, tried=1))
        return 1
    tried = 1 if now - row.started_at > window else row.tried + 1
    started = now if tried == 1 else row.started_at
    work.execute(update(Attempt).where(Attempt.key == key).values(started_at=started, tried=tried))
    return tried


def forget_attempts(work: Connection, before: datetime) -> int:
    """Delete counters whose window began before a moment; return how many."""
    return work.execute(delete(Attempt).where(Attempt.started_at < before)).rowcount
