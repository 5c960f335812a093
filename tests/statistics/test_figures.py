"""Every figure against the events of every case, on both databases."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, get_args

import pytest

from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.statistics.figures import FEW, PAGE_SIZE, Figures, Grouping, codes, overview
from portal.statistics.indicators import INDICATORS, Period
from portal.statistics.scope import Books, Scope
from tests.demo.plays import UNTIL
from tests.statistics.folding import Told, behind, counted, lies_in, told
from tests.world import World


def day(year: int, month: int, of_month: int = 1) -> datetime:
    """Return midnight in Vietnam."""
    return datetime(year, month, of_month, tzinfo=UTC) - timedelta(hours=7)


MONTHS = [day(2025, month) for month in range(1, 13)] + [day(2026, month) for month in range(1, 13)]
CHANGE = day(2025, 7)
PERIODS = {
    "first half of 2025": Period(day(2025, 1), CHANGE),
    "across the change": Period(day(2025, 6, 15), day(2025, 7, 20)),
    "one day": Period(day(2026, 3, 9), day(2026, 3, 10)),
    "a quarter": Period(day(2026, 7), day(2026, 10)),
    "all of it": Period(day(2025, 1), day(2026, 12)),
}


@pytest.fixture(scope="session")
def cases(played: World) -> list[Told]:
    return told(played.house)


def books(world: World) -> Books:
    return Books(world.house.directory, world.house.versions)


def scope_of(world: World, period: Period, as_of: datetime = UNTIL, **narrower: Any) -> Scope:
    return Scope(principal=world.officer("supervisor"), period=period, as_of=as_of, **narrower)


def total(world: World, scope: Scope) -> Figures:
    with world.house.database.read() as look:
        return overview(look, books(world), scope, "unit").total


def all_codes(world: World, scope: Scope, indicator: str) -> list[str]:
    """Walk all pages of the list behind a figure."""
    found: list[str] = []
    cursor = None
    while True:
        with world.house.database.read() as look:
            page = codes(look, books(world), scope, indicator, cursor)
        found += [row.code for row in page.rows]
        if page.next is None:
            return found
        cursor = page.next


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
def test_every_figure_is_what_the_events_add_up_to(played: World, cases: list[Told], period: Period) -> None:
    scope = scope_of(played, period)

    assert total(played, scope).counts == counted(cases, scope)


def test_the_play_has_something_to_count_for_every_figure(played: World, cases: list[Told]) -> None:
    found = counted(cases, scope_of(played, PERIODS["all of it"]))

    assert min(number for code, number in found.items() if code != "carried") > 0, found
    assert any(counted(cases, scope_of(played, Period(month, UNTIL)))["carried"] for month in MONTHS[1:-1])


def test_figures_as_of_a_day_know_only_what_was_known_then(played: World, cases: list[Told]) -> None:
    """Among the cases are some that were paused, moved or decided after the day that is asked for."""
    for moment in (*MONTHS, *(day(2026, 11, number) for number in range(2, 20))):
        scope = scope_of(played, PERIODS["all of it"], as_of=moment)
        assert total(played, scope).counts == counted(cases, scope), moment


def test_II_06_what_came_in_is_decided_closed_or_in_hand(played: World) -> None:
    for start, end in pairwise(MONTHS):
        found = total(played, scope_of(played, Period(start, end)))

        came_in = found["carried"] + found["received"]
        assert came_in == found["decided"] + found["closed"] + found["in_hand"]
        assert found["decided"] == found["early"] + found["on_time"] + found["late"]
        assert found["overdue"] <= found["in_hand"]


def test_the_months_add_up_to_the_year_and_hand_over_what_is_in_hand(played: World) -> None:
    year = total(played, scope_of(played, Period(MONTHS[0], MONTHS[-1])))
    months = [total(played, scope_of(played, Period(*pair))) for pair in pairwise(MONTHS)]

    for code in ("received", "decided", "early", "on_time", "late", "closed"):
        assert sum(month[code] for month in months) == year[code]
    for before, after in pairwise(months):
        assert before["in_hand"] == after["carried"]


@pytest.mark.parametrize("by", get_args(Grouping))
@pytest.mark.parametrize("as_of", [UNTIL, CHANGE], ids=["now", "before the change"])
def test_the_lines_of_a_table_add_up_and_each_number_has_its_codes(
    played: World, by: Grouping, as_of: datetime
) -> None:
    scope = scope_of(played, PERIODS["all of it"], as_of=as_of)
    with played.house.database.read() as look:
        found = overview(look, books(played), scope, by)

    for code in INDICATORS:
        assert sum(line.figures[code] for line in found.lines) == found.total[code]
    for line in found.lines:
        narrowed = scope_of(played, scope.period, as_of, **{"line" if by == "unit" else by: line.key})
        assert total(played, narrowed).counts == line.figures.counts
        for code, number in line.figures.counts.items():
            assert len(all_codes(played, narrowed, code)) == number


def test_the_list_behind_a_number_is_those_cases_newest_first(played: World, cases: list[Told]) -> None:
    scope = scope_of(played, PERIODS["all of it"])
    submitted = {case.code: case.submitted.at for case in cases}

    for code, expected in behind(cases, scope).items():
        found = all_codes(played, scope, code)
        assert Counter(found) == Counter(expected)
        assert [submitted[one] for one in found] == sorted((submitted[one] for one in found), reverse=True)


def test_a_long_list_comes_in_pages(played: World, cases: list[Told]) -> None:
    scope = scope_of(played, PERIODS["all of it"])
    with played.house.database.read() as look:
        first = codes(look, books(played), scope, "received")
        rest = codes(look, books(played), scope, "received", first.next)

    assert len(first.rows) == PAGE_SIZE < len(cases)
    assert not {row.id for row in first.rows} & {row.id for row in rest.rows}
    assert len(first.rows) + len(rest.rows) == len(cases)
    assert rest.next is None


def test_narrowed_to_a_procedure(played: World, cases: list[Told]) -> None:
    for procedure in {case.procedure for case in cases}:
        scope = scope_of(played, PERIODS["all of it"], procedure=procedure)
        assert total(played, scope).counts == counted((c for c in cases if c.procedure == procedure), scope)


def test_narrowed_to_a_unit_and_all_that_lies_in_it(played: World, cases: list[Told]) -> None:
    directory = played.house.directory
    scope = scope_of(played, PERIODS["all of it"], as_of=CHANGE)
    for unit in {above for case in cases for above in directory.ancestors(case.competent)}:
        if not directory.get(unit).alive_on(scope.day):
            continue
        narrowed = scope_of(played, scope.period, CHANGE, unit=unit)
        inside = [case for case in cases if lies_in(directory, case.competent, unit)]
        assert total(played, narrowed).counts == counted(inside, narrowed)


def test_a_unit_counts_for_its_heir_from_the_day_it_is_carried_on(played: World, cases: list[Told]) -> None:
    """With the tree of the last day of the districts, each old commune stands for itself."""
    period = PERIODS["first half of 2025"]

    def keys(as_of: datetime) -> set[str]:
        with played.house.database.read() as look:
            return {line.key for line in overview(look, books(played), scope_of(played, period, as_of), "unit").lines}

    old = {case.competent for case in cases if case.submitted.at < CHANGE}
    assert keys(CHANGE) == old
    assert keys(UNTIL) == {heir_of(played, code) for code in old}
    assert not keys(UNTIL) & old


def heir_of(world: World, code: str) -> str:
    (heir,) = world.house.directory.successors(code, UNTIL.date())
    return heir


def test_the_level_of_a_case_is_that_of_the_unit_that_issues_its_result(played: World, cases: list[Told]) -> None:
    """A social allowance of 2025 is taken in by a commune and decided by the district, which ended on 30 June."""
    directory = played.house.directory
    for level in ("commune", "district", "province"):
        scope = scope_of(played, PERIODS["all of it"], level=level)
        expected = {c.code for c in cases if c.decided_at_unit and directory.level(c.decided_at_unit) == level}
        assert set(all_codes(played, scope, "decided")) == expected
        assert expected
    halves = [scope_of(played, Period(*pair), level="district") for pair in ((MONTHS[0], CHANGE), (CHANGE, UNTIL))]
    assert total(played, halves[0])["decided"] > 0
    assert total(played, halves[1])["received"] == total(played, halves[1])["decided"] == 0


def test_a_commune_answers_for_its_own_cases_and_those_of_its_predecessors(played: World, cases: list[Told]) -> None:
    now = {case.competent for case in cases if case.submitted.at > CHANGE}
    for commune in {heir_of(played, case.competent) for case in cases if case.submitted.at < CHANGE} & now:
        own = [case for case in cases if heir_of(played, case.competent) == commune]
        scope = Scope(principal=supervisor_of(commune), period=PERIODS["all of it"], as_of=UNTIL)

        assert {case.competent for case in own} > {commune}
        assert total(played, scope).counts == counted(own, scope)
        assert {case.code for case in own} == set(all_codes(played, scope, "received"))


def test_asking_for_another_unit_shows_nothing_of_it(played: World, cases: list[Told]) -> None:
    busiest = Counter(case.competent for case in cases if lies_in(played.house.directory, case.competent, "51"))
    (mine, _), (other, _) = busiest.most_common(2)
    own = Scope(principal=supervisor_of(mine), period=PERIODS["all of it"], as_of=UNTIL)

    assert total(played, own)["received"] >= busiest[mine]
    assert total(played, replace(own, unit="51")).counts == total(played, own).counts
    for asked in (replace(own, unit=other), replace(own, line=other)):
        assert total(played, asked).counts == dict.fromkeys(INDICATORS, 0)
        assert all_codes(played, asked, "received") == []


def supervisor_of(unit: str) -> Principal:
    return Principal(kind=Kind.OFFICER, id=f"supervisor of {unit}", posts=(Post(Role.SUPERVISOR, unit),))


@pytest.mark.parametrize("name", ["reception", "leader", "administrator"])
def test_who_supervises_nothing_is_shown_nothing(played: World, name: str) -> None:
    who: Principal = played.officer(name)
    scope = Scope(principal=who, period=PERIODS["all of it"], as_of=UNTIL)

    assert total(played, scope).counts == dict.fromkeys(INDICATORS, 0)
    assert all_codes(played, scope, "received") == []


@pytest.mark.parametrize(
    ("decided", "late", "share"), [(FEW - 1, 0, None), (FEW, 0, 1.0), (FEW, 5, 0.75), (0, 0, None)]
)
def test_few_cases_get_no_percentage(decided: int, late: int, share: float | None) -> None:
    assert Figures({"decided": decided, "late": late}).on_time_share == share
