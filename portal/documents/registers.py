"""Numbers without gaps: the counter moves in the transaction that uses the number, and falls back with it.

One statement, the same on SQLite and PostgreSQL. On PostgreSQL the row lock makes a second writer of the same register
wait until the first has committed; other registers are not touched.
"""

from datetime import date

from sqlalchemy import Connection, Date, bindparam, text

_NEXT_NUMBER = text(
    "insert into register_counters (unit, register, year, last) values (:unit, :register, :year, 1)"
    " on conflict (unit, register, year) do update set last = register_counters.last + 1 returning last"
)
_NEXT_DAILY_NUMBER = text(
    "insert into daily_counters (agency_code, day, last) values (:agency_code, :day, 1)"
    " on conflict (agency_code, day) do update set last = daily_counters.last + 1 returning last"
).bindparams(bindparam("day", type_=Date))


def next_number(connection: Connection, *, unit: str, register: str, year: int) -> int:
    """Return the next number of a unit's register, 1 for the first of the year; gapless only if the caller commits."""
    found: int = connection.execute(_NEXT_NUMBER, {"unit": unit, "register": register, "year": year}).scalar_one()
    return found


def next_daily_number(connection: Connection, agency_code: str, day: date) -> int:
    """Return the next dossier number of an agency on a day of Vietnam, the last part of agency-yymmdd-number."""
    found: int = connection.execute(_NEXT_DAILY_NUMBER, {"agency_code": agency_code, "day": day}).scalar_one()
    return found
