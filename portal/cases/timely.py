"""What time alone brings about: a waiting that is over, a case that will be late. Each through the door, once.

Found by an index, done one by one; doing it again changes nothing, since the case itself is asked whether it is so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import literal, literal_column, select, tuple_

from portal.cases.by_itself import carried_out
from portal.cases.door import Door
from portal.cases.models import Case, Task
from portal.workflow.commands import DraftExtension, Lapse
from portal.worktime import add_hours

BATCH = 200
ONE_WORKING_DAY = Decimal(8)
OVER = "Quá thời hạn mà không nhận được trả lời."  # stands on documents, which are Vietnamese


@dataclass(frozen=True, slots=True)
class Timely:
    """Lets time act on cases."""

    door: Door

    def lapse(self, now: datetime) -> int:
        """End every waiting whose time is over; return how many. Nothing is decided by it (R2.8)."""
        done = 0
        for case_id, version in self._over(now):
            key = f"lapse-{case_id}-{version}"
            done += carried_out(self.door, Lapse(case_id=case_id, seen_version=version, key=key, reason=OVER))
        return done

    def draft_extensions(self, now: datetime) -> int:
        """Put an apology before the leader for every case with a working day left; return how many (R2.12)."""
        done = 0
        for case_id, version in self._soon_late(now):
            key = f"late-{case_id}-{version}"
            done += carried_out(self.door, DraftExtension(case_id=case_id, seen_version=version, key=key))
        return done

    def _over(self, now: datetime) -> Iterator[tuple[str, int]]:
        """Yield cases whose citizen did not answer or pay in time, the longest over first."""
        is_waiting = Task.status == literal_column("'waiting'")
        found = select(Task.due_at, Task.id, Case.id.label("case_id"), Case.version).join(Case, Case.id == Task.case_id)
        found = found.where(is_waiting, Task.due_at < now).order_by(Task.due_at, Task.id).limit(BATCH)
        yield from self._walk(found, (Task.due_at, Task.id))

    def _soon_late(self, now: datetime) -> Iterator[tuple[str, int]]:
        """Yield cases in hand that are due within a working day and for which no leader was asked yet."""
        until = add_hours(self.door.tools.calendar, now, ONE_WORKING_DAY)
        in_hand = (Case.decided_at.is_(None), Case.ended_at.is_(None), Case.due_at.is_not(None))
        unasked = (Case.apology_at.is_(None), Case.extended_to.is_(None))
        found = select(Case.due_at, Case.id, Case.id.label("case_id"), Case.version)
        found = found.where(*in_hand, *unasked, Case.due_at > now, Case.due_at <= until)
        yield from self._walk(found.order_by(Case.due_at, Case.id).limit(BATCH), (Case.due_at, Case.id))

    def _walk(self, found: Any, order: tuple[Any, Any]) -> Iterator[tuple[str, int]]:
        """Yield (case, version) page by page: what is not taken off a list does not stand in the way of the rest."""
        after: tuple[Any, ...] | None = None
        while True:
            page = found if after is None else found.where(tuple_(*order) > tuple_(*after))
            with self.door.tools.database.read() as look:
                rows = look.execute(page).all()
            yield from ((row.case_id, row.version) for row in rows)
            if len(rows) < BATCH:
                return
            after = tuple(literal(rows[-1][place], column.type) for place, column in enumerate(order))
