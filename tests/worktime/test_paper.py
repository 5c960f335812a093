"""Paper taken after 15:00 goes on at the opening of the next working day, and no clock moves for it (R2.4)."""

from datetime import datetime

import pytest

from portal.worktime import Limit, is_late_paper, original_due, paper_moves_later
from portal.worktime.clock import Clock
from tests.worktime.moments import NATIONAL, at, shown


@pytest.mark.parametrize(
    ("taken", "moves"),
    [
        ("2026-03-12 09:00", None),
        ("2026-03-12 15:00", None),
        ("2026-03-12 15:01", "2026-03-13 07:30"),
        ("2026-03-13 16:20", "2026-03-16 07:30"),  # over a weekend
        ("2026-03-14 09:00", "2026-03-16 07:30"),  # on a day off
        ("2026-02-13 16:00", "2026-02-23 07:30"),  # over Tet
        ("2026-08-21 16:00", "2026-08-22 07:30"),  # a Saturday that is worked
    ],
)
def test_when_paper_goes_on(taken: str, moves: str | None) -> None:
    found = paper_moves_later(at(taken), NATIONAL)

    assert (None if found is None else shown(found)) == moves
    assert is_late_paper(at(taken), NATIONAL) is (moves is not None)


def test_the_due_moment_is_the_same_whenever_the_paper_goes_on() -> None:
    def due(started: str) -> datetime:
        moment = at(started)
        clock = Clock(received=moment, started=moment, pauses=(), stopped=None, limit=Limit(1, "working_days"))
        return original_due(clock, NATIONAL)

    assert due("2026-03-12 14:59") == due("2026-03-12 16:20")
