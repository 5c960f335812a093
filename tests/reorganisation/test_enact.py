"""1 July 2025, as the tree of Quảng Ngãi and Kon Tum has it: what was open goes on, and nothing is lost (issue 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.cases.finding import list_cases, units_answered_for
from portal.cases.loaded import case_facts
from portal.cases.models import Case, CaseEvent, CaseUnit, Task
from portal.cases.reorganising import AnotherFile, TooEarly, enact, make_plan
from portal.cases.searching import search_cases
from portal.cases.verification import Verifier
from portal.clock import local
from portal.people.acting import load_principal
from portal.people.moving import posts_on
from portal.people.policy import Action, allows
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.statistics.figures import overview
from portal.statistics.indicators import Period
from portal.statistics.scope import Books, Scope
from portal.units.models import Reorganisation as Begun
from portal.units.models import UnitClosure
from portal.web.app import create_app
from portal.workflow.codec import case_from_json
from tests.reorganisation.before import DAY, EVENING, LAST, NIGHT, Before, quang_ngai
from tests.statistics.folding import counted, told
from tests.world import SetClock, World

MANY, FEW = 2000, 120
NEXT_EVENING = datetime(2025, 7, 1, 10, 0, tzinfo=UTC)
SUPERVISOR = Principal(kind=Kind.OFFICER, id="supervisor", posts=(Post(Role.SUPERVISOR, "51"),))


@dataclass(frozen=True)
class Standing:
    """What of an open case no reorganisation may touch."""

    state: int
    step: str
    accepted_at: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    entered_at: datetime
    step_due_at: datetime
    list_due_at: datetime
    status: str
    pauses: Any


def standings(before: Before) -> dict[str, Standing]:
    """Return every open case by its code; each has one open task, or this says so."""
    columns = (Case.code, Case.state, Case.step, Case.accepted_at, Case.due_at, Case.original_due_at, Case.snapshot)
    tasks = (Task.entered_at, Task.step_due_at, Task.due_at.label("list_due_at"), Task.status)
    with before.tools.database.read() as look:
        rows = look.execute(select(*columns, *tasks).join(Task, Task.case_id == Case.id).where(Task.status != "done"))
        found: dict[str, Standing] = {}
        for row in rows:
            facts = dict(row._mapping)
            code, pauses = facts.pop("code"), facts.pop("snapshot")["pauses"]
            assert code not in found, f"{code} lies on two desks"
            found[code] = Standing(**facts, pauses=pauses)
    return found


def lost(before: Before) -> list[tuple[str, ...]]:
    """Return every open case that lies with a unit, or belongs to one, that is over."""
    directory = before.tools.directory
    with before.tools.database.read() as look:
        rows = look.execute(select(Case.code, Case.snapshot, Task.unit).join(Task).where(Task.status != "done")).all()
    found: list[tuple[str, ...]] = []
    for row in rows:
        state = case_from_json(row.snapshot)
        units = (state.intake, state.competent, state.unit or "", row.unit)
        if not all(directory.get(unit).alive_on(DAY) for unit in units) or state.unit != row.unit:
            found.append((row.code, *units))
    return found


def findings(before: Before) -> list[Any]:
    house = before.house
    with house.database.read() as look:
        return [found for _, found in Verifier(house.sealer, house.versions, house.calendar).verify_all(look) if found]


def figures(before: Before, moments: Sequence[datetime]) -> list[dict[str, int]]:
    """Return the figures of the province as of some moments; they are the same when counted from the events alone."""
    books, cases = Books(before.tools.directory, before.tools.versions), told(before.house)
    period = Period(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    made = []
    with before.tools.database.read() as look:
        for moment in moments:
            scope = Scope(principal=SUPERVISOR, period=period, as_of=moment)
            seen = overview(look, books, scope, "unit")
            assert dict(seen.total.counts) == counted(cases, scope)
            assert sum(line.figures["in_hand"] for line in seen.lines) == seen.total["in_hand"]
            made.append(dict(seen.total.counts))
    return made


def reorganise(before: Before) -> int:
    before.clock.now = NIGHT
    return enact(before.tools, before.door, quang_ngai(), "the file")


@pytest.mark.faults  # a minute, and more beside others
@pytest.mark.timeout(300)
def test_every_one_of_2000_open_cases_of_three_levels_goes_on_at_one_living_desk(sqlite_town: Before) -> None:
    _enact_and_look(sqlite_town, MANY)


def test_the_same_on_both_databases_with_fewer(before: Before) -> None:
    _enact_and_look(before, FEW)


def _enact_and_look(before: Before, count: int) -> None:
    before.fill(count)
    was, counted_before = standings(before), figures(before, [EVENING])
    assert len(was) == count
    assert {before.tools.directory.level(unit) for _, *units in lost(before) for unit in units} == {
        "province",
        "district",
        "commune",
    }

    assert reorganise(before) == count

    assert standings(before) == was
    assert lost(before) == []
    assert findings(before) == []
    assert figures(before, [EVENING, NEXT_EVENING])[0] == counted_before[0]
    assert _held_by_strangers(before) == []


def _held_by_strangers(before: Before) -> list[str]:
    """Return the cases whose holder has no post at the desk where they lie."""
    with before.tools.database.read() as look:
        posts = posts_on(look, DAY)
        held = look.execute(select(Task.case_id, Task.holder, Task.role, Task.unit).where(Task.status != "done"))
        return [
            row.case_id
            for row in held
            if row.holder is not None and (row.holder, Post(Role(row.role), row.unit)) not in posts
        ]


def test_it_is_planned_and_enacted_once_and_not_before_its_day(before: Before) -> None:
    before.fill(30)
    with pytest.raises(TooEarly):
        enact(before.tools, before.door, quang_ngai(), "the file")
    with before.tools.database.read() as look:
        plan = make_plan(look, before.tools, quang_ngai())
    assert (plan.is_sound, len(plan.cases)) == (True, 30)

    assert reorganise(before) == 30
    events = _count(before, CaseEvent)

    assert reorganise(before) == 0
    assert _count(before, CaseEvent) == events
    with pytest.raises(AnotherFile):
        enact(before.tools, before.door, quang_ngai(), "another file")


def _count(before: Before, table: Any) -> int:
    with before.tools.database.read() as look:
        found: int = look.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def test_officers_keep_their_work_where_their_office_went_on(sqlite_town: Before) -> None:
    sqlite_town.fill(60)
    reorganise(sqlite_town)

    with sqlite_town.tools.database.read() as look:
        posts = posts_on(look, DAY)
        held = look.execute(select(func.count()).where(Task.status != "done", Task.holder.is_not(None))).scalar_one()
        finished = look.execute(select(Begun.finished_at)).scalar_one()
        old = posts_on(look, LAST)
    assert held > 0
    assert all(sqlite_town.tools.directory.get(post.unit).alive_on(DAY) for _, post in posts)
    assert all(sqlite_town.tools.directory.get(post.unit).alive_on(LAST) for _, post in old)
    assert finished is not None
    assert local(finished).date() == DAY


def test_a_moved_case_can_be_carried_to_its_end_under_the_workflow_it_began_with(sqlite_town: Before) -> None:
    """The workflow names offices of the district; there is none any more, and what they became stands for them."""
    sqlite_town.fill(40)
    reorganise(sqlite_town)
    directory, ended = sqlite_town.tools.directory, 0

    with sqlite_town.tools.database.read() as look:
        rows = look.execute(select(Case.snapshot, Case.version_id, Case.variant)).all()
        for row in rows:
            workflow = sqlite_town.tools.versions.get(look, row.version_id).workflows[row.variant]
            state = case_from_json(row.snapshot)
            places = sqlite_town.door.surroundings.places(workflow, state.intake, state.competent, NEXT_EVENING)
            assert all(directory.get(unit).alive_on(DAY) for unit in places.values())
            ended += any("(D-" in place for place in places)
    assert ended > 0


def test_units_that_are_over_are_found_by_their_old_and_their_new_address(sqlite_town: Before) -> None:
    sqlite_town.fill(20)
    reorganise(sqlite_town)
    directory = sqlite_town.tools.directory

    with sqlite_town.tools.database.read() as look:
        for case in look.execute(select(Case.competent, Case.intake)).all():
            home = directory.get(case.competent).parent if "/" in case.competent else case.competent
            heirs = directory.successors(str(home), DAY)
            assert heirs
            if directory.level(str(home)) == "commune":
                found = directory.search_places(directory.name(str(home)), DAY)
                assert {heirs[0]} <= {match.code for match in found}
                assert look.execute(select(UnitClosure).where(UnitClosure.descendant == case.intake)).first()


def test_who_carries_on_a_unit_reads_and_lists_what_it_had_decided_before(sqlite_town: Before) -> None:
    sqlite_town.fill(60)
    decided = select(Case.code, Case.applicant_id, CaseUnit.case_id, CaseUnit.unit).join(Case)
    with sqlite_town.tools.database.read() as look:
        had = look.execute(decided.where(Case.outcome.is_not(None))).all()
    reorganise(sqlite_town)
    directory = sqlite_town.tools.directory

    left = [(one, heir) for one in had for heir in directory.took_over(one.unit)]
    assert left
    with sqlite_town.tools.database.read() as look:
        for one, heir in left:
            specialist = Principal(kind=Kind.OFFICER, id="new", posts=(Post(Role.SPECIALIST, heir),))
            facts = case_facts(one.applicant_id, frozenset({one.unit}), None, directory)
            units = units_answered_for(specialist, directory)
            assert allows(specialist, Action.READ_CASE, facts)
            assert one.case_id in {row.id for row in list_cases(look, specialist, units=units, size=200).rows}
            assert search_cases(look, one.code, specialist, sqlite_town.tools.sealer, units=units)


def test_a_result_of_a_unit_that_is_over_is_made_again_byte_for_byte(sqlite_town: Before) -> None:
    sqlite_town.fill(60)
    mill = sqlite_town.house.mill
    issued = select(Case.__table__).where(Case.outcome.is_not(None)).order_by(Case.code).limit(2)
    with sqlite_town.tools.database.read() as look:
        was = [(mill.result(look, row), mill.story(look, row).authority) for row in look.execute(issued).all()]
    reorganise(sqlite_town)

    with sqlite_town.tools.database.read() as look:
        rows = look.execute(issued).all()
        now = [(mill.result(look, row), mill.story(look, row).authority) for row in rows]
        control = mill.slip_06(look, rows[0], NEXT_EVENING)
    assert was
    assert [paper for paper, _ in now] == [paper for paper, _ in was]
    assert control.startswith(b"%PDF")


def test_the_pages_of_a_moved_case_say_where_it_is_and_why(sqlite_town: Before) -> None:
    sqlite_town.fill(12)
    reorganise(sqlite_town)
    with sqlite_town.tools.database.read() as look:
        row = look.execute(select(Case.code, Case.applicant_id).where(Case.outcome.is_(None)).limit(1)).one()
        citizen = load_principal(look, Kind.CITIZEN, row.applicant_id, DAY)
    world = World(sqlite_town.house, create_app(house=sqlite_town.house), SetClock(sqlite_town.house.clock()))

    page = world.client(citizen).get(f"/cases/{row.code}")

    assert page.status_code == 200
    assert "Hồ sơ chuyển sang đơn vị mới do sắp xếp đơn vị hành chính" in page.text
    assert f"Theo {quang_ngai().decree}. Mã hồ sơ và hạn trả giữ nguyên." in page.text
