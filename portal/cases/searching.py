"""Searching the cases of an officer's units by words, newest first: whole words, without marks, all of them.

What is in the fewest cases leads: a word, or two words of the name together. If these are few, they are walked; if even
they are common, the cases of the desk are, which then fill a page soon. At a million cases either way looks at about
the same number of rows at the worst, some thousands.
"""

import re
from collections.abc import Callable, Mapping, Sequence
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

from portal.cases.finding import LISTED, PAGE_SIZE, merged, unit_values, units_of_desk
from portal.cases.models import Case, CaseUnit, CaseWord
from portal.cases.words import NUMBER, digest_of_number, digest_of_word, pairs_of, words_of
from portal.crypto import Sealer
from portal.people.principal import Principal

MOST_WORDS = 6  # of a longer text the longest words are searched
CODE = re.compile(r"[A-Z0-9.]+-\d{6}-\d{4,5}")  # domain.md section 6; only one case has it
MANY_UNITS = 100  # whoever oversees a province: of what a word finds, most is theirs
# What is in so many cases is not counted further: counting is most of what searching a common word costs. So a walk
# along a word meets fewer than 5,000 cases; one along the desk, of a million in all, fills a page within some 10,000.
COMMON = 5_000

_ONE: ColumnElement[int] = literal_column("1")
_NOTHING: ColumnElement[str] = literal_column("''")


def search_cases(
    look: Connection,
    text: str,
    principal: Principal,
    sealer: Sealer,
    *,
    units: Sequence[str] = (),
    size: int = PAGE_SIZE,
) -> Sequence[Row[Any]]:
    """Return the newest cases of the officer's units that have all the words of `text`; at most `size`.

    Code, name and procedure are looked at first, and what the applicant wrote when they leave room on the page. Numbers
    of nine digits and more are identifiers and phones, found by their digest. `units`: other than those of the desk.
    """
    units = units or units_of_desk(principal)
    numbers = [digest_of_number(found, sealer) for found in NUMBER.findall(text)][:MOST_WORDS]
    words = sorted(words_of(NUMBER.sub(" ", text)), key=len, reverse=True)[:MOST_WORDS]
    if not units or not (words or numbers):
        return []
    code = text.strip().upper()
    if CODE.fullmatch(code):
        return look.execute(*_narrowed(units, _of_code, {"most": size, "code": code})).all()
    pairs = pairs_of(words)
    paired = {word for pair in pairs for word in pair.split()}  # each is in more cases than the pair
    found = _found(look, units, size, [*words, *numbers], [*pairs, *numbers, *(w for w in words if w not in paired)])
    if len(found) == size or not words:
        return found
    said = [digest_of_word(word, sealer) for word in words] + numbers
    more = _found(look, units, size, said, said)
    every = {row.id: row for row in (*found, *more)}.values()
    return sorted(every, key=lambda row: (row.submitted_at, row.id), reverse=True)[:size]


def _found(
    look: Connection, units: Sequence[str], size: int, words: Sequence[str], leads: Sequence[str]
) -> Sequence[Row[Any]]:
    """Return the newest cases that have all the words, led by what is in the fewest cases."""
    lead, number = _fewest(look, leads)
    if not number:
        return []
    asked = [lead, *(word for word in words if word not in lead.split())]
    values = {"most": size} | _word_values(asked)
    along = _along_word if number < COMMON or len(units) > MANY_UNITS else _along_desk
    return look.execute(*_narrowed(units, lambda number: along(number, len(asked)), values)).all()


def _narrowed(
    units: Sequence[str], made: Callable[[int], Any], values: Mapping[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Return a statement on cases of these units with its values. So many units are one list, not a walk for each."""
    if len(units) > MANY_UNITS:
        return made(0), {**values, "units": list(units)}
    return made(len(units)), {**values, **unit_values(units)}


def _fewest(look: Connection, tokens: Sequence[str]) -> tuple[str, int]:
    """Return the word, or pair of words, that is in the fewest cases, and in how many, counted up to `COMMON`."""
    rows = look.execute(_counts(len(tokens)), {**_word_values(tokens), "cap": COMMON})
    place, number = min(((row.place, row.number) for row in rows), key=lambda counted: counted[1])
    return tokens[place], number


def _word_values(words: Sequence[str]) -> dict[str, Any]:
    return {f"word_{place}": word for place, word in enumerate(words)}


@cache
def _of_code(units: int) -> Any:
    if not units:
        return select(*LISTED).where(Case.code == bindparam("code"), _is_anywhere(Case.id))
    return select(*LISTED).where(Case.code == bindparam("code"), _is_there(Case, Case.id, _units(units)))


@cache
def _counts(words: int) -> Any:
    counted = (select(CaseWord.word).where(_has(place)).limit(bindparam("cap")).subquery() for place in range(words))
    number = func.count().label("number")
    return union_all(
        *(
            select(literal_column(str(place)).label("place"), number).select_from(rows)
            for place, rows in enumerate(counted)
        )
    )


@cache
def _along_word(units: int, words: int) -> Any:
    """Return the statement that walks the cases of the first word, once for each unit."""
    walk = select(CaseWord.submitted_at, CaseWord.case_id).where(_has(0), *_have(CaseWord, range(1, words)))
    if not units:
        return _listed([walk.where(_is_anywhere(CaseWord.case_id))], CaseWord)
    return _listed([walk.where(_is_there(CaseWord, CaseWord.case_id, [unit])) for unit in _units(units)], CaseWord)


@cache
def _along_desk(units: int, words: int) -> Any:
    """Return the statement that walks the cases of each unit."""
    walk = select(CaseUnit.submitted_at, CaseUnit.case_id).where(*_have(CaseUnit, range(words)))
    return _listed([walk.where(CaseUnit.unit == unit) for unit in _units(units)], CaseUnit)


def _listed(walks: Sequence[Any], along: Any) -> Any:
    """Return the newest cases that the walks find."""
    found = merged([_newest(walk, along) for walk in walks])
    return _newest(select(*LISTED).join(found, found.c.case_id == Case.id), found.c)


def _newest(statement: Any, along: Any) -> Any:
    return statement.order_by(along.submitted_at.desc(), along.case_id.desc()).limit(bindparam("most"))


def _units(units: int) -> list[Any]:
    return [bindparam(f"unit_{place}", type_=Text) for place in range(units)]


def _has(place: int) -> ColumnElement[bool]:
    return CaseWord.word == bindparam(f"word_{place}")


def _have(along: Any, places: range) -> list[ColumnElement[bool]]:
    """Return the conditions that the case which is being looked at has these words."""
    other = aliased(CaseWord)
    the_case = (other.submitted_at == along.submitted_at, other.case_id == along.case_id)
    return [exists(select(_ONE).where(other.word == bindparam(f"word_{place}"), *the_case)) for place in places]


def _is_there(along: Any, case_id: Any, units: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that the case which is being looked at is or was in one of the units.

    It is looked for by unit and moment: beside the last one, as the walk goes by the moment too. By its id, which the
    joined text keeps any database from, each look would be at another end of the table, and take eight times as long.
    """
    there = aliased(CaseUnit)
    same_case = (there.submitted_at == along.submitted_at, there.case_id.concat(_NOTHING) == case_id)
    return exists(select(_ONE).where(there.unit.in_(units), *same_case))


def _is_anywhere(case_id: Any) -> ColumnElement[bool]:
    """Return the condition that a case is or was in one of many units: there are few rows of a case."""
    there = aliased(CaseUnit)
    many: Any = bindparam("units", expanding=True)
    return exists(select(_ONE).where(there.case_id == case_id, there.unit.in_(many)))
