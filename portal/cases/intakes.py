"""Applications that officers write for a person: brought to an office, sent to it by post, or written together.

The person is the applicant; the officer is the helper. What is brought belongs to the office: whoever of it is on duty
goes on with it, after a power cut too, and it may be another's to decide (any-office intake). What is written together
is the helper's alone to go on with, and the person confirms it (`confirming`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select

from portal.cases.drafts import BROUGHT, DraftRecord, TakenIn, begin_draft
from portal.cases.errors import NoSuchDraft
from portal.cases.models import Draft, DraftFile, Original
from portal.catalogue.definition import ProcedureDefinition
from portal.catalogue.versions import Published
from portal.crypto import Sealer
from portal.people.models import Person
from portal.people.policy import Action, CaseFacts, require
from portal.people.principal import Principal
from portal.people.roles import Role

MOST_LISTED = 50
HELPERS = frozenset({Role.RECEPTION, Role.HELPER})


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose application it is."""

    id: str
    name: str


def begin_intake(
    work: Connection,
    sealer: Sealer,
    officer: Principal,
    way: TakenIn,
    *,
    person_id: str,
    published: Published,
    answers: Mapping[str, Any],
    now: datetime,
) -> str:
    """Begin to take in an application of a person, and return the draft's id. Raises `NotAllowed`, `TooManyDrafts`."""
    there = frozenset({way.unit} if way.unit else ())
    action = Action.TAKE_IN if way.channel in BROUGHT else Action.HELP_APPLY
    require(officer, action, CaseFacts(applicant=person_id, units=there, above=frozenset()))
    return begin_draft(
        work,
        sealer,
        person_id=person_id,
        procedure_code=published.code,
        version_id=published.id,
        answers=answers,
        now=now,
        taken_in=replace(way, helper_id=officer.id),
    )


def list_intakes(look: Connection, officer: Principal) -> list[Any]:
    """Return what the officer's offices have begun and not sent, the one touched last first; answers stay sealed."""
    return _list(look, Draft.unit.in_(sorted(officer.units_as(Role.RECEPTION))), Draft.channel.in_(BROUGHT))


def list_assisted(look: Connection, helper: Principal) -> list[Any]:
    """Return what a helper has begun with people and not sent."""
    mine = Draft.unit.in_(sorted(helper.units_as(*HELPERS)))
    return _list(look, mine, Draft.helper_id == helper.id, Draft.channel.not_in(BROUGHT))


def _list(look: Connection, *which: ColumnElement[bool]) -> list[Any]:
    columns = (Draft.id, Draft.channel, Draft.version_id, Draft.page, Draft.updated_at, Draft.helper_id, Draft.unit)
    begun = select(*columns, Person.name.label("applicant_name")).join(Person, Person.id == Draft.person_id)
    newest = begun.where(*which, Draft.case_id.is_(None)).order_by(Draft.updated_at.desc()).limit(MOST_LISTED)
    return list(look.execute(newest))


def abandon_intake(work: Connection, draft: DraftRecord) -> None:
    """Take away what was begun, with its files and the notes on its papers. Raises `NoSuchDraft` once it was sent."""
    for belonging in (DraftFile, Original):
        work.execute(delete(belonging).where(belonging.draft_id == draft.id))
    if work.execute(delete(Draft).where(Draft.id == draft.id, Draft.case_id.is_(None))).rowcount != 1:
        raise NoSuchDraft


def require_writer(principal: Principal) -> None:
    """Raise `NotAllowed` for somebody who writes no application, neither an own one nor another's."""
    if principal.is_officer and principal.roles & HELPERS:
        return
    require(principal, Action.WRITE_APPLICATION)


def applicant_of(draft: DraftRecord, writer: Principal) -> Applicant:
    """Return whose application a draft is."""
    return Applicant(draft.person_id, writer.name if draft.unit is None else draft.applicant_name)


def is_taken(definition: ProcedureDefinition, channel: str) -> bool:
    """Say whether an application may come by a channel."""
    return channel in definition.channels if channel in BROUGHT else definition.is_open_online
