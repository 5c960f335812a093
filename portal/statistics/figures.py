"""Figures of turnaround for a scope, and the codes behind each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, select, tuple_, union_all

from portal.cases.access import visible_to
from portal.cases.models import Case
from portal.cases.queries import CaseCursor, CasePage
from portal.statistics.deciders import Kin, deciding_level, is_one_of
from portal.statistics.indicators import INDICATORS
from portal.statistics.listed import listed
from portal.statistics.scope import Books, Scope
from portal.statistics.territory import counts_for

Grouping = Literal["unit", "procedure", "level"]
Tally = Mapping[str, int]  # a number for each indicator

PAGE_SIZE = 50
FEW = 20  # below this a percentage says nothing


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of one line, by code."""

    counts: Tally

    def __getitem__(self, code: str) -> int:
        return self.counts[code]

    @property
    def on_time_share(self) -> float | None:
        """Decided no later than on the day due, of all decided; None where too few were decided to say."""
        decided = self.counts["decided"]
        return (decided - self.counts["late"]) / decided if decided >= FEW else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its key (unit, level or procedure code), its figures, one version of its procedures."""

    key: str
    figures: Figures
    version_id: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a scope, as a whole and line by line."""

    total: Figures
    lines: list[Line]


def overview(look: Connection, books: Books, scope: Scope, by: Grouping) -> Overview:
    """Return the figures by unit, level or procedure, most overdue and in hand first, and those of the whole."""
    tallies = _tallies(look, books, scope)
    groups: dict[str, list[Kin]] = {}
    for kin in tallies:
        groups.setdefault(_key(look, books, scope, kin, by), []).append(kin)
    made = [Line(key, _sum(tallies[kin] for kin in kins), max(kins).version_id) for key, kins in groups.items()]
    made.sort(key=lambda line: (-line.figures["overdue"], -line.figures["in_hand"], line.key))
    return Overview(_sum(tallies.values()), made)


def codes(look: Connection, books: Books, scope: Scope, indicator: str, after: CaseCursor | None = None) -> CasePage:
    """Return one page of the cases behind a figure, newest first. Raises `KeyError` for an unknown indicator."""
    asked_for = _asked_for(books, scope)
    counted = (select(Case.id).where(asked_for, part) for part in INDICATORS[indicator].parts(scope.known))
    statement = (
        select(Case.__table__)
        .where(Case.id.in_(union_all(*counted)), visible_to(scope.principal, books.directory))
        .order_by(Case.submitted_at.desc(), Case.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if scope.level is not None:
        statement = statement.where(is_one_of(_tallies(look, books, scope)))
    if after is not None:
        statement = statement.where(
            tuple_(Case.submitted_at, Case.id) < tuple_(literal(after.submitted_at), literal(after.case_id))
        )
    rows: Sequence[Row[Any]] = look.execute(statement).all()
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return CasePage(rows, CaseCursor(rows[-1].submitted_at, rows[-1].id) if more else None)


def _tallies(look: Connection, books: Books, scope: Scope) -> dict[Kin, dict[str, int]]:
    """Return the numbers of every kind of case of the scope: one statement, one stretch of an index for each figure."""
    kind = (Case.competent, Case.procedure_code, Case.version_id, Case.variant)
    asked_for = _asked_for(books, scope)
    parts = (
        select(literal(code).label("indicator"), *kind, func.count().label("number"))
        .where(asked_for, part)
        .group_by(*kind)
        for code, indicator in INDICATORS.items()
        for part in indicator.parts(scope.known)
    )
    found: dict[Kin, dict[str, int]] = {}
    for code, *facts, number in look.execute(union_all(*parts)):
        found.setdefault(Kin(*facts), dict.fromkeys(INDICATORS, 0))[code] += number
    if scope.level is None:
        return found
    return {
        kin: tally
        for kin, tally in found.items()
        if deciding_level(look, books.directory, books.versions, kin) == scope.level
    }


def _asked_for(books: Books, scope: Scope) -> ColumnElement[bool]:
    """Return what a case must be to belong to the scope, but for the level."""
    whole = Case.parent_id.is_(None)  # what another case opened is part of that one, and counted with it (R2.14)
    conditions: list[ColumnElement[bool]] = [listed(Case.competent, scope.units(books.directory)), whole]
    if scope.procedure is not None:
        conditions.append(Case.procedure_code == scope.procedure)
    return and_(*conditions)


def _key(look: Connection, books: Books, scope: Scope, kin: Kin, by: Grouping) -> str:
    if by == "unit":
        return counts_for(books.directory, kin.competent, scope.day)
    if by == "procedure":
        return kin.procedure
    return deciding_level(look, books.directory, books.versions, kin)


def _sum(tallies: Iterable[Tally]) -> Figures:
    counts = dict.fromkeys(INDICATORS, 0)
    for tally in tallies:
        for code, number in tally.items():
            counts[code] += number
    return Figures(counts)
