"""What officers finished, against the events of every case."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.cases import deadlines
from portal.cases.models import Case, CaseEvent
from portal.statistics.desk_work import DeskWork, Promptness, desk_work, tasks_behind
from portal.statistics.scope import Scope
from portal.worktime import worked_minutes
from tests.demo.plays import UNTIL
from tests.statistics.test_figures import PERIODS, scope_of
from tests.stories import ask_for_more, bring_to, file_case, perform
from tests.world import COMMUNE, World


@dataclass(frozen=True)
class Done:
    """A step that an officer left, as the events tell it."""

    officer: str
    unit: str
    since: datetime
    until: datetime
    late: bool

    def minutes(self, world: World) -> int:
        return worked_minutes(world.house.calendar, self.since, self.until)


def told_by_events(world: World) -> list[Done]:
    """Return every step an officer left, but for those in which the citizen was waited for."""
    found = []
    with world.house.database.read() as look:
        rows = look.execute(select(CaseEvent.__table__).order_by(CaseEvent.case_id, CaseEvent.seq)).all()
        cases = {row.id: row for row in look.execute(select(Case.id, Case.version_id, Case.variant))}
        versions = {row.version_id: world.house.versions.get(look, row.version_id) for row in cases.values()}
    by_case = defaultdict(list)
    for row in rows:
        by_case[row.case_id].append(row)
    for case_id, history in by_case.items():
        workflow = versions[cases[case_id].version_id].workflows[cases[case_id].variant]
        at, asked = None, False
        for row in history:
            if row.kind == "SupplementRequested":
                asked = True
            if row.kind not in ("StepEntered", "CaseEnded"):
                continue
            if at is not None and row.actor["kind"] == "officer" and not asked:
                due = deadlines.step_due(workflow.steps[at.facts["step"]], at.at, world.house.calendar)
                found.append(Done(row.actor["id"], at.facts["unit"], at.at, row.at, row.at > due))
            at, asked = (row, False) if row.kind == "StepEntered" else (None, False)
    return found


def work_in(world: World, scope: Scope) -> dict[str, DeskWork]:
    with world.house.database.read() as look:
        found = desk_work(look, world.house.directory, world.house.calendar, scope)
    return {work.officer: work for work in found}


def test_the_work_of_every_officer_is_what_the_events_add_up_to(played: World) -> None:
    for period in PERIODS.values():
        scope = scope_of(played, period)
        expected: dict[str, list[Done]] = defaultdict(list)
        for done in told_by_events(played):
            if period.start <= done.until < period.end:
                expected[done.officer].append(done)

        found = work_in(played, scope)

        assert {officer: (work.done, work.in_time, work.late, work.minutes) for officer, work in found.items()} == {
            officer: (
                len(dones),
                sum(not done.late for done in dones),
                sum(done.late for done in dones),
                sum(done.minutes(played) for done in dones),
            )
            for officer, dones in expected.items()
        }


def test_each_number_has_its_tasks_in_pages(played: World) -> None:
    scope = scope_of(played, PERIODS["all of it"])
    work = work_in(played, scope)
    numbers: dict[Promptness, int] = {
        "done": sum(one.done for one in work.values()),
        "in_time": sum(one.in_time for one in work.values()),
        "late": sum(one.late for one in work.values()),
    }
    for which, number in numbers.items():
        assert len(all_tasks(played, scope, which)) == number
    busiest = max(work.values(), key=lambda one: one.done)
    assert len(all_tasks(played, scope, "done", busiest.officer)) == busiest.done


def all_tasks(world: World, scope: Scope, which: Promptness, officer: str | None = None) -> set[str]:
    found: list[str] = []
    cursor = None
    while True:
        with world.house.database.read() as look:
            page = tasks_behind(look, world.house.directory, scope, which, officer=officer, after=cursor)
        found += [row.task_id for row in page.rows]
        if page.next is None:
            assert len(found) == len(set(found))
            return set(found)
        cursor = page.next


def test_only_work_of_the_supervised_units_is_shown(played: World) -> None:
    scope = Scope(principal=played.officer("commune-supervisor"), period=PERIODS["all of it"], as_of=UNTIL)
    own = [done for done in told_by_events(played) if _heir(played, done.unit).startswith(COMMUNE)]

    assert own
    assert sum(work.done for work in work_in(played, scope).values()) == len(own)


def _heir(world: World, unit: str) -> str:
    heirs = world.house.directory.successors(unit, UNTIL.date())
    return heirs[0] if len(heirs) == 1 else unit


def test_waiting_for_the_citizen_is_nobodys_time(world: World) -> None:
    asked = ask_for_more(world, file_case(world))
    world.clock.pass_(days=35)
    bring_to(world, file_case(world), "appraise")
    perform(world, "reception", asked, "refuse", reasons=("Quá thời hạn bổ sung.",))
    scope = scope_of(world, PERIODS["all of it"], as_of=world.clock.pass_(minutes=1))

    found = work_in(world, scope)

    assert {world.officer("reception").id, world.officer("head").id} == set(found)
    assert [(work.done, work.minutes_each) for work in found.values()] == [(1, 20), (1, 20)]
