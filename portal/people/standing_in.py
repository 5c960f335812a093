"""Whose posts an officer holds today in their place: asked afresh with every request, so it ends with the day (R-AZ-5).

Whoever was chosen stands in while they work in the unit themselves and are not away; else the first of the roster who
is there. A leader's posts move only where signing was granted.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.people.absence_models import Absence, AbsencePost, RosterEntry
from portal.people.models import Appointment, Officer
from portal.people.principal import Post
from portal.people.roles import DESK_ROLES, Role

_DAY: BindParameter[date] = bindparam("day", type_=Date)
_ME: BindParameter[str] = bindparam("id")
_AT_DESKS = sorted(role.value for role in DESK_ROLES)


def stand_ins_on(connection: Connection, day: date) -> list[tuple[str, Post]]:
    """Return all who stand in on a day, each with a post and for whom."""
    rows = connection.execute(_EVERYBODY, {"day": day})
    return [
        (row.stand_in, Post(Role(row.role), row.unit, held_for=row.officer_id, procedures=frozenset(row.procedures)))
        for row in rows
    ]


def away_on(officer: Any, day: Any = _DAY) -> ColumnElement[bool]:
    """Hold for an officer who is away on a day."""
    away = aliased(Absence)
    return exists().where(away.officer_id == officer, _lasts(away, day))


def _lasts(absence: Any, day: Any) -> ColumnElement[bool]:
    return and_(absence.first_day <= day, absence.last_day >= day, absence.cancelled_at.is_(None))


def _serves(officer: Any, *more: Any) -> ColumnElement[bool]:
    """Hold for an officer who has a post of a desk on the day."""
    held = aliased(Appointment)
    return exists().where(
        held.officer_id == officer,
        or_(*(held.role == role for role in _AT_DESKS)),  # the driver is given no list
        held.valid_from <= _DAY,
        or_(held.valid_to.is_(None), held.valid_to >= _DAY),
        *(condition(held) for condition in more),
    )


def _is_there(officer: Any, unit: Any = None) -> ColumnElement[bool]:
    """Hold for an officer who can log in, works at a desk (of the unit, if one is given), and is not away."""
    account = aliased(Officer)
    on = exists().where(account.id == officer, account.disabled_at.is_(None))
    serves = _serves(officer) if unit is None else _serves(officer, lambda held: held.unit == unit)
    return and_(on, serves, not_(away_on(officer)))


def _left_posts(stand_in: Any) -> Select[Any]:
    """Return the posts that those who are away today have, and leave to others."""
    theirs = aliased(Appointment)
    held = exists().where(
        theirs.officer_id == Absence.officer_id,
        theirs.role == AbsencePost.role,
        theirs.unit == AbsencePost.unit,
        theirs.valid_from <= _DAY,
        or_(theirs.valid_to.is_(None), theirs.valid_to >= _DAY),
    )
    moves = or_(AbsencePost.role != Role.LEADER.value, Absence.signing)
    columns = (Absence.officer_id, AbsencePost.role, AbsencePost.unit, Absence.procedures)
    return (
        select(stand_in.label("stand_in"), *columns)
        .join(AbsencePost, AbsencePost.absence_id == Absence.id)
        .where(_lasts(Absence, _DAY), held, moves)
    )


def _chosen() -> Select[Any]:
    return _left_posts(Absence.stand_in_id).where(
        Absence.stand_in_id.is_not(None), _is_there(Absence.stand_in_id, AbsencePost.unit)
    )


def _by_roster() -> Select[Any]:
    """Return those whom the roster names: nobody was chosen who is there, and nobody before them is."""
    earlier = aliased(RosterEntry)
    before = exists().where(
        earlier.unit == RosterEntry.unit,
        earlier.role == RosterEntry.role,
        earlier.place < RosterEntry.place,
        _is_there(earlier.officer_id),
    )
    nobody_chosen = or_(Absence.stand_in_id.is_(None), not_(_is_there(Absence.stand_in_id, AbsencePost.unit)))
    return (
        _left_posts(RosterEntry.officer_id)
        .join(RosterEntry, and_(RosterEntry.unit == AbsencePost.unit, RosterEntry.role == AbsencePost.role))
        .where(nobody_chosen, _is_there(RosterEntry.officer_id), not_(before))
    )


# For `acting`: the posts that `:id` holds in somebody's place on `:day`.
OF_ONE = (_chosen().where(Absence.stand_in_id == _ME), _by_roster().where(RosterEntry.officer_id == _ME))

_ALL = union_all(_chosen(), _by_roster()).subquery()
_EVERYBODY = select(_ALL).order_by(_ALL.c.unit, _ALL.c.role, _ALL.c.officer_id, _ALL.c.stand_in)
