from datetime import datetime

import pytest

from portal.worktime import Clock, ClockError, NaiveMoment, Pause
from tests.worktime.moments import at, clock, limit


def test_a_pause_cannot_end_before_it_starts() -> None:
    with pytest.raises(ClockError) as refused:
        Pause(at("2026-03-10 09:00"), at("2026-03-09 09:00"), "payment")

    assert refused.value.earlier == at("2026-03-10 09:00")


def test_a_case_cannot_be_accepted_before_it_is_received() -> None:
    with pytest.raises(ClockError):
        clock("2026-03-09 09:00", "3 wd", received="2026-03-09 09:01")


def test_a_case_cannot_be_decided_before_it_is_accepted() -> None:
    with pytest.raises(ClockError):
        clock("2026-03-09 09:00", "3 wd", stopped="2026-03-09 08:59")


def test_a_clock_knows_no_naive_moment() -> None:
    naive = datetime(2026, 3, 9, 9)  # noqa: DTZ001 -- the mistake itself

    with pytest.raises(NaiveMoment):
        Clock(received=None, started=naive, pauses=(), stopped=None, limit=limit("3 wd"))
    with pytest.raises(NaiveMoment):
        Pause(naive, None, "supplement")
