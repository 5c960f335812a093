"""The worker: takes messages from the outbox and hands each to the handler of its topic, outside any transaction."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.exc import OperationalError

from portal.clock import Clock
from portal.db import Database, DatabaseBusy
from portal.notifications.errors import LeaseLost, Permanent
from portal.notifications.outbox import MAX_ATTEMPTS, Message, bury, claim, finish, give_back, retry_later

log = logging.getLogger("portal.worker")

# Delivers one message. It may see the same message again, so what it does outside carries `message.id`.
# Raises `Permanent` when no later try can help; everything else it raises is tried again later.
Handler = Callable[[Message], None]

LEASE = timedelta(minutes=10)
BATCH = 8
PARKING = timedelta(minutes=5)
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0


class Worker:
    """Drains the outbox. Any number of them may run, in one process or in many."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], clock: Clock, *, lease: timedelta = LEASE):
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self._lease = lease

    def run_once(self) -> int:
        """Claim and handle one batch; return how many messages were claimed, 0 when nothing is due."""
        started = self._clock()
        batch = claim(self._database, now=started, lease=self._lease, limit=BATCH, token=str(uuid4()))
        for message in batch:
            if self._clock() - started > self._lease / 2:  # earlier ones were slow; do not risk this one's lease
                self._settle(message, give_back, self._clock())
            else:
                self._handle(message)
        return len(batch)

    def run_forever(self, stop: threading.Event, *, idle: float = IDLE_SECONDS) -> None:
        """Work until `stop` is set. A database that is away is waited for."""
        while not stop.is_set():
            try:
                pause = 0.0 if self.run_once() else idle
            except (DatabaseBusy, OperationalError) as error:
                log.warning("the database does not answer, trying again: %s", type(error).__name__)
                pause = TROUBLE_SECONDS
            if pause:
                stop.wait(pause)

    def _handle(self, message: Message) -> None:
        handler = self._handlers.get(message.topic)
        if handler is None:  # written by a newer version: park it until a worker comes that knows it
            log.warning("no handler for %s, message %s is parked", message.topic, message.id)
            self._settle(message, give_back, self._clock() + PARKING, f"unknown topic {message.topic}")
        elif message.attempts > MAX_ATTEMPTS:
            self._bury(message, "the worker died while handling it")
        else:
            self._deliver(handler, message)

    def _deliver(self, handler: Handler, message: Message) -> None:
        try:
            handler(message)
        except Permanent as error:
            self._bury(message, str(error))
        except Exception as error:
            log.warning("message %s, try %d: %s", message.id, message.attempts, error)
            self._settle(message, retry_later, self._clock(), f"{type(error).__name__}: {error}")
        else:
            self._settle(message, finish, self._clock())

    def _bury(self, message: Message, reason: str) -> None:
        log.error("message %s (%s) is given up: %s", message.id, message.topic, reason)
        self._settle(message, bury, self._clock(), reason)

    def _settle(self, message: Message, say: Callable[..., None], *how: object) -> None:
        try:
            with self._database.transaction() as work:
                say(work, message, *how)
        except LeaseLost:
            log.warning("message %s was taken over by another worker", message.id)
