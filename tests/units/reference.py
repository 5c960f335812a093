"""The organisation asked of the database, row by row: what the directory's memory is compared with."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from portal.units.models import Succession, Unit, UnitClosure
from portal.units.queries import alive_on
from portal.units.tree import UnitRecord

_UNITS: Select[Any] = select(Unit.__table__)


def get_unit(connection: Connection, code: str) -> UnitRecord:
    """Return a unit of any era."""
    return UnitRecord(**connection.execute(_UNITS.where(Unit.code == code)).one()._mapping)


def units_as_of(connection: Connection, day: date) -> tuple[UnitRecord, ...]:
    """Return every unit alive on a day, offices among them, by code."""
    return _records(connection, _UNITS.where(alive_on(day)).order_by(Unit.code))


def children(connection: Connection, code: str, day: date) -> tuple[UnitRecord, ...]:
    """Return the units directly below that are alive on a day, without offices, by code."""
    below = _UNITS.where(Unit.parent == code, Unit.office_type.is_(None), alive_on(day))
    return _records(connection, below.order_by(Unit.code))


def offices(connection: Connection, code: str, kind: str | None = None) -> tuple[UnitRecord, ...]:
    """Return the offices of a unit itself, of one kind where it is given, by code."""
    found = _UNITS.where(Unit.parent == code, Unit.office_type.is_not(None))
    return _records(connection, (found if kind is None else found.where(Unit.kind == kind)).order_by(Unit.code))


def subtree_codes(connection: Connection, code: str, day: date) -> frozenset[str]:
    """Return the codes of the unit and all below it that are alive on a day, offices among them."""
    statement = (
        select(Unit.code)
        .join(UnitClosure, UnitClosure.descendant == Unit.code)
        .where(UnitClosure.ancestor == code, alive_on(day))
    )
    return frozenset(connection.execute(statement).scalars())


def ancestors(connection: Connection, code: str) -> tuple[str, ...]:
    """Return what a unit lies in, nearest first, without the unit itself."""
    statement = (
        select(UnitClosure.ancestor)
        .where(UnitClosure.descendant == code, UnitClosure.depth > 0)
        .order_by(UnitClosure.depth)
    )
    return tuple(connection.execute(statement).scalars())


def parent_at_level(connection: Connection, code: str, level: str) -> str | None:
    """Return the unit of a level that this one is or lies in; None when there is none."""
    statement = (
        select(Unit.code)
        .join(UnitClosure, UnitClosure.ancestor == Unit.code)
        .where(UnitClosure.descendant == code, Unit.level == level, Unit.office_type.is_(None))
        .order_by(UnitClosure.depth)
        .limit(1)
    )
    return connection.execute(statement).scalar_one_or_none()


def successors(connection: Connection, code: str, day: date) -> tuple[str, ...]:
    """Return the units alive on a day that a unit lives on in, by code: itself, or those its succession leads to."""
    reached = select(Unit.code, Unit.valid_from, Unit.valid_to).where(Unit.code == code).cte("reached", recursive=True)
    ahead = (
        select(Unit.code, Unit.valid_from, Unit.valid_to)
        .join(Succession, Succession.successor == Unit.code)
        .join(reached, reached.c.code == Succession.unit)
        .where(reached.c.valid_to < day)
    )
    reached = reached.union(ahead)
    alive = and_(reached.c.valid_from <= day, or_(reached.c.valid_to.is_(None), reached.c.valid_to >= day))
    return tuple(connection.execute(select(reached.c.code).where(alive).order_by(reached.c.code)).scalars())


def _records(connection: Connection, statement: Select[Any]) -> tuple[UnitRecord, ...]:
    return tuple(UnitRecord(**row._mapping) for row in connection.execute(statement))
