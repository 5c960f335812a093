"""Officers besides those of the small world: another division, another commune, and a department of the province."""

from datetime import date

from portal.people.officers import add_officer, appoint
from portal.people.principal import Post
from portal.people.roles import Role
from tests.world import COMMUNE, ISSUER, OTHER_COMMUNE, World

MORE: dict[str, tuple[Role, str]] = {
    "social-specialist": (Role.SPECIALIST, f"{COMMUNE}/X-VHXH"),
    "social-head": (Role.HEAD, f"{COMMUNE}/X-VHXH"),
    "other-specialist": (Role.SPECIALIST, f"{OTHER_COMMUNE}/X-VP"),
    "province-reception": (Role.RECEPTION, "51/TTPVHCC-T"),
    "province-specialist": (Role.SPECIALIST, "51/S-NV"),
    "province-head": (Role.HEAD, "51/S-NV"),
    "province-leader": (Role.LEADER, "51/S-NV"),
    "province-clerk": (Role.CLERK, "51/S-NV"),
    "land-specialist": (Role.SPECIALIST, "51/VPDKDD"),
    "works-specialist": (Role.SPECIALIST, f"{COMMUNE}/X-KT"),
    "works-head": (Role.HEAD, f"{COMMUNE}/X-KT"),
}


def hire(world: World) -> None:
    """Appoint them, so that a case can go to others and come back."""
    with world.house.database.transaction() as work:
        for name, (role, unit) in MORE.items():
            title = name.replace("-", " ").capitalize()
            officer_id = add_officer(
                work, issuer=ISSUER, subject=f"officer-{name}", name=title, email=None, now=world.clock()
            )
            appoint(work, officer_id, Post(role, unit), date(2025, 7, 1))
