"""Accounts of citizens: keyed on issuer and subject, sealed, brought up to date (R-ID-3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from portal.crypto import Sealer, Unreadable, sealer_from_secret
from portal.db import Database
from portal.people import accounts
from portal.people.acting import load_principal
from portal.people.errors import AccountDisabled, NoSuchPerson
from portal.people.identity import Identity, OrganisationClaim, Residence
from portal.people.models import Mandate, Organisation, Person
from portal.people.principal import Kind, Principal
from tests.people.conftest import HOA, NOW

LATER = NOW + timedelta(days=1)
TODAY = date(2026, 11, 24)


def _log_in(database: Database, sealer: Sealer, identity: Identity = HOA) -> str:
    with database.transaction() as work:
        return accounts.find_or_create_person(work, sealer, identity, NOW)


def _load(database: Database, sealer: Sealer, person_id: str) -> accounts.PersonRecord:
    with database.read() as look:
        return accounts.load_person(look, sealer, person_id)


def test_the_first_login_writes_a_person_down(database: Database, sealer: Sealer) -> None:
    person = _load(database, sealer, _log_in(database, sealer))

    assert (person.issuer, person.subject, person.name) == (HOA.issuer, HOA.subject, HOA.name)
    assert person.personal_id == "051190012345"
    assert (person.birth_date, person.sex) == ("1990-05-12", "female")
    assert (person.residence_unit, person.residence_line) == ("99.12", "Thôn 2")
    assert (person.phone, person.email) == ("+84912345678", "hoa@example.com")
    assert (person.created_at, person.last_login_at, person.disabled_at) == (NOW, NOW, None)
    assert person.language == "vi"


def test_a_later_login_is_the_same_account_brought_up_to_date(database: Database, sealer: Sealer) -> None:
    first = _log_in(database, sealer)
    moved = replace(
        HOA, name="Nguyễn Thị Hoà", phone=None, email="new@example.com", residence=Residence(None, "Hà Nội")
    )

    with database.transaction() as work:
        again = accounts.find_or_create_person(work, sealer, moved, LATER)

    person = _load(database, sealer, again)
    assert again == first
    assert (person.name, person.email) == ("Nguyễn Thị Hoà", "new@example.com")
    assert (person.residence_unit, person.residence_line) == (None, "Hà Nội")
    assert person.phone == HOA.phone  # not said this time, so kept
    assert (person.created_at, person.last_login_at) == (NOW, LATER)


def test_what_a_provider_does_not_say_is_kept(database: Database, sealer: Sealer) -> None:
    person_id = _log_in(database, sealer)
    bare = Identity(issuer=HOA.issuer, subject=HOA.subject, name=HOA.name)

    before = _load(database, sealer, person_id)
    with database.transaction() as work:
        accounts.find_or_create_person(work, sealer, bare, NOW)

    assert _load(database, sealer, person_id) == before
    with database.read() as look:
        assert accounts.find_person_by_identifier(look, sealer, "051190012345") is not None


@pytest.mark.parametrize("other", [replace(HOA, subject="s-2"), replace(HOA, issuer="https://other.example")])
def test_nobody_is_found_by_mail_telephone_or_number(database: Database, sealer: Sealer, other: Identity) -> None:
    assert _log_in(database, sealer) != _log_in(database, sealer, other)


def test_a_personal_number_finds_the_account_used_last(database: Database, sealer: Sealer) -> None:
    _log_in(database, sealer)
    with database.transaction() as work:
        later = accounts.find_or_create_person(work, sealer, replace(HOA, subject="s-2"), LATER)

    with database.read() as look:
        found = accounts.find_person_by_identifier(look, sealer, "051190012345")
        assert found is not None
        assert found.id == later
        assert accounts.find_person_by_identifier(look, sealer, "051190012346") is None


def test_nothing_that_identifies_a_person_lies_open(database: Database, sealer: Sealer) -> None:
    person_id = _log_in(database, sealer)

    with database.read() as look:
        row = look.execute(select(Person.__table__).where(Person.id == person_id)).one()
    stored = repr(tuple(row))
    for secret in ("051190012345", "1990", "Thôn 2", "912345678", "hoa@example.com", "female"):
        assert secret not in stored


def test_a_sealed_row_cannot_be_moved_to_another_person(database: Database, sealer: Sealer) -> None:
    hoa = _log_in(database, sealer)
    other = _log_in(database, sealer, replace(HOA, subject="s-2", personal_id="062090012345"))
    with database.transaction() as work:
        private = work.execute(select(Person.private).where(Person.id == hoa)).scalar_one()
        work.execute(update(Person).where(Person.id == other).values(private=private))

    with pytest.raises(Unreadable):
        _load(database, sealer, other)


def test_another_key_opens_nothing(database: Database, sealer: Sealer) -> None:
    person_id = _log_in(database, sealer)

    with pytest.raises(Unreadable):
        _load(database, sealer_from_secret("another secret"), person_id)


def test_a_person_is_shown_with_the_number_masked(database: Database, sealer: Sealer) -> None:
    shown = repr(_load(database, sealer, _log_in(database, sealer)))

    assert "•••••••••345" in shown
    for secret in ("051190012345", "1990-05-12", "Thôn 2", "hoa@example.com"):
        assert secret not in shown


def test_an_account_switched_off_cannot_be_logged_in_to(database: Database, sealer: Sealer) -> None:
    person_id = _log_in(database, sealer)
    with database.transaction() as work:
        work.execute(update(Person).values(disabled_at=NOW))

    with pytest.raises(AccountDisabled) as refused:
        _log_in(database, sealer)

    assert refused.value.account_id == person_id
    with database.read() as look:
        assert load_principal(look, Kind.CITIZEN, person_id, TODAY) is None


def test_an_unknown_person_is_an_error(database: Database, sealer: Sealer) -> None:
    with pytest.raises(NoSuchPerson):
        _load(database, sealer, "nobody")


def test_two_first_logins_at_once_make_one_account(database: Database, sealer: Sealer) -> None:
    """Somebody else wrote the row between our look and our insert: the database refuses ours, theirs is used."""
    with database.transaction() as work:
        first = accounts.find_or_create_person(work, sealer, HOA, NOW)
        lost = accounts._create(work, sealer, HOA, NOW)
        again = accounts.find_or_create_person(work, sealer, HOA, NOW)

    assert lost is None
    assert again == first
    with database.read() as look:
        assert look.execute(select(func.count()).select_from(Person)).scalar_one() == 1


def test_the_account_of_an_organisation_makes_a_mandate_once(database: Database, sealer: Sealer) -> None:
    company = replace(HOA, organisation=OrganisationClaim("0100233488", "Công ty Biển"))
    person_id = _log_in(database, sealer, company)
    _log_in(database, sealer, replace(company, organisation=OrganisationClaim("0100233488", "Công ty Biển Xanh")))
    other = _log_in(database, sealer, replace(company, subject="s-2"))

    with database.read() as look:
        (known,) = accounts.organisations_of(look, person_id, TODAY)
        assert accounts.organisations_of(look, other, TODAY)[0].id == known.id
        assert accounts.organisations_of(look, person_id, date(2026, 11, 23)) == ()
        assert look.execute(select(func.count()).select_from(Mandate)).scalar_one() == 2
        assert look.execute(select(func.count()).select_from(Organisation)).scalar_one() == 1
    assert known.tax_code == "0100233488"


def test_a_mandate_is_for_an_organisation_or_for_a_person(database: Database, sealer: Sealer) -> None:
    person_id = _log_in(database, sealer)
    row = {"id": "m", "person_id": person_id, "valid_from": TODAY, "valid_to": None, "ground": "giấy ủy quyền"}

    with pytest.raises(Exception, match="one_principal"), database.transaction() as work:
        work.execute(insert(Mandate).values(**row, organisation_id=None, for_person_id=None))


def test_a_citizen_acts_under_the_stored_name(database: Database, sealer: Sealer) -> None:
    person_id = _log_in(database, sealer)

    with database.read() as look:
        acting = load_principal(look, Kind.CITIZEN, person_id, TODAY)
        assert load_principal(look, Kind.CITIZEN, "nobody", TODAY) is None
        assert load_principal(look, Kind.SYSTEM, person_id, TODAY) is None
    assert acting == Principal(kind=Kind.CITIZEN, id=person_id, name=HOA.name)
