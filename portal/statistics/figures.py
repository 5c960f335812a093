"""Figures of turnaround for a scope, and the codes behind each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, literal, select, true, tuple_

from portal.cases.access import visible_to
from portal.cases.models import Case
from portal.cases.queries import CaseCursor, CasePage
from portal.people.principal import Principal
from portal.statistics.indicators import INDICATORS, Period
from portal.units.directory import UnitDirectory
from portal.units.oversight import below

Grouping = Literal["unit", "procedure", "level"]
PAGE_SIZE = 50
FEW = 20  # below this a percentage says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked for: whose cases, which period, as of when, and narrower where given."""

    principal: Principal
    period: Period
    as_of: datetime
    unit: str | None = None
    level: str | None = None
    procedure: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of one line, by code."""

    counts: Mapping[str, int]

    def __getitem__(self, code: str) -> int:
        return self.counts[code]

    @property
    def on_time_share(self) -> float | None:
        """Decided no later than due, of all decided; None where nothing was decided."""
        decided = self.counts["decided"]
        return (decided - self.counts["late"]) / decided if decided else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its key (unit, level or procedure code) and its figures."""

    key: str
    figures: Figures


def totals(look: Connection, directory: UnitDirectory, scope: Scope) -> Figures:
    """Return the figures of the whole scope."""
    return _sum(row for _, row in _rows(look, directory, scope))


def lines(look: Connection, directory: UnitDirectory, scope: Scope, by: Grouping) -> list[Line]:
    """Return the figures by unit, level or procedure, most cases in hand first."""
    groups: dict[str, list[Mapping[str, int]]] = {}
    for (unit, procedure), row in _rows(look, directory, scope):
        key = {"unit": unit, "procedure": procedure, "level": directory.level(unit)}[by]
        groups.setdefault(key, []).append(row)
    made = [Line(key, _sum(rows)) for key, rows in groups.items()]
    return sorted(made, key=lambda line: (-line.figures["overdue"], -line.figures["in_hand"], line.key))


def codes(
    look: Connection, directory: UnitDirectory, scope: Scope, indicator: str, after: CaseCursor | None = None
) -> CasePage:
    """Return one page of the cases behind a figure, newest first. Raises `KeyError` for an unknown indicator."""
    counted = INDICATORS[indicator].counts(scope.period, scope.as_of)
    statement = (
        select(Case.__table__)
        .where(counted, _condition(directory, scope))
        .order_by(Case.submitted_at.desc(), Case.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        statement = statement.where(
            tuple_(Case.submitted_at, Case.id) < tuple_(literal(after.submitted_at), literal(after.case_id))
        )
    rows: Sequence[Row[Any]] = look.execute(statement).all()
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return CasePage(rows, CaseCursor(rows[-1].submitted_at, rows[-1].id) if more else None)


def _rows(look: Connection, directory: UnitDirectory, scope: Scope) -> list[tuple[tuple[str, str], Mapping[str, int]]]:
    tallies = [
        func.sum(case((indicator.counts(scope.period, scope.as_of), 1), else_=0)).label(code)
        for code, indicator in INDICATORS.items()
    ]
    statement = (
        select(Case.competent, Case.procedure_code, *tallies)
        .where(_condition(directory, scope))
        .group_by(Case.competent, Case.procedure_code)
    )
    return [
        ((row.competent, row.procedure_code), {code: int(getattr(row, code)) for code in INDICATORS})
        for row in look.execute(statement)
    ]


def _condition(directory: UnitDirectory, scope: Scope) -> ColumnElement[bool]:
    """Return what a case must be to belong to the scope: visible to the person, and as narrow as asked."""
    conditions: list[ColumnElement[bool]] = [visible_to(scope.principal, directory), Case.submitted_at <= scope.as_of]
    if scope.unit is not None:
        conditions.append(Case.competent.in_(sorted(below(directory, scope.unit))))
    if scope.level is not None:
        conditions.append(Case.competent.in_(sorted(directory.units_of_level(scope.level)) or [""]))
    if scope.procedure is not None:
        conditions.append(Case.procedure_code == scope.procedure)
    return and_(true(), *conditions)


def _sum(rows: Any) -> Figures:
    counts = dict.fromkeys(INDICATORS, 0)
    for row in rows:
        for code, number in row.items():
            counts[code] += number
    return Figures(counts)
