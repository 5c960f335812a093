"""The places that officers look after: communes or hamlets, by which their cases are shared out."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from portal.people.models import OfficerArea


def set_areas(work: Connection, officer_id: str, areas: Iterable[str]) -> None:
    """Let an officer look after these units and no others. They have to be in the directory."""
    work.execute(delete(OfficerArea).where(OfficerArea.officer_id == officer_id))
    rows = [{"officer_id": officer_id, "area": area} for area in sorted(set(areas))]
    if rows:
        work.execute(insert(OfficerArea), rows)


def areas_of(look: Connection, officer_id: str) -> tuple[str, ...]:
    """Return the units that an officer looks after."""
    found = select(OfficerArea.area).where(OfficerArea.officer_id == officer_id).order_by(OfficerArea.area)
    return tuple(look.execute(found).scalars())


def officers_for(look: Connection, areas: Iterable[str]) -> frozenset[str]:
    """Return the officers who look after any of these units."""
    wanted = sorted(set(areas))
    return frozenset(look.execute(select(OfficerArea.officer_id).where(OfficerArea.area.in_(wanted))).scalars())
