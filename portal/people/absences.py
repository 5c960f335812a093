"""Absences: who enters them, for whom, and who is called upon to stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, delete, insert, or_, select, update
from sqlalchemy.orm import aliased

from portal.people.absence_models import Absence, AbsencePost, RosterEntry
from portal.people.errors import AbsenceRefused, NoSuchAbsence
from portal.people.models import Appointment, Officer
from portal.people.names import name_sort_key
from portal.people.officers import appointments_on, in_force
from portal.people.principal import Post, Principal
from portal.people.roles import DESK_ROLES, Role

LONGEST_DAYS = 366
LONGEST_ROSTER = 10
_IN_CHARGE = (Role.HEAD, Role.LEADER)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAbsence:
    """What somebody enters. `posts` empty: all of the officer's; `procedures` empty: all."""

    officer_id: str
    first_day: date
    last_day: date
    stand_in_id: str | None = None
    posts: frozenset[Post] = frozenset()
    procedures: frozenset[str] = frozenset()
    signing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRecord:
    """An absence as lists show it."""

    id: str
    officer_id: str
    officer: str
    first_day: date
    last_day: date
    stand_in_id: str | None
    stand_in: str
    procedures: tuple[str, ...]
    signing: bool
    cancelled_at: datetime | None
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer who works at a desk of a unit."""

    id: str
    name: str
    posts: tuple[Post, ...]


def units_in_charge(principal: Principal) -> frozenset[str]:
    """Return the units whose people this officer answers for: as their head or leader, in nobody's place."""
    return frozenset(post.unit for post in principal.own_posts if post.role in _IN_CHARGE)


def enter_absence(work: Connection, principal: Principal, new: NewAbsence, now: datetime, today: date) -> str:
    """Write an absence down and return its id. Raises `AbsenceRefused`, whose `reason` says what to mend."""
    _check_days(new, today)
    posts = _posts_of(work, principal, new)
    if new.signing and not _may_grant_signing(principal, posts):
        raise AbsenceRefused("signing")
    if new.stand_in_id is not None:
        _check_stand_in(work, new, posts)
    if _overlapping(work, new, posts):
        raise AbsenceRefused("overlap")
    absence_id = str(uuid4())
    row = {"id": absence_id, "officer_id": new.officer_id, "first_day": new.first_day, "last_day": new.last_day}
    more = {"stand_in_id": new.stand_in_id, "procedures": sorted(new.procedures), "signing": new.signing}
    by = {"entered_by": principal.id, "created_at": now, "cancelled_at": None}
    work.execute(insert(Absence).values(**row, **more, **by))
    places = sorted((post.role.value, post.unit) for post in posts)
    work.execute(insert(AbsencePost), [{"absence_id": absence_id, "role": r, "unit": u} for r, u in places])
    return absence_id


def cancel_absence(work: Connection, principal: Principal, absence_id: str, now: datetime) -> None:
    """End an absence at once: the officer is back, or it was a mistake. Raises `NoSuchAbsence` also for others'."""
    found = [one for one in absences_of(work, principal, date.min) if one.id == absence_id]
    if not found or found[0].cancelled_at is not None:
        raise NoSuchAbsence(absence_id)
    work.execute(update(Absence).where(Absence.id == absence_id).values(cancelled_at=now))


def absences_of(look: Connection, principal: Principal, since: date) -> list[AbsenceRecord]:
    """Return the absences that an officer may see and end, those over before a day left out: own ones, and those of
    the people they answer for."""
    posts = select(AbsencePost.absence_id).where(AbsencePost.unit.in_(sorted(units_in_charge(principal))))
    concerns = or_(Absence.officer_id == principal.id, Absence.id.in_(posts))
    return _listed(look, concerns, Absence.last_day >= since)


def absences_in(look: Connection, officer_id: str, since: date) -> list[AbsenceRecord]:
    """Return the absences of one officer that were not over before a day."""
    return _listed(look, Absence.officer_id == officer_id, Absence.last_day >= since)


def people_of(look: Connection, units: Iterable[str], day: date) -> list[Colleague]:
    """Return who works at a desk of some units on a day, by given name."""
    statement = (
        select(Officer.id, Officer.name, Appointment.role, Appointment.unit)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(Appointment.unit.in_(sorted(set(units))), in_force(day), Officer.disabled_at.is_(None))
        .order_by(Officer.id, Appointment.unit, Appointment.role)
    )
    found: dict[str, Colleague] = {}
    for row in look.execute(statement):
        if row.role in DESK_ROLES:
            known = found.get(row.id, Colleague(row.id, row.name, ()))
            found[row.id] = Colleague(row.id, row.name, (*known.posts, Post(Role(row.role), row.unit)))
    return sorted(found.values(), key=lambda one: (name_sort_key(one.name), one.id))


def set_roster(work: Connection, principal: Principal, post: Post, officers: Sequence[str], day: date) -> None:
    """Keep who stands in for a role of a unit, in order. Raises `AbsenceRefused`."""
    if post.unit not in units_in_charge(principal) or post.role not in DESK_ROLES:
        raise AbsenceRefused("not_yours")
    known = {one.id for one in people_of(work, [post.unit], day)}
    if len(set(officers)) != len(officers) or len(officers) > LONGEST_ROSTER or not set(officers) <= known:
        raise AbsenceRefused("roster")
    at = and_(RosterEntry.unit == post.unit, RosterEntry.role == post.role.value)
    work.execute(delete(RosterEntry).where(at))
    rows = [
        {"unit": post.unit, "role": post.role.value, "place": place, "officer_id": officer}
        for place, officer in enumerate(officers, start=1)
    ]
    if rows:
        work.execute(insert(RosterEntry), rows)


