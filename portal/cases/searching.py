"""Searching the cases of an officer's units by words, newest first: whole words, without marks, all of them.

Where a rare word is among them, its cases are looked at. Else the newest cases of the desk are; they nearly always fill
the page, since a family name alone stands in a third of all cases. Only if they do not, everything is counted, and what
is in the fewest cases is walked to its end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Text,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.cases import store
from portal.cases.finding import LISTED, PAGE_SIZE, merged, unit_values, units_of_desk
from portal.cases.models import Case, CaseUnit, CaseWord
from portal.people.principal import Principal
from portal.text import fold

MOST_WORDS = 8  # of a longer text the longest words are searched
RARE = 1_000  # so many cases are looked at without further ado
RECENT = 2_000  # so many of the newest cases of each unit are looked at first
COUNTED = 30_000  # what is in more cases than that is simply common

_ONE: ColumnElement[int] = literal_column("1")


def search_cases(look: Connection, text: str, principal: Principal, *, size: int = PAGE_SIZE) -> Sequence[Row[Any]]:
    """Return the newest cases of the officer's units that have all the words of `text`; at most `size`."""
    units = units_of_desk(principal)
    words = sorted(store.words_of(fold(text)), key=len, reverse=True)[:MOST_WORDS]
    if not units or not words:
        return []
    search = _Search(look, units, words, size)
    if found := search.code(text):
        return found
    lead = search.fewest(RARE)
    if lead.count < RARE:
        return search.along(lead)
    since = search.horizon()
    found = search.along(search.desk, since)
    if since is None or len(found) >= size:
        return found
    return search.along(search.fewest(COUNTED, with_desk=True))


@dataclass(frozen=True, slots=True)
class _Lead:
    """What is walked along: a word by its number, or the desk (None); and in how many cases it is."""

    count: int
    word: int | None


class _Search:
    """One question put to the database in several ways."""

    desk = _Lead(0, None)

    def __init__(self, look: Connection, units: Sequence[str], words: Sequence[str], size: int) -> None:
        self._look, self._units, self._words = look, len(units), len(words)
        self._values = unit_values(units) | {f"word_{number}": word for number, word in enumerate(words)}
        self._values |= {"most": size}

    def code(self, text: str) -> Sequence[Row[Any]]:
        """Return the case whose whole code this is."""
        code = text.strip().upper()
        return self._ask(_with_code(self._units), code=code) if "-" in code else ()

    def fewest(self, cap: int, *, with_desk: bool = False) -> _Lead:
        """Return the word, or the desk, that is in the fewest cases, counted up to `cap`; of equals the desk."""
        rows = self._ask(_counts(self._units if with_desk else 0, self._words), cap=cap)
        leads = [_Lead(row.held, None if row.word < 0 else row.word) for row in rows]
        return min(leads, key=lambda lead: (lead.count, lead.word is not None))

    def horizon(self) -> datetime | None:
        """Return since when the newest `RECENT` of each unit came; None if there are no more than these."""
        rows = self._ask(_horizon(self._units), recent=RECENT)
        return max((row.submitted_at for row in rows), default=None)

    def along(self, lead: _Lead, since: datetime | None = None) -> Sequence[Row[Any]]:
        """Return what is found along the lead, newest first."""
        if lead.word is not None:
            return self._ask(_along_word(self._units, self._words, lead.word))
        if since is None:
            return self._ask(_along_desk(self._units, self._words, is_bounded=False))
        return self._ask(_along_desk(self._units, self._words, is_bounded=True), since=since)

    def _ask(self, statement: Any, **values: Any) -> Sequence[Row[Any]]:
        return self._look.execute(statement, {**self._values, **values}).all()


@cache
def _with_code(units: int) -> Any:
    return select(*LISTED).where(Case.code == bindparam("code"), _is_there(Case.id, units))


@cache
def _counts(units: int, words: int) -> Any:
    """Count each word; then, if there are any, the cases of all units together, as the word -1."""
    counted = [(number, select(CaseWord.word).where(_has(number))) for number in range(words)]
    if units:
        counted.append((-1, select(CaseUnit.unit).where(CaseUnit.unit.in_(_units(units)))))
    number_of = func.count().label("held")
    return union_all(
        *(
            select(literal_column(str(number)).label("word"), number_of).select_from(
                rows.limit(bindparam("cap")).subquery()
            )
            for number, rows in counted
        )
    )


@cache
def _horizon(units: int) -> Any:
    moments = [
        select(CaseUnit.submitted_at)
        .where(CaseUnit.unit == unit)
        .order_by(CaseUnit.submitted_at.desc(), CaseUnit.case_id.desc())
        .limit(1)
        .offset(bindparam("recent"))
        for unit in _units(units)
    ]
    return union_all(*(select(moment.subquery()) for moment in moments))


@cache
def _along_word(units: int, words: int, lead: int) -> Any:
    others = [number for number in range(words) if number != lead]
    there = (_is_there(CaseWord.case_id, units), *_have(CaseWord, others))
    return _newest(select(*LISTED).join(CaseWord, CaseWord.case_id == Case.id).where(_has(lead), *there), CaseWord)


@cache
def _along_desk(units: int, words: int, *, is_bounded: bool) -> Any:
    there = (*_have(CaseUnit, range(words)), *((CaseUnit.submitted_at >= bindparam("since"),) if is_bounded else ()))
    walks = (select(CaseUnit.submitted_at, CaseUnit.case_id).where(CaseUnit.unit == u, *there) for u in _units(units))
    found = merged([_newest(walk, CaseUnit) for walk in walks])
    return _newest(select(*LISTED).join(found, found.c.case_id == Case.id), found.c)


def _newest(statement: Any, along: Any) -> Any:
    return statement.order_by(along.submitted_at.desc(), along.case_id.desc()).limit(bindparam("most"))


def _units(units: int) -> list[Any]:
    return [bindparam(f"unit_{number}", type_=Text) for number in range(units)]


def _has(number: int) -> ColumnElement[bool]:
    return CaseWord.word == bindparam(f"word_{number}")


def _have(along: Any, words: Iterable[int]) -> list[ColumnElement[bool]]:
    """Return the conditions that the case which is being looked at has these words too."""
    other = aliased(CaseWord)
    the_case = (other.submitted_at == along.submitted_at, other.case_id == along.case_id)
    return [exists(select(_ONE).where(other.word == bindparam(f"word_{n}"), *the_case)) for n in words]


def _is_there(case_id: Any, units: int) -> ColumnElement[bool]:
    there = aliased(CaseUnit)
    return exists(select(_ONE).where(there.case_id == case_id, there.unit.in_(_units(units))))
