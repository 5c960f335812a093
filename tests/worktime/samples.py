"""Random cases that love the edges: shift ends, year ends, make-up days, pauses that touch the close."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from portal.worktime import Calendar, Clock, Closure, Limit, Pause, Unit
from tests.worktime.moments import NATIONAL, VIETNAM

EARLY: tuple[tuple[int, int], ...] = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
MORNING = ((7 * 60 + 30, 11 * 60 + 30),)

CALENDARS = (
    NATIONAL,
    replace(NATIONAL, version="same-time", day_mode="same_time"),
    replace(NATIONAL, version="early", week=(EARLY,) * 4 + (EARLY[:1], (), ())),
    replace(
        NATIONAL,
        version="storm",
        exceptions={
            date(2026, 8, 22): Closure("Bão"),
            date(2026, 10, 1): Closure("Bão"),
            date(2026, 3, 20): Closure("Buổi sáng", MORNING),
        },
    ),
)
EDGES = [datetime.combine(day, time()) for day in (*NATIONAL.makeup, *NATIONAL.holidays) if day.year in (2025, 2026)]
EDGE_MINUTES = (0, 449, 450, 690, 691, 810, 899, 900, 901, 1020, 1049, 1050, 1051, 1439)
LIMITS: tuple[tuple[Unit, tuple[str, ...]], ...] = (
    ("working_days", ("1", "2", "3", "5", "7", "10", "15", "20", "30")),
    ("working_days", ("0.25", "0.5", "1.5")),
    ("hours", ("0.25", "2", "4", "8", "12", "16", "40")),
    ("days", ("0.5", "1", "2", "7", "15", "20", "30", "60")),
    ("months", ("0.5", "1", "2", "3")),
)


class Sample(NamedTuple):
    clock: Clock
    calendar: Calendar


def a_moment(chance: random.Random) -> datetime:
    if chance.random() < 0.4:
        day = chance.choice(EDGES) + timedelta(days=chance.randint(-3, 2))
    else:
        day = datetime(2025, 1, 1) + timedelta(days=chance.randrange(720))  # noqa: DTZ001 -- gets its zone below
    minute = chance.choice(EDGE_MINUTES) if chance.random() < 0.5 else chance.randrange(1440)
    return (day + timedelta(minutes=minute)).replace(tzinfo=VIETNAM)


def some_pauses(chance: random.Random, started: datetime) -> tuple[Pause, ...]:
    found, at = [], started
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        begin = (at + timedelta(days=chance.randint(0, 8))).replace(hour=0, minute=0)
        begin = max(at, begin + timedelta(minutes=chance.choice(EDGE_MINUTES)))
        end = begin + timedelta(days=chance.randint(0, 6), minutes=chance.choice((0, 1, 60, 600)))
        is_open = chance.random() < 0.1
        found.append(Pause(begin, None if is_open else end, "supplement"))
        at = end
        if is_open:
            break
    return tuple(found)


def sample(chance: random.Random) -> Sample:
    """Return one case on one calendar; the same `chance` gives the same case."""
    started = a_moment(chance)
    unit, values = chance.choice(LIMITS)
    clock = Clock(
        received=None,
        started=started,
        pauses=some_pauses(chance, started),
        stopped=None,
        limit=Limit(Decimal(chance.choice(values)), unit),
        same_day=chance.random() < 0.1,
    )
    return Sample(clock, chance.choice(CALENDARS))


def samples(number: int, seed: int = 2026) -> list[Sample]:
    chance = random.Random(seed)
    return [sample(chance) for _ in range(number)]
