"""Questions to other units by time: whoever answers is reminded, their head and the asker are told when it is overdue.

Run by the worker as a duty. What is to be said is left in the outbox in the transaction that notes that it was said:
each warning goes out once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, insert, literal_column, select

from portal.cases.models import CaseReferral
from portal.cases.referral_models import ReferralWarning
from portal.clock import local
from portal.db import Database
from portal.notifications.models import OutboxMessage
from portal.notifications.outbox import message_row
from portal.once import insert_new
from portal.people.officers import active_holders
from portal.people.roles import Role
from portal.units.directory import UnitDirectory
from portal.units.oversight import carried_on_by
from portal.worktime import Calendar, add_hours

Kind = Literal["soon", "due"]

KINDS: tuple[Kind, ...] = ("soon", "due")
REMIND_BEFORE = Decimal(4)  # working hours: half a day
MOST = 500  # of one turn; the rest has the next, a minute later


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralWarnings:
    """The duty that watches open questions."""

    database: Database
    directory: UnitDirectory
    calendar: Calendar

    def warn(self, now: datetime) -> None:
        """Tell who was not told yet."""
        with self.database.read() as look:
            found = [kind for kind in KINDS if self.to_warn_of(look, kind, now)]
        if not found:
            return  # most minutes: no writer is made to wait
        with self.database.transaction() as work:
            for kind in found:
                self._warn(work, kind, now)

    def to_warn_of(self, look: Connection, kind: Kind, now: datetime) -> Sequence[Row[Any]]:
        """Return the open questions that have come so far and of which nobody was warned in this way."""
        until = now if kind == "due" else add_hours(self.calendar, now, REMIND_BEFORE)
        said = and_(
            ReferralWarning.case_id == CaseReferral.case_id,
            ReferralWarning.number == CaseReferral.number,
            ReferralWarning.kind == kind,
        )
        found = (
            select(CaseReferral.__table__)
            .outerjoin(ReferralWarning, said)
            .where(CaseReferral.status == literal_column("'open'"), ReferralWarning.case_id.is_(None))
            .where(CaseReferral.reply_by <= until if kind == "due" else CaseReferral.reply_by.between(now, until))
            .order_by(CaseReferral.reply_by, CaseReferral.case_id, CaseReferral.number)
            .limit(MOST)
        )
        return look.execute(found).all()

    def _warn(self, work: Connection, kind: Kind, now: datetime) -> None:
        letters: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for row in self._noted(work, kind, now):
            for officer, words in self._told(work, row, kind, local(now).date()):
                letters[officer, words].append((row.case_id, row.number))
        for (officer, words), questions in sorted(letters.items()):
            what = {"officer_id": officer, "kind": words, "questions": questions}
            work.execute(insert(OutboxMessage), message_row("warn-of-questions", what, case_id=None, now=now))

    def _noted(self, work: Connection, kind: Kind, now: datetime) -> list[Row[Any]]:
        """Note the warnings of one kind; return the questions of those that no other worker noted meanwhile."""
        rows = self.to_warn_of(work, kind, now)
        notes = [{"case_id": row.case_id, "number": row.number, "kind": kind, "at": now} for row in rows]
        ours = {(note.case_id, note.number) for note in insert_new(work, ReferralWarning, notes)}
        return [row for row in rows if (row.case_id, row.number) in ours]

    def _told(self, look: Connection, row: Row[Any], kind: Kind, day: date) -> Iterator[tuple[str, str]]:
        """Yield who is written to about a question, and in which words: also in units that carry on the one asked."""
        for unit in sorted(carried_on_by(self.directory, row.unit)):
            if kind == "soon":
                yield from ((one.id, "soon") for one in active_holders(look, Role(row.role), unit, day))
                continue
            heads = active_holders(look, Role.HEAD, unit, day) or active_holders(look, Role.LEADER, unit, day)
            yield from ((one.id, "due") for one in heads)
        if kind == "due":
            yield row.asked_by, "silent"