def rosters_of(look: Connection, units: Iterable[str]) -> dict[Post, tuple[str, ...]]:
    """Return the rosters of some units: officers' ids in order, by post."""
    order = (RosterEntry.unit, RosterEntry.role, RosterEntry.place)
    found: dict[Post, tuple[str, ...]] = {}
    rows = look.execute(select(RosterEntry.__table__).where(RosterEntry.unit.in_(sorted(set(units)))).order_by(*order))
    for row in rows:
        post = Post(Role(row.role), row.unit)
        found[post] = (*found.get(post, ()), row.officer_id)
    return found


def stood_in_until(look: Connection, officer_id: str, units: Iterable[str], day: date, since: date) -> Any | None:
    """Return the latest absence in which an officer was to stand in at some units, and that is over by a day.

    It has officer (a name), last_day and cancelled_at; None where there was none since a day.
    """
    named = aliased(RosterEntry)
    in_roster = select(named.officer_id).where(
        named.unit == AbsencePost.unit, named.role == AbsencePost.role, named.officer_id == officer_id
    )
    statement = (
        select(Officer.name.label("officer"), Absence.last_day, Absence.cancelled_at)
        .join(AbsencePost, AbsencePost.absence_id == Absence.id)
        .join(Officer, Officer.id == Absence.officer_id)
        .where(
            AbsencePost.unit.in_(sorted(set(units))),
            or_(Absence.stand_in_id == officer_id, in_roster.exists()),
            or_(Absence.last_day < day, Absence.cancelled_at.is_not(None)),
            Absence.last_day >= since,
        )
        .order_by(Absence.last_day.desc(), Absence.id)
    )
    return look.execute(statement).first()


def _check_days(new: NewAbsence, today: date) -> None:
    if new.last_day < new.first_day:
        raise AbsenceRefused("order")
    if new.last_day < today:
        raise AbsenceRefused("past")
    if (new.last_day - new.first_day).days >= LONGEST_DAYS:
        raise AbsenceRefused("long")


def _posts_of(work: Connection, principal: Principal, new: NewAbsence) -> frozenset[Post]:
    """Return the posts that are left: some of the officer's own, which the one who enters it answers for."""
    held = {one.post for day in (new.first_day, new.last_day) for one in appointments_on(work, new.officer_id, day)}
    held = {post for post in held if post.role in DESK_ROLES}
    if new.officer_id != principal.id:
        held = {post for post in held if post.unit in units_in_charge(principal)}
    if not held:
        raise AbsenceRefused("not_yours")
    if not new.posts <= held:
        raise AbsenceRefused("posts")
    return new.posts or frozenset(held)


def _may_grant_signing(principal: Principal, posts: Iterable[Post]) -> bool:
    """A leader's signature is lent by a leader of that unit, not by a head."""
    own = {post.unit for post in principal.own_posts if post.role is Role.LEADER}
    left = {post.unit for post in posts if post.role is Role.LEADER}
    return bool(left) and left <= own


def _check_stand_in(work: Connection, new: NewAbsence, posts: Iterable[Post]) -> None:
    """Whoever stands in works in each of the units, is not the one who is away, and is not away then."""
    units = {post.unit for post in posts}
    served = {one.unit for one in appointments_on(work, str(new.stand_in_id), new.first_day) if one.role in DESK_ROLES}
    if new.stand_in_id == new.officer_id or not units <= served:
        raise AbsenceRefused("stand_in")
    away = absences_in(work, str(new.stand_in_id), new.first_day)
    if any(one.cancelled_at is None and one.first_day <= new.last_day for one in away):
        raise AbsenceRefused("stand_in_away")


def _overlapping(work: Connection, new: NewAbsence, posts: frozenset[Post]) -> bool:
    known = absences_in(work, new.officer_id, new.first_day)
    return any(one.cancelled_at is None and one.first_day <= new.last_day and posts & set(one.posts) for one in known)


def _listed(look: Connection, *conditions: Any) -> list[AbsenceRecord]:
    stand_in = aliased(Officer)
    statement = (
        select(
            *(Absence.id, Absence.officer_id, Officer.name.label("officer"), Absence.first_day, Absence.last_day),
            *(Absence.stand_in_id, stand_in.name.label("stand_in"), Absence.procedures, Absence.signing),
            *(Absence.cancelled_at, AbsencePost.role, AbsencePost.unit),
        )
        .join(Officer, Officer.id == Absence.officer_id)
        .outerjoin(stand_in, stand_in.id == Absence.stand_in_id)
        .join(AbsencePost, AbsencePost.absence_id == Absence.id)
        .where(*conditions)
        .order_by(Absence.first_day, Absence.id, AbsencePost.unit, AbsencePost.role)
    )
    found: dict[str, AbsenceRecord] = {}
    for row in look.execute(statement):
        facts = dict(row._mapping)
        post = Post(Role(facts.pop("role")), facts.pop("unit"))
        known = found.get(row.id)
        facts |= {"procedures": tuple(row.procedures), "stand_in": row.stand_in or ""}
        found[row.id] = AbsenceRecord(**facts, posts=(*(known.posts if known else ()), post))
    return list(found.values())
