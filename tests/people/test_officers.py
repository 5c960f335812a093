"""Appointments have a first and a last day; a right ends with the last (R-AZ-5)."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.db import Database
from portal.people import officers
from portal.people.acting import load_principal
from portal.people.errors import AlreadyAppointed, BadPeriod, NoSuchAppointment, NoSuchOfficer
from portal.people.models import Officer
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from tests.people.conftest import NOW

ISSUER = "https://staff.example"
RECEPTION = Post(Role.RECEPTION, "99.12/X-VP")
LEADER = Post(Role.LEADER, "99.12")
MARCH, JUNE, JULY = date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)


def _officer(database: Database, subject: str = "o-1", name: str = "Trần Văn Bình") -> str:
    with database.transaction() as work:
        return officers.add_officer(work, issuer=ISSUER, subject=subject, name=name, email=None, now=NOW)


def _appoint(database: Database, officer_id: str, post: Post, first: date, last: date | None = None) -> str:
    with database.transaction() as work:
        return officers.appoint(work, officer_id, post, first, last)


def _posts(database: Database, officer_id: str, day: date) -> list[Post]:
    with database.read() as look:
        return [held.post for held in officers.appointments_on(look, officer_id, day)]


def test_an_appointment_is_in_force_from_its_first_day_to_its_last(staffed: Database) -> None:
    officer_id = _officer(staffed)
    _appoint(staffed, officer_id, RECEPTION, MARCH, JUNE)
    _appoint(staffed, officer_id, LEADER, JUNE)

    assert _posts(staffed, officer_id, date(2026, 2, 28)) == []
    assert _posts(staffed, officer_id, MARCH) == [RECEPTION]
    assert _posts(staffed, officer_id, JUNE) == [LEADER, RECEPTION]
    assert _posts(staffed, officer_id, JULY) == [LEADER]


def test_an_appointment_ends_with_a_day(staffed: Database) -> None:
    officer_id = _officer(staffed)
    appointment = _appoint(staffed, officer_id, RECEPTION, MARCH)

    with staffed.transaction() as work:
        officers.end_appointment(work, appointment, JUNE)

    assert _posts(staffed, officer_id, JUNE) == [RECEPTION]
    assert _posts(staffed, officer_id, JULY) == []
    _appoint(staffed, officer_id, RECEPTION, JULY)  # and may be given again
    assert _posts(staffed, officer_id, JULY) == [RECEPTION]


@pytest.mark.parametrize(
    ("first", "last"), [(MARCH, None), (date(2026, 1, 1), MARCH), (JUNE, JULY), (date(2026, 1, 1), None), (JUNE, JUNE)]
)
def test_the_same_post_is_not_given_twice_for_a_day(staffed: Database, first: date, last: date | None) -> None:
    officer_id = _officer(staffed)
    _appoint(staffed, officer_id, RECEPTION, MARCH, JUNE)

    with pytest.raises(AlreadyAppointed) as refused:
        _appoint(staffed, officer_id, RECEPTION, first, last)

    assert (refused.value.role, refused.value.unit, refused.value.since) == (*_of(RECEPTION), MARCH)


def test_the_same_post_may_be_given_for_other_days_and_to_others(staffed: Database) -> None:
    officer_id, other = _officer(staffed), _officer(staffed, "o-2")
    _appoint(staffed, officer_id, RECEPTION, MARCH, JUNE)

    _appoint(staffed, officer_id, RECEPTION, date(2026, 1, 1), date(2026, 2, 28))
    _appoint(staffed, officer_id, RECEPTION, JULY)
    _appoint(staffed, other, RECEPTION, MARCH)

    assert _posts(staffed, officer_id, date(2026, 1, 15)) == [RECEPTION]


def test_a_period_may_not_end_before_it_begins(staffed: Database) -> None:
    officer_id = _officer(staffed)
    with pytest.raises(BadPeriod):
        _appoint(staffed, officer_id, RECEPTION, JULY, JUNE)
    appointment = _appoint(staffed, officer_id, RECEPTION, JULY)

    with pytest.raises(BadPeriod), staffed.transaction() as work:
        officers.end_appointment(work, appointment, JUNE)


def test_what_is_not_there_is_an_error(staffed: Database) -> None:
    with pytest.raises(NoSuchOfficer):
        _appoint(staffed, "nobody", RECEPTION, MARCH)
    with pytest.raises(NoSuchAppointment), staffed.transaction() as work:
        officers.end_appointment(work, "none", JUNE)
    with pytest.raises(IntegrityError):
        _appoint(staffed, _officer(staffed), Post(Role.CLERK, "98"), MARCH)


def test_holders_of_a_post_are_listed_by_name(staffed: Database) -> None:
    binh, an, gone = _officer(staffed), _officer(staffed, "o-2", "An"), _officer(staffed, "o-3", "Cúc")
    for officer_id in (binh, an, gone):
        _appoint(staffed, officer_id, RECEPTION, MARCH)
    with staffed.transaction() as work:
        work.execute(update(Officer).where(Officer.id == gone).values(disabled_at=NOW))

    with staffed.read() as look:
        holders = officers.active_holders(look, *_of(RECEPTION), JULY)
        assert [holder.id for holder in holders] == [an, binh]
        assert officers.active_holders(look, Role.LEADER, RECEPTION.unit, JULY) == ()
        assert officers.active_holders(look, *_of(RECEPTION), date(2026, 2, 1)) == ()


def test_an_officer_is_found_by_issuer_and_subject(staffed: Database) -> None:
    officer_id = _officer(staffed)
    with staffed.transaction() as work:
        officers.note_officer_login(work, officer_id, NOW)

    with staffed.read() as look:
        found = officers.find_officer(look, ISSUER, "o-1")
        assert found is not None
        assert (found.id, found.last_login_at) == (officer_id, NOW)
        assert officers.find_officer(look, "https://other.example", "o-1") is None
        assert officers.find_officer(look, ISSUER, "o-2") is None
        assert officers.officer_names(look, {officer_id, "nobody"}) == {officer_id: "Trần Văn Bình"}
        assert officers.officer_names(look, ()) == {}


def test_an_officer_acts_with_the_posts_of_the_day(staffed: Database) -> None:
    officer_id = _officer(staffed)
    _appoint(staffed, officer_id, RECEPTION, MARCH, JUNE)

    with staffed.read() as look:
        acting = load_principal(look, Kind.OFFICER, officer_id, JUNE)
        after = load_principal(look, Kind.OFFICER, officer_id, JULY)
        assert load_principal(look, Kind.OFFICER, "nobody", JULY) is None
    assert acting == Principal(kind=Kind.OFFICER, id=officer_id, name="Trần Văn Bình", posts=(RECEPTION,))
    assert after is not None
    assert after.posts == ()


def test_an_officer_switched_off_is_nobody(staffed: Database) -> None:
    officer_id = _officer(staffed)
    _appoint(staffed, officer_id, RECEPTION, MARCH)
    with staffed.transaction() as work:
        work.execute(update(Officer).values(disabled_at=NOW))

    with staffed.read() as look:
        assert officers.find_officer(look, ISSUER, "o-1") is None
        assert load_principal(look, Kind.OFFICER, officer_id, JULY) is None
    assert _posts(staffed, officer_id, JULY) == []


def _of(post: Post) -> tuple[Role, str]:
    return post.role, post.unit
