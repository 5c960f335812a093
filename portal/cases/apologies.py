"""Apologies that wait for a leader: which cases will be late, why, and which new day the steps still ahead lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, false, func, or_, select

from portal.cases.models import Case, CaseEvent
from portal.cases.store import read_events
from portal.catalogue.versions import Published, Versions
from portal.clock import local
from portal.crypto import Sealer
from portal.people.principal import Principal
from portal.people.roles import Role
from portal.workflow.codec import case_from_json
from portal.workflow.events import ExtensionDrafted
from portal.workflow.verification import hours_ahead
from portal.worktime import Calendar, add_hours

MOST = 20  # of a page: each is read before it is signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    """One draft of slip 04."""

    row: Row[Any]  # of the case
    published: Published
    cause: str
    explanation: str
    suggested: date  # when the steps still ahead should be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What is needed to read drafts."""

    sealer: Sealer
    versions: Versions
    calendar: Calendar

    def waiting(self, look: Connection, principal: Principal, now: datetime) -> Sequence[Apology]:
        """Return the drafts for the leader of a unit, the case that is due first at the top."""
        rows = look.execute(select(Case.__table__).where(_for(principal)).order_by(Case.due_at, Case.id).limit(MOST))
        cases = rows.all()
        said = self._said(look, [row.id for row in cases])
        return [self._read(look, row, said.get(row.id), now) for row in cases]

    def _said(self, look: Connection, cases: Sequence[str]) -> Mapping[str, ExtensionDrafted]:
        """Return what was written with the drafts of cases; of a draft of the portal nothing."""
        drafted = (CaseEvent.case_id.in_(cases), CaseEvent.kind == ExtensionDrafted.__name__)
        rows = look.execute(select(CaseEvent.__table__).where(*drafted).order_by(CaseEvent.seq)).all()
        found = zip(rows, read_events(rows, self.sealer), strict=True)
        return {row.case_id: event for row, event in found if isinstance(event, ExtensionDrafted)}

    def _read(self, look: Connection, row: Row[Any], said: ExtensionDrafted | None, now: datetime) -> Apology:
        published = self.versions.get(look, row.version_id)
        state = case_from_json(row.snapshot)
        cause = said.cause if said is not None else ""
        ahead = hours_ahead(published.workflows[row.variant], row.step)
        return Apology(
            row=row,
            published=published,
            cause=cause or ("other_agency" if state.waits_for_units else ""),
            explanation=said.explanation if said is not None else "",
            suggested=local(add_hours(self.calendar, max(now, row.due_at or now), ahead)).date(),
        )


def count_waiting(look: Connection, principal: Principal) -> int:
    """Return how many drafts wait for this leader."""
    return look.execute(select(func.count()).select_from(Case).where(_for(principal))).scalar_one()


def _for(principal: Principal) -> ColumnElement[bool]:
    """Return the condition that holds for cases whose apology this person may sign; a stand-in's may be for some."""
    own, scoped = principal.units_as(Role.LEADER), principal.scoped_units_as(Role.LEADER)
    conditions: list[ColumnElement[bool]] = [Case.apology_at.in_(sorted(own))] if own else []
    conditions += [
        and_(Case.apology_at == unit, Case.procedure_code.in_(sorted(some))) for unit, some in sorted(scoped)
    ]
    return or_(*conditions) if conditions else false()
