"""The organisation as of a day, asked of the database. What pages ask, `UnitDirectory` answers from memory."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.units.models import Level, Unit, UnitClosure


def alive_on(day: date) -> ColumnElement[bool]:
    """Return the condition on `units` that holds for those alive on a day."""
    return and_(Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to >= day))


def count_by_level(connection: Connection, day: date, province_code: str) -> dict[str, int]:
    """Return how many units each level has on a day in a province, top level first; offices are not counted.

    A province is named by its number, which outlives its eras ("51"), or by the code of one era ("51-2020").
    """
    top = aliased(Unit)
    of_province = or_(top.code == province_code, top.gso_code == province_code)
    statement = (
        select(Unit.level, func.count(Unit.code.distinct()))
        .join(UnitClosure, UnitClosure.descendant == Unit.code)
        .join(top, top.code == UnitClosure.ancestor)
        .where(alive_on(day), Unit.office_type.is_(None), top.parent.is_(None), of_province)
        .group_by(Unit.level)
    )
    counted = {level: count for level, count in connection.execute(statement)}  # noqa: C416
    levels = connection.execute(select(Level.code).order_by(Level.rank)).scalars()
    return {level: counted.get(level, 0) for level in levels}
