"""Lists of cases and searching them: newest first, page by page, only what is or was on one's desk."""

import pytest
from sqlalchemy import select

from portal.cases.finding import list_cases
from portal.cases.models import CaseWord
from portal.cases.reindexing import reindex
from portal.cases.searching import search_cases
from portal.cases.words import NUMBER, digest_of_number
from portal.people.principal import ANONYMOUS, Post, Principal
from portal.people.roles import Role
from tests.stories import bring_to, file_case
from tests.world import COMMUNE, World

QUESTIONS = ("nguyen", "NGUYỄN  an", "1.004873 văn", "nguyễn văn an h48", "an nguyen van 1 004873 h48 35 21")


def listed(world: World, who: Principal) -> list[str]:
    with world.house.database.read() as look:
        return [row.code for row in list_cases(look, who).rows]


def found(world: World, text: str, who: Principal) -> list[str]:
    with world.house.database.read() as look:
        return [row.code for row in search_cases(look, text, who, world.house.sealer)]


def with_two_posts(world: World) -> Principal:
    """Return a receptionist who is a specialist too: the same cases are in both units."""
    who = world.officer("reception")
    posts = (*who.posts, Post(Role.SPECIALIST, f"{COMMUNE}/X-VP"))
    return Principal(kind=who.kind, id=who.id, name=who.name, posts=posts)


def file_some(world: World, number: int) -> list[str]:
    """File cases a minute apart; return their codes, newest first."""
    codes: list[str] = []
    for _ in range(number):
        world.clock.pass_(minutes=1)
        codes.insert(0, file_case(world).code)
    return codes


def test_the_newest_case_stands_first(world: World) -> None:
    codes = file_some(world, 3)

    assert listed(world, world.officer("reception")) == codes
    assert listed(world, world.citizen()) == codes


def test_a_case_stays_in_the_list_of_a_unit_that_it_left(world: World) -> None:
    case = bring_to(world, file_case(world), None)

    assert listed(world, world.officer("reception")) == [case.code]
    assert listed(world, world.officer("leader")) == [case.code]


def test_others_lists_are_empty(world: World) -> None:
    file_case(world)

    strangers = (world.officer("stranger"), world.officer("administrator"), world.citizen("binh"), ANONYMOUS)
    assert not any(listed(world, who) for who in strangers)
    assert not any(found(world, "nguyen", who) for who in (*strangers, world.citizen()))


def test_a_case_in_two_units_of_one_officer_is_listed_once(world: World) -> None:
    filed = [bring_to(world, file_case(world), "appraise").code for _ in range(3)]

    assert sorted(listed(world, with_two_posts(world))) == sorted(filed)
    assert sorted(found(world, "an", with_two_posts(world))) == sorted(filed)


@pytest.mark.parametrize("who", ["citizen", "reception", "two posts"])
def test_pages_follow_each_other_without_a_gap_or_a_double(world: World, who: str) -> None:
    codes = [file_case(world).code for _ in range(5)] + file_some(world, 4)  # five at the same moment: the id decides
    principal = {"citizen": world.citizen(), "two posts": with_two_posts(world)}.get(who) or world.officer(who)

    pages, after = [], None
    with world.house.database.read() as look:
        while True:
            page = list_cases(look, principal, after=after, size=2)
            pages.append([row.code for row in page.rows])
            after = page.next
            if after is None:
                break

    assert all(len(codes) == 2 for codes in pages[:-1])
    assert sorted(code for codes in pages for code in codes) == sorted(codes)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_case_is_found_by_words_without_marks_in_any_order(world: World, question: str) -> None:
    codes = file_some(world, 2)

    assert found(world, question, world.officer("reception")) == codes


@pytest.mark.parametrize(
    "question", ["", "  ", "-", "nguyen binh", "nguyen nguyen bui", "nguye", "zorro", "%", "' or 1=1 --", "x" * 5000]
)
def test_what_has_not_all_the_words_is_not_found(world: World, question: str) -> None:
    file_case(world)

    assert not found(world, question, world.officer("reception"))


def test_a_case_is_found_by_its_code_alone(world: World) -> None:
    older, _newer = file_case(world), file_case(world)

    assert found(world, f" {older.code.lower()} ", world.officer("reception")) == [older.code]
    assert not found(world, older.code, world.officer("stranger"))


BY_ANSWERS = ("051090000001", "051 090 000 001", "thôn điện an", "DIEN an 051090000001", "nguyen thon 051090000001")


@pytest.mark.parametrize("question", BY_ANSWERS)
def test_a_case_is_found_by_numbers_and_words_that_the_applicant_wrote(world: World, question: str) -> None:
    case = file_case(world)

    assert found(world, question, world.officer("reception")) == [case.code]
    assert not found(world, question, world.officer("stranger"))


@pytest.mark.parametrize("question", ["051090000002", "0510900", "090 000 001", "thôn điện bình"])
def test_part_of_a_number_and_other_words_find_nothing(world: World, question: str) -> None:
    file_case(world)

    assert not found(world, question, world.officer("reception"))


def test_a_phone_number_is_one_however_it_is_written(world: World) -> None:
    sealer = world.house.sealer
    ways = ("0912345678", "0912 345 678", "+84912345678", "+84 912 345 678", "84912345678", "0912.345.678")

    assert all(NUMBER.fullmatch(way) for way in ways)
    assert len({digest_of_number(way, sealer) for way in ways}) == 1
    assert not NUMBER.search("H48 35 21 260309 0001")


def test_what_is_sealed_in_the_case_cannot_be_read_in_the_index(world: World) -> None:
    file_case(world)

    with world.house.database.read() as look:
        words = set(look.execute(select(CaseWord.word)).scalars())
    assert not words & {"051090000001", "thon", "dien"}
    assert {word[0] for word in words} >= {"#", "~"}


def test_an_old_case_is_found_once_it_is_indexed_anew(world: World) -> None:
    case, reception = file_case(world), world.officer("reception")
    with world.house.database.transaction() as work:
        work.execute(CaseWord.__table__.delete().where(CaseWord.word.like("~%") | CaseWord.word.like("#%")))  # type: ignore[attr-defined]
    assert not found(world, "051090000001", reception)

    assert sum(reindex(world.house.database, world.house.sealer)) > 0

    assert found(world, "051090000001", reception) == [case.code]
    assert sum(reindex(world.house.database, world.house.sealer)) == 0


@pytest.mark.parametrize("common", [1, 20_000])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_the_same_whatever_leads_the_search(
    world: World, monkeypatch: pytest.MonkeyPatch, question: str, common: int
) -> None:
    monkeypatch.setattr("portal.cases.searching.COMMON", common)
    codes = file_some(world, 6)

    assert found(world, question, world.officer("reception")) == codes
    assert found(world, question, with_two_posts(world)) == codes
