"""In whose place somebody works on a task, and whose tasks are left behind because nobody else may touch them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, bindparam, select

from portal.cases.models import CaseEvent
from portal.people.acting import load_principal
from portal.people.principal import Kind, Post, Principal
from portal.statements import Read

_DEEDS = Read(
    select(CaseEvent.facts, CaseEvent.actor).where(
        CaseEvent.case_id == bindparam("case_id"), CaseEvent.kind == "ActionDone"
    )
)


def place_of(principal: Principal, role: str, unit: str, procedure: str, holder: str | None) -> Post | None:
    """Return the post by which an officer works on a task; None for who has none there."""
    return principal.post_at(role, unit, procedure, holder) if principal.is_officer else None


def stood_in_at(look: Connection, case_id: str, officers: Collection[str], steps: Collection[str]) -> frozenset[str]:
    """Return who carried a case on from some steps in the place of these officers: what was done for them is theirs."""
    deeds = _DEEDS.all(look, {"case_id": case_id}) if steps else []
    return frozenset(d.actor["id"] for d in deeds if d.facts["step"] in steps and d.actor.get("for") in officers)


def is_left_behind(look: Connection, holder: str, role: str, unit: str, day: date) -> bool:
    """Say whether who holds a task has no post there any more: then it is open to everybody who has.

    A stand-in's days end, an appointment ends, an account is switched off: the work goes on.
    """
    found = load_principal(look, Kind.OFFICER, holder, day)
    return found is None or not any((post.role, post.unit) == (role, unit) for post in found.posts)


def hands(look: Connection, principal: Principal, place: Post | None, holder: str | None, day: date) -> frozenset[str]:
    """Return the other officers whose tasks at a place are this one's to work on."""
    if place is None:
        return frozenset()
    found = {place.held_for} if place.held_for is not None else set()
    if holder is None or holder == principal.id or holder in found:
        return frozenset(found)
    return frozenset(found | ({holder} if is_left_behind(look, holder, place.role, place.unit, day) else set()))
