"""Warnings by time: the head is told at 80 % of a step's hours, the leader when they are over; a digest each morning.

Run by the worker as duties. What is to be said is left in the outbox in the transaction that notes that it was said:
however many workers there are, and whenever they die, each warning goes out once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, insert, select

from portal.cases.leading import leading_offices
from portal.cases.models import NOT_DONE, Case, Task
from portal.cases.warning_models import StepWarning
from portal.clock import local
from portal.db import Database
from portal.notifications.models import OutboxMessage
from portal.notifications.outbox import message_row
from portal.once import insert_new
from portal.people.models import Appointment, Officer
from portal.people.officers import OfficerRecord, active_holders, in_force
from portal.people.roles import DESK_ROLES, Role
from portal.units.directory import UnitDirectory
from portal.workflow.case import OfficialState
from portal.worktime import Calendar, worked_minutes

Kind = Literal["soon", "due"]

SOON_PERCENT = 80
MOST_IN_A_LETTER = 200  # the rest is on the desk: nobody reads on
# A step longer than this many days after its 80 % is warned of later: no step of a workflow is.
HORIZON = timedelta(days=60)
DIGEST_FROM, DIGEST_UNTIL = time(7), time(12)  # a digest that could not go out in the morning is of no use any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """The duties that warn officers."""

    database: Database
    directory: UnitDirectory
    calendar: Calendar

    def warn_of_steps(self, now: datetime) -> None:
        """Tell heads and leaders what they were not told yet."""
        with self.database.read() as look:
            found = {kind: self._to_warn_of(look, kind, now) for kind in ("soon", "due")}
        if not any(found.values()):
            return  # most minutes: no writer is made to wait
        with self.database.transaction() as work:
            for kind in found:
                self._warn(work, kind, now)

    def _warn(self, work: Connection, kind: str, now: datetime) -> None:
        """Note the warnings of one kind, and leave one letter for each who is to be told."""
        rows = self._noted(work, kind, now)
        letters: dict[str, list[str]] = defaultdict(list)
        day = local(now).date()
        over = {unit: self._told(work, unit, kind, day) for unit in {row.unit for row in rows}}
        for row in rows:
            for officer in over[row.unit]:
                if officer.email and len(letters[officer.id]) < MOST_IN_A_LETTER:
                    letters[officer.id].append(row.id)
        for officer_id, tasks in sorted(letters.items()):
            what = {"officer_id": officer_id, "kind": kind, "tasks": tasks}
            work.execute(insert(OutboxMessage), message_row("warn-of-steps", what, case_id=None, now=now))

    def _noted(self, work: Connection, kind: str, now: datetime) -> list[Row[Any]]:
        """Note the warnings of one kind; return the tasks of those that no other worker noted meanwhile."""
        rows = self._to_warn_of(work, kind, now)
        notes = [{"task_id": row.id, "kind": kind, "at": now} for row in rows]
        ours = {note.task_id for note in insert_new(work, StepWarning, notes)}
        return [row for row in rows if row.id in ours]

    def _to_warn_of(self, look: Connection, kind: str, now: datetime) -> Sequence[Row[Any]]:
        """Return the open tasks whose step has come so far and of which nobody was warned in this way."""
        until = now if kind == "due" else now + HORIZON
        warned = and_(StepWarning.task_id == Task.id, StepWarning.kind == kind)
        open_tasks = (
            select(Task.id, Task.unit, Task.entered_at, Task.step_due_at)
            .join(Case, Case.id == Task.case_id)
            .outerjoin(StepWarning, warned)
            .where(NOT_DONE, Task.status == "open", Task.step_due_at <= until, StepWarning.task_id.is_(None))
            .where(Case.state != int(OfficialState.DECIDED))  # a result waits to be fetched: late for nobody
            .order_by(Task.step_due_at, Task.id)
        )
        rows = [*look.execute(open_tasks)]
        return rows if kind == "due" else [row for row in rows if self._is_soon(row, now)]

    def _is_soon(self, row: Row[Any], now: datetime) -> bool:
        whole = worked_minutes(self.calendar, row.entered_at, row.step_due_at)
        gone = worked_minutes(self.calendar, row.entered_at, max(now, row.entered_at))
        return row.step_due_at > now and gone * 100 >= whole * SOON_PERCENT

    def _told(self, look: Connection, unit: str, kind: str, day: date) -> tuple[OfficerRecord, ...]:
        """Return who is told about a unit: its head before the step is due, the leader over it afterwards."""
        if kind == "soon" and (heads := active_holders(look, Role.HEAD, unit, day)):
            return heads
        return tuple(chain.from_iterable(leading_offices(look, self.directory, unit, day).values()))

    def send_digests(self, now: datetime) -> None:
        """On the morning of a working day, leave a digest for every officer who has a desk and an address."""
        here = local(now)
        if not (DIGEST_FROM <= here.time() < DIGEST_UNTIL) or not self.calendar.hours_on(here.date()):
            return
        with self.database.read() as look:
            if not _without_digest(look, here.date()):
                return
        with self.database.transaction() as work:
            left = [_digest(officer_id, here.date(), now) for officer_id in _without_digest(work, here.date())]
            insert_new(work, OutboxMessage, left)


def _digest(officer_id: str, day: date, now: datetime) -> dict[str, Any]:
    what = {"officer_id": officer_id, "day": day.isoformat()}
    return message_row("digest", what, case_id=None, now=now) | {"id": _digest_id(officer_id, day)}


def _digest_id(officer_id: str, day: date) -> str:
    """Return the id of the one digest of an officer and a day: the outbox takes it once."""
    return f"digest-{day:%Y%m%d}-{officer_id}"


def _without_digest(look: Connection, day: date) -> list[str]:
    """Return the officers who get a digest on a day and have none yet."""
    wanted = (
        select(Officer.id)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(Officer.email.is_not(None), Officer.disabled_at.is_(None), in_force(day))
        .where(Appointment.role.in_(sorted(DESK_ROLES)))
        .distinct()
        .order_by(Officer.id)
    )
    prefix = f"digest-{day:%Y%m%d}-"
    left = select(OutboxMessage.id).where(OutboxMessage.id >= prefix, OutboxMessage.id < f"{prefix}~")
    had = set(look.execute(left).scalars())
    return [officer for officer in look.execute(wanted).scalars() if _digest_id(officer, day) not in had]
