"""What lies with an officer who has no post there any more goes back to the pool, where the others see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, select

from portal.cases.by_itself import carried_out
from portal.cases.door import Door
from portal.cases.hands import is_left_behind
from portal.cases.models import NOT_DONE, Case, Task
from portal.clock import local
from portal.people.models import Appointment, Officer
from portal.people.officers import in_force
from portal.workflow.commands import Free


@dataclass(frozen=True, slots=True)
class Leaving:
    """Frees the tasks of those who left: appointment ended, account switched off, days of standing in over."""

    door: Door

    def free(self, now: datetime) -> int:
        """Give their tasks back to the pool, each through the door; return how many."""
        done = 0
        for task in self._left_behind(now):
            command = Free(case_id=task.case_id, seen_version=task.version, key=f"free-{task.id}-{task.version}")
            done += carried_out(self.door, command)
        return done

    def _left_behind(self, now: datetime) -> Sequence[Any]:
        day = local(now).date()
        post = and_(Appointment.officer_id == Task.holder, Appointment.role == Task.role, Appointment.unit == Task.unit)
        appointed = exists().where(post, in_force(day), Officer.id == Task.holder, Officer.disabled_at.is_(None))
        held = select(Task.id, Task.case_id, Task.holder, Task.role, Task.unit, Case.version)
        held = held.join(Case, Case.id == Task.case_id).where(NOT_DONE, Task.holder.is_not(None), ~appointed)
        with self.door.tools.database.read() as look:
            found = look.execute(held).all()
            return [one for one in found if is_left_behind(look, one.holder, one.role, one.unit, day)]
