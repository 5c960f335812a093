"""The register (slip 07): whose, which days, in which order; on both databases."""

from datetime import date, timedelta

import pytest

from portal.cases.door import Receipt
from portal.cases.queries import CaseCursor
from portal.cases.register import PAGE_SIZE, Days, TooManyDays, list_register, read_register, registers_of
from portal.documents.slips_kept import RegisterRow
from tests.cases.test_papers import refuse
from tests.stories import bring_to, file_case
from tests.world import COMMUNE, OTHER_COMMUNE, World

RECEPTION = f"{COMMUNE}/X-TTPVHCC"
MONDAY = date(2026, 3, 9)
ON_MONDAY = Days(MONDAY, MONDAY)


def written(world: World, unit: str = RECEPTION, days: Days = ON_MONDAY) -> tuple[RegisterRow, ...]:
    house = world.house
    with house.database.read() as look:
        found = read_register(look, unit, days, sealer=house.sealer, versions=house.versions, directory=house.directory)
    return found.rows


def listed(world: World, days: Days) -> list[list[str]]:
    """Return the codes of each page."""
    pages, after = list[list[str]](), None
    while True:
        with world.house.database.read() as look:
            page = list_register(look, RECEPTION, days, after)
        pages.append([row.code for row in page.rows])
        if page.next is None:
            return pages
        after = CaseCursor(page.next.submitted_at, page.next.case_id)


def test_a_row_says_what_the_form_asks_for(world: World) -> None:
    case = bring_to(world, file_case(world), None)
    ended = world.clock()

    (row,) = written(world)

    assert (row.code, row.sets, row.applicant, row.return_by, row.state) == (
        case.code,
        1,
        "Nguyễn Văn An",
        "portal",
        10,
    )
    assert row.contact == "Thôn Điện An, Xã Tư Nghĩa, tỉnh Quảng Ngãi; +84912345678"
    assert row.competent == "Ủy ban nhân dân xã Tư Nghĩa"
    assert row.due_at is not None
    assert row.returned_at == ended


def test_only_a_result_handed_over_is_returned(world: World) -> None:
    refuse(world, file_case(world))

    (row,) = written(world)

    assert (row.state, row.returned_at, row.due_at) == (3, None, None)


def test_days_begin_and_end_at_midnight_in_vietnam(world: World) -> None:
    world.clock.now = world.clock.now.replace(hour=17, minute=0)  # the first moment of Tuesday
    first = file_case(world)
    world.clock.pass_(seconds=86_399)
    last = file_case(world)
    world.clock.pass_(seconds=1)
    file_case(world)
    tuesday = MONDAY + timedelta(days=1)

    assert [row.code for row in written(world, days=Days(tuesday, tuesday))] == [first.code, last.code]
    assert written(world) == ()


def test_a_unit_keeps_what_came_through_its_hands(world: World) -> None:
    bring_to(world, file_case(world), "assign")
    file_case(world)

    assert len(written(world)) == 2
    assert len(written(world, COMMUNE)) == 2
    assert len(written(world, f"{COMMUNE}/X-VP")) == 1
    assert written(world, OTHER_COMMUNE) == ()


def test_pages_follow_each_other_without_a_gap_and_without_a_double(world: World) -> None:
    cases: list[Receipt] = []
    for number in range(PAGE_SIZE + 3):
        cases.append(file_case(world))
        if number % 2:
            world.clock.pass_(minutes=1)  # two at the same moment, each time

    first, second = listed(world, Days(MONDAY, MONDAY))

    assert (len(first), len(second)) == (PAGE_SIZE, 3)
    assert sorted(first + second) == sorted(case.code for case in cases)


def test_a_month_is_the_most(world: World) -> None:
    written(world, days=Days(MONDAY, MONDAY + timedelta(days=30)))

    with pytest.raises(TooManyDays):
        written(world, days=Days(MONDAY, MONDAY + timedelta(days=31)))


def test_nobody_reads_a_register_but_of_the_own_units_and_those_below(world: World) -> None:
    def of(name: str) -> frozenset[str]:
        return registers_of(world.officer(name), world.house.directory)

    assert of("reception") == {RECEPTION}
    assert of("leader") == {f"{COMMUNE}/X-UBND"}
    assert of("administrator") == frozenset()
    assert RECEPTION in of("commune-supervisor")
    assert {"51", OTHER_COMMUNE, RECEPTION} <= of("supervisor")
    assert OTHER_COMMUNE not in of("commune-supervisor")
