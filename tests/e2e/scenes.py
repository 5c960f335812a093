"""Cases brought to where a walk begins, through the domain: what other walks show is not walked again."""

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


UP_TO_THE_LAND_OFFICE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("reception", "accept", {}),
    ("works-specialist", "forward", {"draft": "Đất sử dụng ổn định, không tranh chấp."}),
    ("works-head", "agree", {}),
    ("leader", "sign", {}),
    ("clerk", "send_up", {}),
    ("province-reception", "take_over", {}),
)


def at_the_land_office(town: Town) -> str:
    """Let an organisation apply for its land, and the commune send that up; return the code of the case."""
    world = town.site.world
    case = file_any(world, "1.012753", world.citizen())
    for who, action, inputs in UP_TO_THE_LAND_OFFICE:
        case = perform(world, who, case, action, **inputs)
    return case.code
