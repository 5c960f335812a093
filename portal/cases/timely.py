"""What time alone brings about: a waiting that is over, a case that will be late. Each through the door, once.

Found by an index, done one by one; doing it again changes nothing, since the case itself is asked whether it is so.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, literal, literal_column, select, tuple_

from portal.cases.by_itself import carried_out
from portal.cases.door import Door
from portal.cases.models import Case, Task
from portal.workflow.commands import DraftExtension, Lapse
from portal.workflow.definition import MOST_HOURS_BEFORE
from portal.worktime import add_hours

BATCH = 200
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
        """Put an apology before the leader for every case that has no more time than its workflow says (R2.12).

        Return for how many: a working day is left, where a workflow says nothing else.
        """
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
        """Yield cases in hand that are due so soon as their workflow says and for which no leader was asked yet."""
        for hours, workflows in self._by_notice(now).items():
            until = add_hours(self.door.tools.calendar, now, hours)
            found = select(Case.due_at, Case.id, Case.id.label("case_id"), Case.version)
            found = found.where(*_unasked(now, until), tuple_(Case.version_id, Case.variant).in_(workflows))
            yield from self._walk(found.order_by(Case.due_at, Case.id).limit(BATCH), (Case.due_at, Case.id))

    def _by_notice(self, now: datetime) -> dict[Decimal, list[tuple[str, str]]]:
        """Return the workflows of cases that may be near enough, by how many hours before an apology is drafted."""
        tools = self.door.tools
        horizon = add_hours(tools.calendar, now, MOST_HOURS_BEFORE)
        near = select(Case.version_id, Case.variant).where(*_unasked(now, horizon)).distinct()
        found: dict[Decimal, list[tuple[str, str]]] = defaultdict(list)
        with tools.database.read() as look:
            for row in look.execute(near).all():
                extend = tools.versions.get(look, row.version_id).workflows[row.variant].extend
                if extend is not None:
                    found[extend.hours_before].append((row.version_id, row.variant))
        return found

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


def _unasked(now: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Hold for cases in hand that are due by a moment, and for which no leader was asked yet."""
    in_hand = (Case.decided_at.is_(None), Case.ended_at.is_(None), Case.due_at.is_not(None))
    return (*in_hand, Case.apology_at.is_(None), Case.extended_to.is_(None), Case.due_at > now, Case.due_at <= until)
