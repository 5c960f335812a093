"""How often something was tried within a window: one row a key, shared by all workers (R-RATE).

Counting is one statement: of two who try at once, neither is lost, and neither fails.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, text

from portal.db import Moment
from portal.people.session_models import Attempt

_COUNT = text(
    "insert into attempts (key, started_at, tried) values (:key, :now, 1)"
    " on conflict (key) do update set"
    " tried = case when attempts.started_at < :oldest then 1 else attempts.tried + 1 end,"
    " started_at = case when attempts.started_at < :oldest then :now else attempts.started_at end"
    " returning tried"
).bindparams(bindparam("now", type_=Moment), bindparam("oldest", type_=Moment))


def count_attempt(work: Connection, key: str, now: datetime, window: timedelta) -> int:
    """Count one attempt under a key and return how many there were in the present window, this one included."""
    tried: int = work.execute(_COUNT, {"key": key, "now": now, "oldest": now - window}).scalar_one()
    return tried


def forget_attempts(work: Connection, before: datetime) -> int:
    """Delete counters whose window began before a moment; return how many."""
    return work.execute(delete(Attempt).where(Attempt.started_at < before)).rowcount
