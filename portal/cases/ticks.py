"""The checklist of a step: who ticked which line of it, for one task. A tick is a memory aid, no condition."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from portal.cases.desk_models import TaskTick
from portal.people.principal import Principal


def tick(
    work: Connection,
    case_id: str,
    task_id: str,
    *,
    shown: Collection[int],
    ticked: Collection[int],
    who: Principal,
    now: datetime,
) -> None:
    """Keep what was changed on a page that showed the lines `shown` as ticked; what a colleague did meanwhile stays."""
    task = TaskTick.task_id == task_id
    there = set(work.execute(select(TaskTick.line).where(task)).scalars())
    gone = set(shown) - set(ticked)
    if gone:
        work.execute(delete(TaskTick).where(task, TaskTick.line.in_(sorted(gone))))
    row = {"task_id": task_id, "case_id": case_id, "officer_id": who.id, "officer_name": who.name, "at": now}
    for line in sorted(set(ticked) - set(shown) - there):
        work.execute(insert(TaskTick).values(**row, line=line))
