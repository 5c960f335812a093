"""Absences in the small world: who is away from today on, and who stands in."""

from datetime import date, timedelta

from portal.clock import local
from portal.people.absences import NewAbsence, enter_absence
from portal.people.officers import add_officer, appoint
from portal.people.principal import Post
from portal.people.roles import Role
from tests.world import COMMUNE, ISSUER, World

DIVISION, BOARD = f"{COMMUNE}/X-VP", f"{COMMUNE}/X-UBND"


def today(world: World) -> date:
    return local(world.clock()).date()


def leave(
    world: World,
    who: str,
    stand_in: str | None,
    *,
    days: int = 5,
    procedures: frozenset[str] = frozenset(),
    signing: bool = False,
) -> str:
    """Let somebody be away from today on, for some days."""
    away = world.officer(who)
    new = NewAbsence(
        officer_id=away.id,
        first_day=today(world),
        last_day=today(world) + timedelta(days=days - 1),
        stand_in_id=world.officer(stand_in).id if stand_in else None,
        procedures=procedures,
        signing=signing,
    )
    with world.house.database.transaction() as work:
        return enter_absence(work, away, new, world.clock(), today(world))


def hire(world: World, name: str, role: Role, unit: str) -> None:
    """Appoint one more officer."""
    with world.house.database.transaction() as work:
        officer_id = add_officer(
            work, issuer=ISSUER, subject=f"officer-{name}", name=name.capitalize(), email=None, now=world.clock()
        )
        appoint(work, officer_id, Post(role, unit), date(2025, 7, 1))
