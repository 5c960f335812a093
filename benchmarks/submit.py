"""How many applications a second become cases, on either database: by one process, and by eight at once.

A finished draft goes through the whole of `Submission.submit`: checks, code of the day, events, case, task, words,
outbox, one durable commit. The drafts are written before the clock runs. One client stands beside the floor of
`benchmarks.floors`, which makes a fifth of the rows. Eight are processes of their own, each with an authority of its
own; then all with the same one, whose numbers of the day have no gap, so that each waits for the one before.
"""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.floors import postgresql_floor, sqlite_floor
from benchmarks.report import Report, median, parser_for, percentile
from benchmarks.stage import ENGINES, Engine, prepared, scratch
from portal.cases import drafts as drafts_kept
from portal.cases.submission import Submit
from portal.people.principal import Principal
from tests.stories import ANSWERS, write_draft
from tests.world import COMMUNE, World, world_at

MILLI = 1_000
CLIENTS = 8
WARM_UP = 10
TIMEOUT = 300  # seconds until every process has written its drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One process: it submits so many drafts to the authority of a commune."""

    url: str
    home: Path
    commune: str
    drafts: int


def main(arguments: Sequence[str] | None = None) -> None:
    parser = parser_for("How many applications a second become cases.")
    parser.add_argument("--drafts", type=int, default=200, help="how many each client submits (default: 200)")
    chosen = parser.parse_args(arguments)
    report = Report(as_json=chosen.json)
    for engine in ENGINES:
        with prepared(engine) as url, scratch() as home:
            with world_at(url, home) as world:
                _alone(report, engine, world, url=url, home=home, drafts=chosen.drafts)
                communes = world.house.directory.communes(world.clock().date())[:CLIENTS]
            for name, places in (("", communes), (".one_agency", (COMMUNE,) * CLIENTS)):
                clients = [Client(url=url, home=home, commune=place, drafts=chosen.drafts) for place in places]
                _together(report, f"submit.{engine}.clients{CLIENTS}{name}", clients)
    report.finish()


def _alone(report: Report, engine: Engine, world: World, *, url: str, home: Path, drafts: int) -> None:
    floor = sqlite_floor(home) if engine == "sqlite" else postgresql_floor(url)
    citizen = world.citizen()
    least: list[float] = []
    took: list[float] = []
    for draft_id in _drafts(world, COMMUNE, WARM_UP + drafts):
        least.append(_seconds(floor.step))
        took.append(_seconds(partial(_submit, world, citizen, draft_id)))
    floor.close()
    name, least, took = f"submit.{engine}.one", least[WARM_UP:], took[WARM_UP:]
    report.add(f"{name}.per_second", 1 / median(took), "1/s")
    report.add(f"{name}.p50", median(took) * MILLI, "ms")
    report.add(f"{name}.p95", percentile(took, 95) * MILLI, "ms")
    report.add(f"{name}.floor", median(least) * MILLI, "ms")
    report.ratio(f"{name}.over_floor", median(took), median(least))


def _together(report: Report, name: str, clients: Sequence[Client]) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(clients))
    with context.Pool(len(clients), initializer=_share, initargs=(barrier,)) as pool:
        spans = pool.map(_send, clients, chunksize=1)
    begin, end = min(first for first, _ in spans), max(first + sum(took) for first, took in spans)
    every = [one for _, took in spans for one in took]
    report.add(f"{name}.per_second", len(every) / (end - begin), "1/s")
    report.add(f"{name}.p50", median(every) * MILLI, "ms")
    report.add(f"{name}.p95", percentile(every, 95) * MILLI, "ms")
    report.add(f"{name}.longest", max(every) * MILLI, "ms")


_barrier: Any = None


def _share(barrier: Any) -> None:
    global _barrier  # noqa: PLW0603  a pool hands barriers to its processes in this way only
    _barrier = barrier


def _send(client: Client) -> tuple[float, list[float]]:
    """Submit all drafts when everybody is ready; return when that was, and how long each took."""
    with world_at(client.url, client.home) as world:
        citizen = world.citizen()
        ready = _drafts(world, client.commune, WARM_UP + client.drafts)
        for draft_id in ready[:WARM_UP]:
            _submit(world, citizen, draft_id)
        _barrier.wait(TIMEOUT)
        begin = time.perf_counter()  # the same clock in all processes of a machine
        return begin, [_seconds(partial(_submit, world, citizen, draft_id)) for draft_id in ready[WARM_UP:]]


def _drafts(world: World, commune: str, number: int) -> list[str]:
    """Return so many finished drafts for an authority; more than one person may keep."""
    drafts_kept.MAX_DRAFTS = (CLIENTS + 1) * number
    citizen = world.citizen()
    subject = {**ANSWERS["subject"], "residence": {"unit": commune, "line": "Thôn 1"}}
    return [write_draft(world, citizen, {**ANSWERS, "subject": subject}) for _ in range(number)]


def _submit(world: World, citizen: Principal, draft_id: str) -> None:
    world.house.submission.submit(Submit(draft_id=draft_id), citizen)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
