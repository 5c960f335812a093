"""The demo's officers: the same people every time, each in one place, and nobody signs what they appraised."""

from datetime import date
from pathlib import Path

import pytest

from portal.catalogue.loader import Loaded, load_folder
from portal.db import Database
from portal.demo.cast import Cast, places_of, staffed
from portal.demo.officers import COMMUNES, SMALL_COMMUNES, DemoOfficer, demo_officers, enrol_officers
from portal.people.officers import active_holders
from portal.people.roles import Role
from portal.units.load import QUANG_NGAI, read_tree, store_tree
from tests.demo.plays import ISSUERS, UNTIL, directory

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
DIRECTORY = directory()
OFFICERS = demo_officers(DIRECTORY)
CAST = Cast(OFFICERS, {officer.subject: officer.subject for officer in OFFICERS})
PROCEDURES, _ = load_folder(Path(__file__).parents[2] / "procedures")
IN_FORCE = [loaded for loaded in PROCEDURES if loaded.definition.in_force.covers(UNTIL.date())]


def roles(officer: DemoOfficer, day: date) -> set[Role]:
    return {post.role for post in officer.posts_on(day)}


def test_the_same_people_every_time() -> None:
    assert demo_officers(directory()) == OFFICERS


def test_each_has_an_account_and_a_name_of_their_own() -> None:
    assert len({officer.subject for officer in OFFICERS}) == len(OFFICERS)
    assert len({officer.name for officer in OFFICERS}) == len(OFFICERS)


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_leaders_do_nothing_but_lead(day: date) -> None:
    for officer in OFFICERS:
        if Role.LEADER in roles(officer, day):
            assert roles(officer, day) == {Role.LEADER}, officer.subject


def test_in_a_small_commune_people_have_two_roles() -> None:
    for commune in SMALL_COMMUNES:
        here = [o for o in OFFICERS if any(post.unit.startswith(f"{commune}/") for post in o.posts_on(AFTER))]
        assert any(len(officer.posts_on(AFTER)) > 1 for officer in here), commune


def test_posts_of_units_that_ended_end_with_them() -> None:
    for officer in OFFICERS:
        for post in officer.posts:
            assert post.last == DIRECTORY.get(post.unit).valid_to
            assert DIRECTORY.get(post.unit).alive_on(post.first)


def test_people_of_the_old_units_sit_in_those_that_carry_them_on() -> None:
    moved = [officer for officer in OFFICERS if officer.posts_on(BEFORE)]

    assert len(moved) > 50
    for officer in moved:
        assert officer.posts_on(AFTER), officer.subject


def test_there_are_supervisors_for_the_province_and_for_every_commune() -> None:
    supervised = {post.unit for o in OFFICERS for post in o.posts_on(AFTER) if post.role is Role.SUPERVISOR}

    assert supervised == {"51", *COMMUNES}
    assert any(Role.ADMINISTRATOR in roles(officer, AFTER) for officer in OFFICERS)


@pytest.mark.parametrize("loaded", IN_FORCE, ids=lambda loaded: loaded.definition.code)
def test_every_step_of_a_procedure_in_force_finds_somebody_in_every_commune(loaded: Loaded) -> None:
    definition = loaded.definition
    for commune in COMMUNES:
        unit = DIRECTORY.parent_at(commune, definition.competence.level) or ""
        office = definition.competence.office
        competent = f"{unit}/{office}" if office else unit
        for workflow in loaded.workflows.values():
            places = places_of(DIRECTORY, workflow, competent=competent, day=UNTIL.date())
            assert places is not None
            assert staffed(CAST, workflow, places, UNTIL.date()), commune


def test_officers_are_written_down_once(database: Database) -> None:
    with database.transaction() as work:
        store_tree(work, read_tree(QUANG_NGAI))
        first = enrol_officers(work, OFFICERS, ISSUERS.officers, UNTIL)
        again = enrol_officers(work, OFFICERS, ISSUERS.officers, UNTIL)
        reception = active_holders(work, Role.RECEPTION, "51.21235/X-TTPVHCC", AFTER)

    assert first == again
    assert [one.name for one in reception] == sorted(one.name for one in reception)
    assert "Bùi Thị Kim Chi" in {one.name for one in reception}
