"""Cases brought to where a walk begins, through the domain: what other walks show is not walked again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.cases.door import Receipt
from portal.cases.models import Case
from tests.e2e.town import Town
from tests.filing import file_any
from tests.stories import bring_to, perform


def case_of(town: Town, code: str) -> Receipt:
    """Return a case as somebody sees it who opens it now."""
    with town.site.world.house.database.read() as look:
        row = look.execute(select(Case.__table__).where(Case.code == code)).one()
    return Receipt(row.id, row.code, row.version, row.state, row.step)


def bring(town: Town, code: str, step: str) -> None:
    """Let officers do all that comes before a step."""
    bring_to(town.site.world, case_of(town, code), step)


Way = tuple[str, str, dict[str, Any]]  # which officer, which action, what it needs

UP_TO_THE_LAND_OFFICE: tuple[Way, ...] = (
    ("reception", "accept", {}),
    ("works-specialist", "forward", {"draft": "Đất sử dụng ổn định, không tranh chấp."}),
    ("works-head", "agree", {}),
    ("leader", "sign", {}),
    ("clerk", "send_up", {}),
    ("province-reception", "take_over", {}),
)


BEFORE_THE_COUNCIL: tuple[Way, ...] = (
    ("reception", "accept", {}),
    ("works-head", "assign", {"officer": "works-specialist"}),
    ("works-specialist", "convene", {}),
)


def go_on(town: Town, code: str, *ways: Way) -> None:
    """Let officers do their part, one after the other."""
    case = case_of(town, code)
    for who, action, inputs in ways:
        case = perform(town.site.world, who, case, action, **inputs)


def at_the_land_office(town: Town) -> str:
    """Let an organisation apply for its land, and the commune send that up; return the code of the case."""
    return _gone(town, "1.012753", UP_TO_THE_LAND_OFFICE)


def at_the_council(town: Town) -> str:
    """Let somebody bring a quarrel about land before the council; return the code of the case."""
    return _gone(town, "1.012812", BEFORE_THE_COUNCIL)


def _gone(town: Town, procedure: str, ways: Sequence[Way]) -> str:
    world = town.site.world
    code = file_any(world, procedure, world.citizen()).code
    go_on(town, code, *ways)
    return code
