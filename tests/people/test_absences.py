"""Whoever is away leaves their posts to a stand-in for those days, within what was named, and not a day longer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from portal.db import Database
from portal.people import absences, officers
from portal.people.absences import NewAbsence
from portal.people.acting import load_principal
from portal.people.errors import AbsenceRefused, NoSuchAbsence
from portal.people.models import Officer
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.people.standing_in import stand_ins_on
from tests.people.conftest import NOW

ISSUER = "https://staff.example"
UNIT, OTHER_UNIT = "99.12/X-VP", "99.12"
SPECIALIST, HEAD, LEADER = Post(Role.SPECIALIST, UNIT), Post(Role.HEAD, UNIT), Post(Role.LEADER, UNIT)
TODAY = date(2026, 11, 24)
FIRST, LAST = date(2026, 11, 30), date(2026, 12, 4)


class Office:
    """A unit with some people."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids: dict[str, str] = {}

    def hire(self, name: str, *posts: Post) -> None:
        with self.database.transaction() as work:
            self.ids[name] = officers.add_officer(work, issuer=ISSUER, subject=name, name=name, email=None, now=NOW)
            for post in posts:
                officers.appoint(work, self.ids[name], post, date(2026, 1, 1))

    def on(self, name: str, day: date = TODAY) -> Principal:
        with self.database.read() as look:
            found = load_principal(look, Kind.OFFICER, self.ids[name], day)
        assert found is not None
        return found

    def enter(self, by: str, who: str, stand_in: str | None = None, *, signing: bool = False, **more: Any) -> str:
        new = NewAbsence(
            officer_id=self.ids[who],
            first_day=FIRST,
            last_day=LAST,
            stand_in_id=self.ids[stand_in] if stand_in else None,
            signing=signing,
        )
        with self.database.transaction() as work:
            return absences.enter_absence(work, self.on(by), replace(new, **more), NOW, TODAY)

    def roster(self, by: str, post: Post, names: Sequence[str]) -> None:
        with self.database.transaction() as work:
            absences.set_roster(work, self.on(by), post, [self.ids[name] for name in names], TODAY)

    def held(self, name: str, day: date = FIRST) -> list[tuple[Post, str]]:
        """Return the posts that somebody holds for others, with for whom."""
        names = {officer: known for known, officer in self.ids.items()}
        posts = (post for post in self.on(name, day).posts if post.held_for is not None)
        return [(Post(post.role, post.unit), names[post.held_for or ""]) for post in posts]


@pytest.fixture
def office(staffed: Database) -> Office:
    found = Office(staffed)
    for name, posts in {
        "an": (SPECIALIST,),
        "binh": (SPECIALIST,),
        "chi": (HEAD,),
        "dung": (LEADER,),
        "em": (Post(Role.SPECIALIST, OTHER_UNIT),),
    }.items():
        found.hire(name, *posts)
    return found


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 11, 29), False), (FIRST, True), (date(2026, 12, 2), True), (LAST, True), (date(2026, 12, 5), False)],
)
def test_a_stand_in_holds_the_post_from_the_first_day_to_the_last(office: Office, day: date, holds: bool) -> None:
    office.enter("an", "an", "chi")

    assert office.held("chi", day) == ([(SPECIALIST, "an")] if holds else [])
    assert office.held("binh", day) == []


def test_ones_own_posts_come_first_and_whoever_is_away_keeps_theirs(office: Office) -> None:
    office.enter("an", "an", "chi")

    assert office.on("chi", FIRST).posts == (HEAD, replace(SPECIALIST, held_for=office.ids["an"]))
    assert office.on("chi", FIRST).own_posts == (HEAD,)
    assert office.on("an", FIRST).posts == (SPECIALIST,)


def test_a_right_ends_at_once_with_the_absence_the_account_or_the_appointment(office: Office) -> None:
    absence_id = office.enter("an", "an", "chi")
    with office.database.transaction() as work:
        absences.cancel_absence(work, office.on("an"), absence_id, NOW)
    assert office.held("chi") == []
    office.enter("an", "an", "binh")
    assert office.held("binh") == [(SPECIALIST, "an")]
    with office.database.transaction() as work:
        own = officers.appointments_on(work, office.ids["an"], TODAY)[0]
        officers.end_appointment(work, own.id, TODAY)

    assert office.held("binh") == []  # what somebody has not they cannot leave


def test_a_leaders_posts_move_only_where_signing_was_granted(office: Office) -> None:
    absence_id = office.enter("dung", "dung", "chi")
    assert office.held("chi") == []
    with office.database.transaction() as work:
        absences.cancel_absence(work, office.on("dung"), absence_id, NOW)

    office.enter("dung", "dung", "chi", signing=True)
    assert office.held("chi") == [(LEADER, "dung")]


