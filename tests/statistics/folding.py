"""The same figures from the events alone, case by case in Python: nothing of the SQL, no column of the case row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from portal.cases import deadlines, store
from portal.cases.models import Case, CaseEvent
from portal.catalogue.definition import ProcedureDefinition
from portal.clock import local
from portal.house import House
from portal.statistics.scope import Scope
from portal.units.directory import UnitDirectory
from portal.workflow import events
from portal.workflow.evolution import replay
from portal.worktime import Calendar

Counts = dict[str, int]


@dataclass(frozen=True)
class Told:
    """One case as its events tell it."""

    code: str
    procedure: str
    variant: str
    channel: str
    happened: tuple[events.AnyEvent, ...]
    definition: ProcedureDefinition
    calendar: Calendar

    @cached_property
    def submitted(self) -> events.CaseSubmitted:
        first = self.happened[0]
        assert isinstance(first, events.CaseSubmitted)
        return first

    @property
    def competent(self) -> str:
        return self.submitted.competent

    @cached_property
    def decided(self) -> datetime | None:
        return next((event.at for event in self.happened if isinstance(event, events.ResultIssued)), None)

    @cached_property
    def closed(self) -> datetime | None:
        ends = (event.at for event in self.happened if isinstance(event, events.CaseEnded))
        return next(ends, None) if self.decided is None else None

    @cached_property
    def decided_at_unit(self) -> str | None:
        """Where the case lay when the result was issued."""
        unit = None
        for event in self.happened:
            if isinstance(event, events.ResultIssued):
                return unit
            unit = event.unit if isinstance(event, events.StepEntered) else unit
        return None

    def due_known_at(self, moment: datetime) -> datetime | None:
        """Return the due moment as it followed from what had happened before a moment."""
        past = [event for event in self.happened if event.at < moment]
        clock = deadlines.clock_of(replay(past), self.definition, self.variant, self.channel)
        return deadlines.deadline(clock, self.calendar).due

    def in_hand_at(self, moment: datetime) -> bool:
        left = self.decided or self.closed
        return self.submitted.at < moment and (left is None or left >= moment)


def told(house: House) -> list[Told]:
    """Return all cases, told by their events."""
    with house.database.read() as look:
        cases = look.execute(
            select(Case.id, Case.code, Case.procedure_code, Case.variant, Case.channel, Case.version_id)
        ).all()
        definitions = {row.version_id: house.versions.get(look, row.version_id).definition for row in cases}
        rows = look.execute(select(CaseEvent.__table__).order_by(CaseEvent.case_id, CaseEvent.seq)).all()
    by_case: dict[str, list[events.AnyEvent]] = {}
    for row, event in zip(rows, store.read_events(rows, house.sealer), strict=True):
        by_case.setdefault(row.case_id, []).append(event)
    return [
        Told(
            code=case.code,
            procedure=case.procedure_code,
            variant=case.variant,
            channel=case.channel,
            happened=tuple(by_case[case.id]),
            definition=definitions[case.version_id],
            calendar=house.calendar,
        )
        for case in cases
    ]


def behind(cases: Iterable[Told], scope: Scope) -> dict[str, set[str]]:
    """Return the codes behind each figure of a period as of a moment."""
    start = min(scope.period.start, scope.as_of)
    end = min(scope.period.end, scope.as_of)
    rules: dict[str, Callable[[Told], bool]] = {
        "carried": lambda case: case.in_hand_at(start),
        "received": lambda case: start <= case.submitted.at < end,
        "decided": lambda case: case.decided is not None and start <= case.decided < end,
        "early": lambda case: _decided_after_due(case, start, end) < 0,
        "on_time": lambda case: _decided_after_due(case, start, end) == 0,
        "late": lambda case: 0 < _decided_after_due(case, start, end) < NEVER,
        "closed": lambda case: case.closed is not None and start <= case.closed < end,
        "in_hand": lambda case: case.in_hand_at(end),
        "overdue": lambda case: _is_overdue(case, end),
    }
    everything = list(cases)
    return {code: {case.code for case in everything if rule(case)} for code, rule in rules.items()}


def counted(cases: Iterable[Told], scope: Scope) -> Counts:
    return {code: len(found) for code, found in behind(cases, scope).items()}


def lies_in(directory: UnitDirectory, code: str, unit: str) -> bool:
    return unit in (code, *directory.ancestors(code))


NEVER = 10**9


def _decided_after_due(case: Told, start: datetime, end: datetime) -> int:
    """Return by how many calendar days the decision came after the day due; NEVER when none came in the period."""
    if case.decided is None or not start <= case.decided < end:
        return NEVER
    due = case.due_known_at(case.decided)
    assert due is not None, "a case is not decided while its clock stands"
    return (local(case.decided).date() - local(due).date()).days


def _is_overdue(case: Told, moment: datetime) -> bool:
    if not case.in_hand_at(moment):
        return False
    due = case.due_known_at(moment)
    return due is not None and due < moment
