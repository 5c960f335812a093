"""Killed in the middle and started again: the same end as if nothing had happened."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.cases.models import CaseEvent, Task
from portal.people.models import Appointment
from portal.units.models import Reorganisation as Begun
from tests.reorganisation.before import Before
from tests.reorganisation.killable import DEAD
from tests.reorganisation.test_enact import findings, lost, reorganise, standings
from tests.world import ROOT

pytestmark = pytest.mark.faults

CASES, KILLS = 40, 2


def die_after(before: Before, home: Path, cases: int) -> int:
    """Enact in a process of its own that is gone after so many cases; return its exit code."""
    arguments = [before.house.settings.database_url, str(home), str(cases)]
    return subprocess.run(
        [sys.executable, "-m", "tests.reorganisation.killable", *arguments], cwd=ROOT, timeout=60, check=False
    ).returncode


def test_whatever_was_done_is_not_done_again_and_the_rest_is_done(before: Before, tmp_path: Path) -> None:
    before.fill(CASES)
    was, chance, moved = standings(before), random.Random(), 0
    for _ in range(KILLS):
        after = chance.randint(1, CASES // (KILLS + 1))
        assert die_after(before, tmp_path, after) == DEAD
        moved += after
        assert len(lost(before)) == CASES - moved, "each case is moved wholly, or not at all"
        assert standings(before) == was
        assert findings(before) == []

    assert reorganise(before) == CASES - moved

    assert (lost(before), findings(before), standings(before)) == ([], [], was)
    with before.tools.database.read() as look:
        rehomed = select(CaseEvent.case_id, func.count()).where(CaseEvent.kind == "CaseRehomed")
        assert {count for _, count in look.execute(rehomed.group_by(CaseEvent.case_id))} == {1}
        assert look.execute(select(func.count()).where(Task.status != "done")).scalar_one() == CASES
        assert look.execute(select(Begun.finished_at)).scalar_one() is not None
        posts = (Appointment.officer_id, Appointment.role, Appointment.unit, Appointment.valid_from)
        twice = look.execute(select(*posts).group_by(*posts).having(func.count() > 1)).all()
    assert twice == []