def test_a_head_enters_their_people_and_grants_no_signature(office: Office) -> None:
    office.enter("chi", "an", "binh")

    for by, who, signing, reason in (
        ("chi", "dung", True, "signing"),
        ("an", "binh", False, "not_yours"),
        ("chi", "em", False, "not_yours"),
        ("an", "an", True, "signing"),
    ):
        with pytest.raises(AbsenceRefused) as refused:
            office.enter(by, who, signing=signing)
        assert refused.value.reason == reason, (by, who)


def test_standing_in_for_a_head_makes_nobody_a_head_of_people(office: Office) -> None:
    office.enter("chi", "chi", "an")

    assert office.held("an") == [(HEAD, "chi")]
    assert absences.units_in_charge(office.on("an", FIRST)) == frozenset()


def test_one_officer_may_stand_in_for_two(office: Office) -> None:
    office.enter("an", "an", "chi")
    office.enter("dung", "dung", "chi", signing=True)

    assert office.held("chi") == [(LEADER, "dung"), (SPECIALIST, "an")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"last_day": date(2026, 11, 29)}, "order"),
        ({"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 23)}, "past"),
        ({"last_day": date(2027, 12, 1)}, "long"),
        ({"posts": frozenset({HEAD})}, "posts"),
    ],
)
def test_what_cannot_be_says_why(office: Office, change: dict[str, Any], reason: str) -> None:
    with pytest.raises(AbsenceRefused) as refused:
        office.enter("an", "an", "binh", **change)

    assert refused.value.reason == reason


@pytest.mark.parametrize("stand_in", ["an", "em"])
def test_a_stand_in_is_somebody_else_of_the_same_unit(office: Office, stand_in: str) -> None:
    with pytest.raises(AbsenceRefused, match="stand_in"):
        office.enter("an", "an", stand_in)


def test_who_is_away_is_not_chosen_and_not_away_twice(office: Office) -> None:
    office.enter("an", "an", "binh")

    for who, stand_in, reason in (("chi", "an", "stand_in_away"), ("an", "binh", "overlap")):
        with pytest.raises(AbsenceRefused) as refused:
            office.enter(who, who, stand_in)
        assert refused.value.reason == reason


def test_the_roster_is_asked_when_nobody_was_chosen(office: Office) -> None:
    office.enter("an", "an")
    assert [office.held(name) for name in office.ids] == [[]] * 5
    office.roster("chi", SPECIALIST, ["binh", "chi"])

    assert office.held("binh") == [(SPECIALIST, "an")]
    assert office.held("chi") == []


def test_a_stand_in_who_is_away_too_makes_way_for_the_next_of_the_roster(office: Office) -> None:
    office.hire("giang", SPECIALIST)
    office.roster("chi", SPECIALIST, ["giang", "chi"])
    office.enter("an", "an", "binh")
    assert (office.held("binh"), office.held("giang")) == ([(SPECIALIST, "an")], [])

    office.enter("binh", "binh")
    assert office.held("binh") == []
    assert {whom for _, whom in office.held("giang")} == {"an", "binh"}
    with office.database.transaction() as work:
        work.execute(update(Officer).where(Officer.id == office.ids["giang"]).values(disabled_at=NOW))

    assert {whom for _, whom in office.held("chi")} == {"an", "binh"}
    with office.database.read() as look:
        assert {stand_in for stand_in, _ in stand_ins_on(look, FIRST)} == {office.ids["chi"]}
        assert stand_ins_on(look, TODAY) == []


def test_a_roster_is_kept_by_who_answers_for_the_unit(office: Office) -> None:
    for by, names, reason in (
        ("an", ["binh"], "not_yours"),
        ("chi", ["an", "an"], "roster"),
        ("chi", ["em"], "roster"),
    ):
        with pytest.raises(AbsenceRefused) as refused:
            office.roster(by, SPECIALIST, names)
        assert refused.value.reason == reason
    office.roster("chi", SPECIALIST, ["an"])
    office.roster("chi", SPECIALIST, ["binh", "an"])

    with office.database.read() as look:
        assert absences.rosters_of(look, [UNIT]) == {SPECIALIST: (office.ids["binh"], office.ids["an"])}


def test_an_absence_is_ended_by_oneself_or_ones_head_and_by_nobody_else(office: Office) -> None:
    absence_id = office.enter("an", "an", "binh")

    for stranger in ("binh", "em"):
        with pytest.raises(NoSuchAbsence), office.database.transaction() as work:
            absences.cancel_absence(work, office.on(stranger), absence_id, NOW)
    with office.database.transaction() as work:
        absences.cancel_absence(work, office.on("chi"), absence_id, NOW)
    with pytest.raises(NoSuchAbsence), office.database.transaction() as work:
        absences.cancel_absence(work, office.on("chi"), absence_id, NOW)


def test_a_post_left_for_some_procedures_says_which(office: Office) -> None:
    office.enter("an", "an", "chi", procedures=frozenset({"1.004873"}))

    (post,) = [post for post in office.on("chi", FIRST).posts if post.held_for is not None]
    assert post.covers("1.004873")
    assert not post.covers("1.004884")
    assert office.on("chi", FIRST).units_as(Role.SPECIALIST) == frozenset()
