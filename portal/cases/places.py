"""Where the paper of a case lies, in the words of each unit: "kệ 3, ngăn B". Where it lay before stays known."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, insert

from portal.cases.desk_models import CasePlace
from portal.people.principal import Principal

LONGEST_PLACE = 80


def lay_paper(work: Connection, case_id: str, unit: str, place: str, who: Principal, now: datetime) -> None:
    """Write down where the paper lies in a unit; empty when it lies there no more."""
    row = {"id": str(uuid4()), "case_id": case_id, "unit": unit, "place": place}
    work.execute(insert(CasePlace).values(**row, officer_id=who.id, officer_name=who.name, at=now))
