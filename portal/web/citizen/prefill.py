"""What the identity provider already said about the person is filled in, with its source shown."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from portal.catalogue import answers as given
from portal.catalogue.definition import FormField, Page, ProcedureDefinition
from portal.people.accounts import PersonRecord, load_person
from portal.web.context import house, today


def prefilled_answers(look: Connection, definition: ProcedureDefinition, person_id: str) -> dict[str, Any]:
    """Return the answers of a new draft that need not be asked of this person."""
    person = load_person(look, house().sealer, person_id)
    answers: dict[str, Any] = {}
    for field in definition.fields.values():
        value = prefill(field, person)
        if value is not None:
            answers[field.name] = value
    return answers


def known_answers(definition: ProcedureDefinition, page: Page, person_id: str) -> dict[str, Any]:
    """Return what is known of a person, as of now, about questions of this page and those it may fix anywhere."""
    wanted = [*page.fields, *(field for field in definition.fields.values() if field.fixed is not None)]
    if all(field.prefill is None for field in wanted):
        return {}
    with house().database.read() as look:
        known = prefilled_answers(look, definition, person_id)
    return {field.name: known[field.name] for field in wanted if field.name in known}


def with_fixed(definition: ProcedureDefinition, answers: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with the person's own particulars wherever their own are asked for.

    Whoever wrote about somebody else first, and then applies for themselves, does not do so with the other's name.
    """
    known = given.environment(definition, answers)
    fixed = {
        name: value
        for name, value in own.items()
        if answers.get(name) is not None and given.holds(definition.fields[name].fixed, known, today())
    }
    return {**answers, **fixed}


def prefill(field: FormField, person: PersonRecord) -> Any:
    """Return what is known for one question, or None."""
    known: Mapping[str, Any] = {
        "identity": _person(field, person),
        "identity.name": person.name,
        "identity.phone": person.phone,
        "identity.email": person.email,
        "identity.residence": _residence(person),
    }
    return known.get(field.prefill or "") or None


def _person(field: FormField, person: PersonRecord) -> dict[str, Any] | None:
    if not person.name or not person.personal_id:
        return None
    parts = {
        "identifier": person.personal_id,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "residence": _residence(person),
        "phone": person.phone,
        "email": person.email,
    }
    return {"name": person.name, **{part: parts[part] for part in field.parts if parts[part]}}


def _residence(person: PersonRecord) -> dict[str, str] | None:
    if not person.residence_unit:
        return None
    return {"unit": person.residence_unit, "line": person.residence_line or ""}
