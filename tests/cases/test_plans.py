"""Nothing that an officer or a citizen asks for reads all cases, on either database: the plans say so."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import get_args

import pytest
from sqlalchemy import ColumnElement, Connection, text

from portal.cases.access import visible_to
from portal.cases.apologies import Drafts, count_waiting
from portal.cases.appointments import list_ahead, over
from portal.cases.assigning import _last_handler, _least_loaded
from portal.cases.assisted import list_helped
from portal.cases.beside import read_beside
from portal.cases.bulk import list_jobs
from portal.cases.errors import NoSuchCase
from portal.cases.escalated import escalated
from portal.cases.finding import list_cases, units_of_desk
from portal.cases.inbox import Cursor, Lane, Moments, beside, count_inbox, count_steps, list_inbox
from portal.cases.intakes import list_assisted
from portal.cases.narrowing import DUE, Narrowing
from portal.cases.own_desk import marks_of, own_desk
from portal.cases.pairs import list_running, read_pair
from portal.cases.queries import CaseCursor, get_case
from portal.cases.referrals import list_asked, list_open
from portal.cases.returning import waiting_results
from portal.cases.searching import search_cases
from portal.cases.timely import Timely
from portal.cases.warnings import Warnings
from portal.cases.workload import tasks_of, workload
from portal.clock import local
from portal.people.principal import Post, Principal
from portal.people.roles import Role
from portal.statistics.territory import supervised
from tests.sent import plan, scans, sent
from tests.stories import bring_to, file_case
from tests.world import COMMUNE, World

TABLES = (
    *("cases", "tasks", "case_units", "case_words", "case_events", "bulk_jobs", "bulk_items"),
    *("case_notes", "case_labels", "case_places", "task_ticks", "saved_filters", "case_referrals"),
    *("case_appointments", "meeting_files"),
)
Question = Callable[[Connection, World, Principal], object]


def moments(world: World) -> Moments:
    return Moments(now=world.clock(), end_of_today=world.clock())


def after_now(world: World) -> CaseCursor:
    return CaseCursor(world.clock(), "f")


def desk(lane: Lane) -> Question:
    return lambda look, world, who: list_inbox(look, who, lane, moments(world), Cursor(world.clock(), "0"))


ONLY = [Narrowing(due=due) for due in DUE] + [
    Narrowing(procedure="1.004873", step="receive", channel="online", label="x"),
    Narrowing(unit=f"{COMMUNE}/X-TTPVHCC"),
]


def narrowed(only: Narrowing) -> Question:
    return lambda look, world, who: list_inbox(look, who, "all", moments(world), Cursor(world.clock(), "0"), only)


def neighbour(*, back: bool) -> Question:
    only = Narrowing(channel="online")
    return lambda look, world, who: beside(
        look, who, "pool", moments(world), Cursor(world.clock(), "5"), only, back=back
    )


def kept(look: Connection, world: World, who: Principal) -> object:
    """Ask what lies beside one case, and beside those of a list."""
    case_id, units = list_cases(look, world.citizen()).rows[0].id, units_of_desk(who)
    own_desk(look, who.id, units)
    return read_beside(look, case_id, "x", units, world.house.sealer), marks_of(look, [case_id], units)


def read_nowhere(look: Connection, visible: ColumnElement[bool]) -> None:
    with suppress(NoSuchCase):
        read_pair(look, "H48-0", visible)


def search(words: str) -> Question:
    return lambda look, world, who: search_cases(look, words, who, world.house.sealer)


def warnings_of(world: World) -> Warnings:
    house = world.house
    return Warnings(database=house.database, directory=house.directory, calendar=house.calendar)


def apologies(look: Connection, world: World, who: Principal) -> object:
    """Ask what waits for a leader, of one unit for all procedures and of another for some."""
    some = Post(Role.LEADER, f"{COMMUNE}/X-VP", held_for="x", procedures=frozenset({"1.004873"}))
    leader = replace(who, posts=(Post(Role.LEADER, f"{COMMUNE}/X-UBND"), some)[: len(who.posts)])
    house = world.house
    drafts = Drafts(sealer=house.sealer, versions=house.versions, calendar=house.calendar)
    return count_waiting(look, leader), drafts.waiting(look, leader, world.clock())


def warned_of(look: Connection, world: World, who: Principal) -> object:
    """Ask what a head and leader was warned of."""
    posts = (Post(Role.HEAD, f"{COMMUNE}/X-VP"), Post(Role.LEADER, f"{COMMUNE}/X-UBND"))[: len(who.posts)]
    day = local(world.clock()).date()
    return escalated(look, replace(who, posts=posts), world.house.directory, world.clock(), day)


LANES: tuple[Lane, ...] = get_args(Lane)
OF_OFFICERS: dict[str, Question] = {
    **{f"list_inbox {lane}": desk(lane) for lane in LANES},
    **{f"narrowed {number}": narrowed(only) for number, only in enumerate(ONLY)},
    **{f"neighbour, back {back}": neighbour(back=back) for back in (True, False)},
    "kept": kept,
    "count_inbox": lambda look, world, who: count_inbox(look, who, moments(world)),
    "count_steps": lambda look, world, who: count_steps(look, who, moments(world)),
    "steps to warn of": lambda look, world, who: warnings_of(world)._to_warn_of(look, "due", world.clock()),
    "steps one was warned of": warned_of,
    "workload": lambda look, world, who: workload(look, who.units, (), world.clock(), world.clock()),
    "tasks_of": lambda look, world, who: tasks_of(look, who.posts[0].unit, "reception", who.id),
    "tasks_of the pool": lambda look, world, who: tasks_of(look, who.posts[0].unit, "reception", None),
    "appointments ahead": lambda look, world, who: list_ahead(look, who, world.house.directory, world.house.sealer),
    "appointments that are over": lambda look, world, who: look.execute(over(world.clock())).all(),
    "results to fetch": lambda look, world, who: waiting_results(look, who.units),
    "apologies": apologies,
    "apologies to draft": lambda look, world, who: list(Timely(world.house.door)._soon_late(world.clock())),
    "questions to us": lambda look, world, who: list_open(look, who, world.house.directory),
    "questions of mine": lambda look, world, who: list_asked(look, who),
    "list_jobs": lambda look, world, who: list_jobs(look, who),
    "least loaded": lambda look, world, who: _least_loaded(look, "reception", who.posts[0].unit, [who.id]),
    "last handler": lambda look, world, who: _last_handler(look, "reception", who.posts[0].unit, "somebody"),
    "what one helped with": lambda look, world, who: (list_helped(look, who.id), list_assisted(look, who)),
    "pairs": lambda look, world, who: list_running(look, visible_to(who, world.house.directory)),
    "pair": lambda look, world, who: read_nowhere(look, visible_to(who, world.house.directory)),
    "list_cases": lambda look, world, who: list_cases(look, who),
    "list_cases goes on": lambda look, world, who: list_cases(look, who, after=after_now(world)),
}
SEARCHES = ("nguyen", "nguyen van an", "an 260309", "H48.35.21-260309-0001", "dien 051090000001")


def by_code(look: Connection, world: World, who: Principal) -> object:
    code = list_cases(look, world.citizen()).rows[0].code
    return get_case(look, code, visible_to(who, world.house.directory))


def scans_of(world: World, question: Question, who: Principal) -> list[str]:
    """Ask; return the steps of all plans that read a whole table."""
    database = world.house.database
    with sent() as asked, database.read() as look:
        question(look, world, who)
    with database.read() as look:
        if not database.is_sqlite:
            look.execute(text("SET enable_seqscan = off"))  # a table of a few rows is read whole, whatever there is
        assert asked
        plans = [step for statement, parameters in asked for step in plan(look, statement, parameters)]
    return scans(plans, *TABLES)


def with_posts(world: World, number: int) -> Principal:
    """Return an officer with one post, or with two."""
    who = world.officer("reception")
    return replace(who, posts=(*who.posts, Post(Role.SPECIALIST, f"{COMMUNE}/X-VP"))[:number])


@pytest.mark.parametrize("posts", [1, 2])
@pytest.mark.parametrize("question", OF_OFFICERS)
def test_no_list_of_an_officer_reads_all_cases(world: World, question: str, posts: int) -> None:
    bring_to(world, file_case(world), "appraise")
    file_case(world)

    assert not scans_of(world, OF_OFFICERS[question], with_posts(world, posts))


@pytest.mark.parametrize("common", [1, 20_000])
@pytest.mark.parametrize("posts", [1, 2])
def test_no_search_reads_all_cases_whatever_leads_it(
    world: World, monkeypatch: pytest.MonkeyPatch, posts: int, common: int
) -> None:
    monkeypatch.setattr("portal.cases.searching.COMMON", common)
    bring_to(world, file_case(world), "appraise")

    for words in SEARCHES:
        assert not scans_of(world, search(words), with_posts(world, posts)), words


@pytest.mark.parametrize("who", ["supervisor", "commune-supervisor"])
def test_no_search_of_a_supervisor_reads_all_cases(world: World, who: str) -> None:
    bring_to(world, file_case(world), "appraise")
    units = sorted(supervised(world.officer(who), world.house.directory))

    for words in SEARCHES:

        def below(look: Connection, world: World, who: Principal, words: str = words) -> object:
            return search_cases(look, words, who, world.house.sealer, units=units)

        assert not scans_of(world, below, world.officer(who)), words


@pytest.mark.parametrize("who", ["reception", "supervisor", "commune-supervisor"])
def test_a_case_is_opened_by_its_code_alone(world: World, who: str) -> None:
    file_case(world)

    assert not scans_of(world, by_code, world.officer(who))


def test_a_citizens_own_cases_are_found_without_those_of_others(world: World) -> None:
    file_case(world)

    assert not scans_of(world, lambda look, world, who: list_cases(look, who), world.citizen())
    assert not scans_of(world, lambda look, world, who: list_cases(look, who, after=after_now(world)), world.citizen())
    assert not scans_of(world, by_code, world.citizen())


def test_a_whole_table_that_is_read_would_be_noticed(world: World) -> None:
    """Whoever breaks the words of `scans` breaks every test above without this one."""

    def naive(look: Connection, world: World, who: Principal) -> object:
        return look.execute(text("select * from cases where applicant_name like '%An%'")).all()

    assert scans_of(world, naive, world.citizen())
