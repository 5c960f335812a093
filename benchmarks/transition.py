"""What one command on a case costs, all of it: key, policy, decision, events, hashes, case, tasks, outbox, commit.

A certificate goes its whole way, seven actions, beside the floor of `benchmarks.floors`, action by action. Then the
decision alone, and eight processes that write at once.
"""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import true

from benchmarks.floors import postgresql_floor, sqlite_floor
from benchmarks.report import Report, median, percentile, report_for
from benchmarks.stage import ENGINES, Deed, Engine, command, prepared, scratch, way
from portal.cases.door import Receipt
from portal.cases.queries import get_case
from portal.people.principal import Principal
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import Release, Take
from portal.workflow.definition import Definition
from portal.workflow.engine import decide
from portal.workflow.evolution import evolve
from portal.workflow.setting import Setting
from tests.stories import file_case
from tests.world import World, world_at

CASES = 60
WARM_UP = 5
THOUGHTS = 2_000
WRITERS = 8
WRITING_SECONDS = 5.0
MILLI, MICRO = 1_000, 1_000_000
Result = TypeVar("Result")


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "What one command on a case costs.")
    for engine in ENGINES:
        with prepared(engine) as url, scratch() as home, world_at(url, home) as world:
            if engine == "sqlite":
                _decision(report, world)
            _apply(report, engine, world, url, home)
            _writers(report, engine, world, url, home)
    report.finish()


@dataclass(slots=True)
class Times:
    """Seconds of each single transition; of the mean of a whole way of seven; and of the processor's share in it."""

    each: list[float] = field(default_factory=list)
    ways: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, took: list[tuple[float, float]]) -> None:
        seconds = [one for one, _ in took]
        self.each.extend(seconds)
        self.ways.append(sum(seconds) / len(took))
        self.processor.append(sum(one for _, one in took) / len(took))


def _apply(report: Report, engine: Engine, world: World, url: str, home: Path) -> None:
    floor = sqlite_floor(home) if engine == "sqlite" else postgresql_floor(url)
    citizen, deeds = world.citizen(), way(world.officer("specialist"))
    people = {deed.who: world.officer(deed.who) for deed in deeds}
    floors, applies = Times(), Times()
    for number in range(CASES + WARM_UP):
        case = file_case(world, citizen)
        lowest, whole = [], []
        for deed in deeds:
            lowest.append(_timed(floor.step)[1])
            case, took = _act(world, deed, people[deed.who], case)
            whole.append(took)
        if number >= WARM_UP:
            floors.add(lowest)
            applies.add(whole)
    floor.close()
    name = f"transition.{engine}"
    least = median(floors.ways)
    report.add(f"{name}.floor", least * MILLI, "ms")
    report.add(f"{name}.floor.cpu", median(floors.processor) * MICRO, "us")
    report.add(f"{name}.apply", median(applies.ways) * MILLI, "ms")
    report.add(f"{name}.apply.cpu", median(applies.processor) * MICRO, "us")
    report.add(f"{name}.apply.p95", percentile(applies.each, 95) * MILLI, "ms")
    report.add(f"{name}.apply.per_second", 1 / median(applies.ways), "1/s")
    report.ratio(f"{name}.apply.over_floor", median(applies.ways), least)


def _act(world: World, deed: Deed, officer: Principal, case: Receipt) -> tuple[Receipt, tuple[float, float]]:
    world.clock.pass_(seconds=1)
    wish = command(deed, case)
    return _timed(lambda: world.house.door.apply(wish, officer))


def _decision(report: Report, world: World) -> None:
    """Measure `decide` and `evolve` alone, on the seven moments of a case's way."""
    moments = _moments(world)

    def think() -> None:
        for definition, state, wish, setting in moments:
            case = state
            for event in decide(definition, state, wish, setting):
                case = evolve(case, event)

    begin = time.process_time()  # nothing here waits, and the machine may have others to serve
    for _ in range(THOUGHTS):
        think()
    took = time.process_time() - begin
    report.add("transition.decide_evolve", took / THOUGHTS / len(moments) * MICRO, "us")


def _moments(world: World) -> list[tuple[Definition, CaseState, Any, Setting]]:
    specialist, case = world.officer("specialist"), file_case(world)
    with world.house.database.read() as look:
        row = get_case(look, case.code, true())
        definition = world.house.versions.get(look, row.version_id).workflows[row.variant]
    state = case_from_json(row.snapshot)
    places = world.house.door.surroundings.places(definition, state.intake, state.competent, world.clock())
    found = []
    for deed in way(specialist):
        setting = Setting(
            now=world.clock.pass_(minutes=5),
            actor=world.officer(deed.who).id,
            places=places,
            register="XNTTHN",
            number=1,
        )
        wish = command(deed, case)
        found.append((definition, state, wish, setting))
        for event in decide(definition, state, wish, setting):
            state = evolve(state, event)
    return found


def _writers(report: Report, engine: Engine, world: World, url: str, home: Path) -> None:
    """Let eight processes take and release, each its own case, as fast as they can."""
    citizen = world.citizen()
    cases = [file_case(world, citizen) for _ in range(WRITERS)]
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(WRITERS)
    with ProcessPoolExecutor(WRITERS, context, initializer=_share, initargs=(barrier,)) as pool:
        waits = list(pool.map(_write, [(url, home, case, world.clock()) for case in cases]))
    name, total = f"transition.{engine}.writers{WRITERS}", sum(len(each) for each in waits)
    report.add(f"{name}.per_second", total / WRITING_SECONDS, "1/s")
    report.add(f"{name}.p95", percentile([wait for each in waits for wait in each], 95) * MILLI, "ms")
    report.add(f"{name}.longest", max(wait for each in waits for wait in each) * MILLI, "ms")
    report.add(f"{name}.least_share", min(len(each) for each in waits) / (total / WRITERS), "of an even share")


_barrier: Any = None


def _share(barrier: Any) -> None:
    global _barrier  # noqa: PLW0603  a pool hands barriers to its processes in this way only
    _barrier = barrier


def _write(task: tuple[str, Path, Receipt, datetime]) -> list[float]:
    """Take and release one case until the time is up; return how long each command took."""
    url, home, case, moment = task
    with world_at(url, home) as world:
        officer, door = world.officer("reception"), world.house.door
        world.clock.now = moment

        def turn(kind: Callable[..., Any], at: Receipt) -> Receipt:
            return door.apply(kind(case_id=at.case_id, seen_version=at.version, key=uuid4().hex), officer)

        case = turn(Release, turn(Take, case))
        _barrier.wait(60)
        took: list[float] = []
        start = now = time.perf_counter()
        while now - start < WRITING_SECONDS:
            case = turn(Take if len(took) % 2 == 0 else Release, case)
            before, now = now, time.perf_counter()
            took.append(now - before)
        return took


def _timed(work: Callable[[], Result]) -> tuple[Result, tuple[float, float]]:
    """Return what came of it, the seconds it took, and those of the processor in this process."""
    begin, busy = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - begin, time.process_time() - busy)


if __name__ == "__main__":
    main()
