"""The demo's citizens: invented, valid, and the same each time."""

from portal.crypto import sealer_from_secret
from portal.db import Database
from portal.demo.citizens import crowd, enrol_citizens, named_citizens
from portal.demo.officers import COMMUNES
from portal.people.accounts import load_person
from portal.people.identifiers import email, personal_id, personal_id_warnings, phone, tax_code
from tests.demo.plays import ISSUERS, UNTIL

EVERYBODY = (*named_citizens(), *(citizen for commune in COMMUNES for citizen in crowd(commune, 20)))


def test_their_numbers_and_addresses_are_possible_ones() -> None:
    for citizen in EVERYBODY:
        born = citizen.birth_date.isoformat()
        assert personal_id(citizen.personal_id) == citizen.personal_id
        assert personal_id_warnings(citizen.personal_id, birth_date=born, sex=citizen.sex) == (), citizen
        assert phone(citizen.phone) == citizen.phone
        assert email(citizen.email) == citizen.email
        assert citizen.organisation is None or tax_code(citizen.organisation.tax_code)


def test_a_larger_crowd_begins_with_the_smaller_one() -> None:
    assert crowd(COMMUNES[0], 20)[:5] == crowd(COMMUNES[0], 5)


def test_the_accounts_are_their_own() -> None:
    assert len({citizen.subject for citizen in EVERYBODY}) == len(EVERYBODY)


def test_they_live_where_the_demo_has_officers() -> None:
    assert {citizen.unit for citizen in named_citizens()} <= set(COMMUNES)


def test_they_are_written_down_as_a_login_would(database: Database) -> None:
    sealer = sealer_from_secret("a secret of the tests, long enough")
    citizen = named_citizens()[0]

    with database.transaction() as work:
        ids = enrol_citizens(work, sealer, [citizen], ISSUERS.citizens, UNTIL)
        again = enrol_citizens(work, sealer, [citizen], ISSUERS.citizens, UNTIL)
        person = load_person(work, sealer, ids[citizen.subject])

    assert ids == again
    assert (person.name, person.personal_id, person.residence_unit) == (
        citizen.name,
        citizen.personal_id,
        citizen.unit,
    )
