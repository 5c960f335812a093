"""An officer's desk at 10 thousand, 100 thousand and a million cases: one page, the counters, and the list of cases.

The officer is at reception of the largest unit. The floor is the same page and counters by the driver alone, in the
same rounds. `.growth` says how many times as long the largest takes as the one before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from benchmarks.dataset import Dataset, datasets, report_and_sizes
from benchmarks.report import Report, interleaved, median, percentile
from benchmarks.stage import ENGINES, Engine
from portal.cases.finding import list_cases
from portal.cases.inbox import PAGE_SIZE, Cursor, Lane, Moments, count_inbox, list_inbox
from portal.db import Moment
from portal.people.principal import Post, Principal
from portal.people.roles import Role
from portal.web.desk.listing import moments_of
from tests.world import COMMUNE

ROUNDS = 200
MILLI = 1_000
PAGE = """
select t.id, t.case_id, c.code, c.applicant_name, c.procedure_code, c.version_id, c.variant, t.step, t.role, t.unit,
  t.holder, t.status, c.channel, c.state, t.entered_at, t.step_due_at, t.due_at, c.fee, c.paid
from tasks t join cases c on c.id = t.case_id
where t.unit = ? and t.role = 'reception' and t.status = 'open' and t.status <> 'done'
  and (t.holder is null or t.holder = ?)
order by t.due_at, t.id limit 51
"""
COUNTERS = """
select sum(case when status = 'open' and holder is null then 1 else 0 end),
  sum(case when status = 'open' and holder = ? then 1 else 0 end),
  sum(case when status = 'open' and due_at > ? and due_at <= ? then 1 else 0 end),
  sum(case when status = 'open' and due_at <= ? then 1 else 0 end),
  sum(case when status = 'waiting' then 1 else 0 end)
from tasks
where unit = ? and role = 'reception' and status <> 'done' and (holder is null or holder = ?)
"""


def main(arguments: Sequence[str] | None = None) -> None:
    report, sizes = report_and_sizes(arguments, "How long an officer's desk takes.")
    for engine in ENGINES:
        with datasets(engine, sizes) as made:
            _measure(report, engine, [Desk(dataset) for dataset in made])
    report.finish()


class Desk:
    """What is asked of one database, each time from the pool's connection on, as a page does."""

    def __init__(self, dataset: Dataset) -> None:
        self.cases = dataset.cases
        world = dataset.world
        self._database = world.house.database
        self._officer, self._moments = world.officer("reception"), moments_of(world.clock())
        self._also_specialist = replace(
            self._officer, posts=(*self._officer.posts, Post(Role.SPECIALIST, f"{COMMUNE}/X-VP"))
        )
        with self._database.read() as look:
            self._after = self._cursor(look, pages=4)
        self._floor = _Floor(world.house.database.is_sqlite, self._officer, self._moments)
        self.works: dict[str, Callable[[], object]] = {
            "floor": self._ask(self._floor.desk),
            "desk": self._ask(lambda look: (self._page(look), self._count(look))),
            "page": self._ask(self._page),
            "page5": self._ask(lambda look: list_inbox(look, self._officer, "all", self._moments, self._after)),
            "lane_mine": self._ask(lambda look: self._page(look, "mine")),
            "lane_overdue": self._ask(lambda look: self._page(look, "overdue")),
            "counters": self._ask(self._count),
            "two_posts": self._ask(lambda look: list_inbox(look, self._also_specialist, "all", self._moments)),
            "cases": self._ask(lambda look: list_cases(look, self._officer)),
            "cases_two_posts": self._ask(lambda look: list_cases(look, self._also_specialist)),
            "citizen": self._ask(lambda look: list_cases(look, world.citizen())),
        }
        self._check()

    def _ask(self, question: Callable[[Connection], Any]) -> Callable[[], object]:
        def work() -> object:
            with self._database.read() as look:
                return question(look)

        return work

    def _page(self, look: Connection, lane: Lane = "all") -> Any:
        return list_inbox(look, self._officer, lane, self._moments)

    def _count(self, look: Connection) -> Any:
        return count_inbox(look, self._officer, self._moments)

    def _cursor(self, look: Connection, *, pages: int) -> Cursor | None:
        cursor = None
        for _ in range(pages):
            cursor = list_inbox(look, self._officer, "all", self._moments, cursor).next or cursor
        return cursor

    def _check(self) -> None:
        """Refuse to compare the portal with a floor that finds something else."""
        with self._database.read() as look:
            page, counters = self._floor.desk(look)
            found = self._page(look)
            assert [row[0] for row in page[:PAGE_SIZE]] == [row.task_id for row in found.rows]
            assert [row or 0 for row in counters][1:3] == [self._count(look).lanes.mine, self._count(look).lanes.today]


@dataclass(frozen=True, slots=True)
class _Floor:
    is_sqlite: bool
    officer: Principal
    moments: Moments

    def desk(self, look: Connection) -> tuple[list[Any], Any]:
        driver: Any = look.connection.driver_connection
        unit, me = f"{COMMUNE}/X-TTPVHCC", self.officer.id
        now, tonight = (self._stored(moment) for moment in (self.moments.now, self.moments.end_of_today))
        page = driver.execute(self._marked(PAGE), (unit, me)).fetchall()
        return page, driver.execute(self._marked(COUNTERS), (me, now, tonight, now, unit, me)).fetchone()

    def _marked(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s")

    def _stored(self, moment: Any) -> Any:
        return Moment().process_bind_param(moment, sqlite.dialect()) if self.is_sqlite else moment


def _measure(report: Report, engine: Engine, desks: Sequence[Desk]) -> None:
    works = {f"{desk.cases}.{name}": work for desk in desks for name, work in desk.works.items()}
    seconds = interleaved(works, rounds=ROUNDS, warm_up=5)
    for desk in desks:
        floor = median(seconds[f"{desk.cases}.floor"])
        for name in desk.works:
            took = seconds[f"{desk.cases}.{name}"]
            report.add(f"inbox.{engine}.{desk.cases}.{name}.p50", median(took) * MILLI, "ms")
            report.add(f"inbox.{engine}.{desk.cases}.{name}.p95", percentile(took, 95) * MILLI, "ms")
        report.ratio(f"inbox.{engine}.{desk.cases}.desk.over_floor", median(seconds[f"{desk.cases}.desk"]), floor)
    if len(desks) > 1:
        before, largest = desks[-2:]
        for name in largest.works:
            more, less = (median(seconds[f"{desk.cases}.{name}"]) for desk in (largest, before))
            report.add(f"inbox.{engine}.{name}.growth", more / less, "x")


if __name__ == "__main__":
    main()
