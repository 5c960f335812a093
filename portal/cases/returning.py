"""Results that wait to be fetched (R2.13): which, for how long, and who was reminded by mail. One reminder a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, literal_column, select

from portal.cases.models import NOT_DONE, Case, Task
from portal.cases.supplement_models import ReturnReminder
from portal.db import Database
from portal.notifications.outbox import ENQUEUE, message_row
from portal.once import insert_new
from portal.people.roles import Role
from portal.statements import Batch

REMIND_AFTER = timedelta(days=7)  # docs/to-confirm.md
LONG = timedelta(days=30)  # after this a result is marked on the desk
MOST_ROWS = 300
BATCH = 200

_AT_RECEPTION: tuple[ColumnElement[bool], ...] = (
    NOT_DONE,
    Task.role == literal_column(f"'{Role.RECEPTION.value}'"),
    Case.decided_at.is_not(None),
)


def waiting_results(look: Connection, units: Iterable[str]) -> Sequence[Row[Any]]:
    """Return the results that lie in these offices, the longest waiting first, with when somebody was reminded."""
    columns = (
        *(Case.code, Case.applicant_name, Case.version_id, Case.decided_at, Case.return_by, Case.outcome),
        *(Task.unit, ReturnReminder.at.label("reminded_at")),
    )
    found = (
        select(*columns)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(ReturnReminder, ReturnReminder.case_id == Case.id)
        .where(*_AT_RECEPTION, Task.unit.in_(sorted(units)))
        .order_by(Case.decided_at, Case.id)
        .limit(MOST_ROWS)
    )
    rows: Sequence[Any] = look.execute(found).all()
    return rows


@dataclass(frozen=True, slots=True)
class Reminders:
    """Reminds applicants of results that they chose to fetch at a counter and did not."""

    database: Database

    def remind(self, now: datetime) -> int:
        """Leave a letter for each result that waits too long; return how many. Done again, it changes nothing."""
        done = 0
        while count := self._some(now):
            done += count
        return done

    def _some(self, now: datetime) -> int:
        unreminded = ~select(ReturnReminder.case_id).where(ReturnReminder.case_id == Case.id).exists()
        waits = (Case.decided_at < now - REMIND_AFTER, Case.return_by == "counter", unreminded)
        found = select(Case.id).join(Task, Task.case_id == Case.id).where(*_AT_RECEPTION, *waits).limit(BATCH)
        with self.database.transaction() as work:
            ids = sorted(work.execute(found).scalars())
            ours = insert_new(work, ReturnReminder, [{"case_id": case_id, "at": now} for case_id in ids])
            batch = Batch(work)
            for (case_id,) in ours:
                payload = {"case_id": case_id}
                batch.add(ENQUEUE, message_row("remind-of-result", payload, case_id=case_id, now=now))
            batch.send()
        return len(ours)
