"""Numbers without gaps: the counter moves in the transaction that uses the number, and falls back with it.

One statement, the same on SQLite and PostgreSQL. On PostgreSQL the row lock makes a second writer of the same register
wait until the first has committed; other registers are not touched.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Date, Integer, bindparam, func, insert, select, text

from portal.documents.models import RegisterCounter
from portal.statements import Read

_NEXT_NUMBER = Read(
    text(
        "insert into register_counters (unit, register, year, last) values (:unit, :register, :year, 1)"
        " on conflict (unit, register, year) do update set last = register_counters.last + 1 returning last"
    ).columns(last=Integer)
)
_NEXT_DAILY_NUMBER = Read(
    text(
        "insert into daily_counters (agency_code, day, last) values (:agency_code, :day, 1)"
        " on conflict (agency_code, day) do update set last = daily_counters.last + 1 returning last"
    )
    .bindparams(bindparam("day", type_=Date))
    .columns(last=Integer)
)


def next_number(connection: Connection, *, unit: str, register: str, year: int) -> int:
    """Return the next number of a unit's register, 1 for the first of the year; gapless only if the caller commits."""
    [found] = _NEXT_NUMBER.all(connection, {"unit": unit, "register": register, "year": year})
    return int(found.last)


def next_daily_number(connection: Connection, agency_code: str, day: date) -> int:
    """Return the next dossier number of an agency on a day of Vietnam, the last part of agency-yymmdd-number."""
    [found] = _NEXT_DAILY_NUMBER.all(connection, {"agency_code": agency_code, "day": day})
    return int(found.last)


def carry_on(connection: Connection, sources: Sequence[str], heir: str, year: int) -> None:
    """Let the registers of a new unit go on from those that it carries on: from the highest number of any of them."""
    counters = select(RegisterCounter.register, func.max(RegisterCounter.last).label("last"))
    of_sources = counters.where(RegisterCounter.unit.in_(sources), RegisterCounter.year == year)
    for row in connection.execute(of_sources.group_by(RegisterCounter.register)).all():
        begun = {"unit": heir, "register": row.register, "year": year, "last": row.last}
        connection.execute(insert(RegisterCounter).values(**begun))


def registers_in(connection: Connection, year: int) -> set[tuple[str, str]]:
    """Return which unit has begun which register in a year."""
    begun = select(RegisterCounter.unit, RegisterCounter.register).where(RegisterCounter.year == year)
    return {(row.unit, row.register) for row in connection.execute(begun)}
