"""Duties by time: what is done again and again without anybody asking, by one worker at a time.

A duty that is due is claimed under a lease, as a message of the outbox is: a worker that dies leaves the lease behind,
which runs out. So a duty may be done twice, and has to be such that this changes nothing.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.exc import OperationalError

from portal.clock import Clock
from portal.db import Database, DatabaseBusy
from portal.notifications.models import DutyTurn
from portal.once import insert_new

log = logging.getLogger("portal.worker")

LEASE = timedelta(minutes=10)
LOOK_SECONDS = 5.0
ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do, and how long to leave it alone after it was done. `do` is told the moment of its turn."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]


class Duties:
    """Does what is due. Any number of these may run, in one process or in many."""

    def __init__(self, database: Database, duties: Sequence[Duty], clock: Clock, *, lease: timedelta = LEASE):
        self._database = database
        self._duties = duties
        self._clock = clock
        self._lease = lease

    def run_due(self) -> list[str]:
        """Do every duty that is due and that nobody else is at; return the names of those done."""
        return [duty.name for duty in self._duties if self._take_turn(duty)]

    def run_forever(self, stop: threading.Event, *, pause: float = LOOK_SECONDS) -> None:
        """Do what is due until `stop` is set. A database that is away is waited for."""
        while not stop.wait(pause):
            try:
                self.run_due()
            except (DatabaseBusy, OperationalError) as error:
                log.warning("the database does not answer, trying again: %s", type(error).__name__)

    def _take_turn(self, duty: Duty) -> bool:
        now, token = self._clock(), str(uuid4())
        if not self._claim(duty, now, token):
            return False
        error = _attempt(duty, now)
        with self._database.transaction() as work:
            _settle(work, duty, token, self._clock(), error)
        return error is None

    def _claim(self, duty: Duty, now: datetime, token: str) -> bool:
        with self._database.read() as look:  # most looks find nothing to do: they make no writer wait
            known = look.execute(select(DutyTurn.next_at, DutyTurn.leased_until).where(DutyTurn.name == duty.name))
            row = known.one_or_none()
        if row is None:
            return self._begin(duty, now, token)
        if row.next_at > now or (row.leased_until is not None and row.leased_until > now):
            return False
        free = or_(DutyTurn.leased_until.is_(None), DutyTurn.leased_until <= now)
        with self._database.transaction() as work:
            taken = work.execute(
                update(DutyTurn)
                .where(DutyTurn.name == duty.name, DutyTurn.next_at <= now, free)
                .values(lease_token=token, leased_until=now + self._lease)
            )
            return taken.rowcount == 1

    def _begin(self, duty: Duty, now: datetime, token: str) -> bool:
        """Claim a duty that nobody ever did. Two workers may meet here: one of them goes away."""
        turn = {"name": duty.name, "next_at": now, "lease_token": token, "leased_until": now + self._lease}
        with self._database.transaction() as work:
            return bool(insert_new(work, DutyTurn, [turn]))


def _attempt(duty: Duty, now: datetime) -> str | None:
    """Do a duty once; return what went wrong. It gets its next turn all the same."""
    try:
        duty.do(now)
    except Exception as error:
        log.exception("duty %s failed", duty.name)
        return f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    return None


def _settle(work: Connection, duty: Duty, token: str, now: datetime, error: str | None) -> None:
    """Say when the duty is due again; one whose lease was taken over says nothing."""
    done = {"done_at": now} if error is None else {}
    work.execute(
        update(DutyTurn)
        .where(DutyTurn.name == duty.name, DutyTurn.lease_token == token)
        .values(next_at=now + duty.every, lease_token=None, leased_until=None, last_error=error, **done)
    )
