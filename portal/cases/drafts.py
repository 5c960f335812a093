"""Drafts: what a citizen is writing. Saved on every page and while typing, resumable elsewhere, unseen by officers.

What an officer writes for a person who came (`intakes`) is a draft too, of the office and not of the person's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update

from portal.cases.errors import DraftMoved, NoSuchDraft
from portal.cases.models import Draft, DraftFile, Original
from portal.crypto import Sealer
from portal.people.models import Person
from portal.people.policy import Action, CaseFacts, allows
from portal.people.principal import Principal
from portal.statements import Read

# An unfinished application is personal data without a purpose after this long (Law 91/2025).
KEEP = timedelta(days=30)
# One that a helper writes lies with somebody else than its owner: until the end of a day it may be finished.
KEEP_ASSISTED = timedelta(days=1)
MAX_DRAFTS = 50

# Channels by which paper is brought to an office: that office is the place of intake.
BROUGHT = ("counter", "post")


# Built once: every page of an application begins with it.
_OWN = and_(Draft.person_id == bindparam("person_id"), Draft.unit.is_(None))
_DRAFT = Read(select(Draft.__table__).where(Draft.id == bindparam("id"), _OWN))
_TAKEN_IN = Read(
    select(Draft.__table__, Person.name.label("applicant_name"))
    .join(Person, Person.id == Draft.person_id)
    .where(Draft.id == bindparam("id"), Draft.unit.is_not(None))
)


class TooManyDrafts(Exception):
    """The person has `MAX_DRAFTS` unfinished applications; one has to be sent or deleted first (R-FILE-7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """A draft, opened for its owner."""

    id: str
    person_id: str
    procedure_code: str
    version_id: str
    answers: Mapping[str, Any]  # read and valid, page by page
    typed: Mapping[str, Mapping[str, list[str]]]  # page -> what was typed there and is not yet valid
    page: str
    revision: int
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    case_id: str | None
    channel: str = "online"
    unit: str | None = None  # where an officer takes it in for the person
    helper_id: str | None = None
    applicant_name: str = ""  # of such a one

    @property
    def is_assisted(self) -> bool:
        """Whether a helper writes it with the person, who has to confirm it."""
        return _is_assisted(self.unit, self.channel)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """By which way an application comes, in which office, and which officer writes it for the person."""

    channel: str = "online"
    unit: str | None = None
    helper_id: str | None = None

    @property
    def keep(self) -> timedelta:
        return _keep(self.unit, self.channel)


ONES_OWN = TakenIn()


def begin_draft(
    work: Connection,
    sealer: Sealer,
    *,
    person_id: str,
    procedure_code: str,
    version_id: str,
    answers: Mapping[str, Any],
    now: datetime,
    taken_in: TakenIn = ONES_OWN,
) -> str:
    """Start a draft and return its id. Raises `TooManyDrafts`."""
    # What officers begin for somebody never keeps them from beginning their own.
    alike = Draft.unit.is_(None) if taken_in.unit is None else Draft.unit.is_not(None)
    unsent = select(Draft.id).where(Draft.person_id == person_id, alike, Draft.case_id.is_(None))
    if len(work.execute(unsent).all()) >= MAX_DRAFTS:
        raise TooManyDrafts
    draft_id = str(uuid4())
    work.execute(
        insert(Draft).values(
            id=draft_id,
            person_id=person_id,
            procedure_code=procedure_code,
            version_id=version_id,
            answers=sealer.seal({"answers": dict(answers), "typed": {}}, bound_to=_bound(draft_id)),
            page="",
            revision=1,
            created_at=now,
            updated_at=now,
            expires_at=now + taken_in.keep,
            case_id=None,
            channel=taken_in.channel,
            unit=taken_in.unit,
            helper_id=taken_in.helper_id,
        )
    )
    return draft_id


def get_draft(look: Connection, sealer: Sealer, draft_id: str, person_id: str) -> DraftRecord:
    """Return a draft of this person. Raises `NoSuchDraft` for an absent one and for somebody else's alike."""
    row = _DRAFT.first(look, {"id": draft_id, "person_id": person_id})
    if row is None:
        raise NoSuchDraft
    return _record(row, sealer)


def draft_for(look: Connection, sealer: Sealer, draft_id: str, writer: Principal) -> DraftRecord:
    """Return a draft that somebody may write: one's own, one that one's office takes in, one that one helps with.

    Raises `NoSuchDraft`.
    """
    if writer.is_citizen:
        return get_draft(look, sealer, draft_id, writer.id)
    row = _TAKEN_IN.first(look, {"id": draft_id})
    if row is None:
        raise NoSuchDraft
    there = CaseFacts(applicant=row.person_id, units=frozenset({row.unit}), above=frozenset())
    if _is_assisted(row.unit, row.channel):
        mine = row.helper_id == writer.id and allows(writer, Action.HELP_APPLY, there)
    else:
        mine = allows(writer, Action.TAKE_IN, there)
    if not mine:
        raise NoSuchDraft
    return replace(_record(row, sealer), applicant_name=row.applicant_name)


def list_drafts(look: Connection, sealer: Sealer, person_id: str) -> list[DraftRecord]:
    """Return a person's unfinished drafts, the one touched last first."""
    rows = look.execute(
        select(Draft.__table__)
        .where(Draft.person_id == person_id, Draft.unit.is_(None), Draft.case_id.is_(None))
        .order_by(Draft.updated_at.desc())
    )
    return [_record(row, sealer) for row in rows]


def save_draft(
    work: Connection,
    sealer: Sealer,
    draft: DraftRecord,
    *,
    answers: Mapping[str, Any],
    typed: Mapping[str, Mapping[str, list[str]]],
    page: str,
    now: datetime,
) -> int:
    """Keep the answers and return the new revision. Raises `DraftMoved` when another page saved in between."""
    done = work.execute(
        update(Draft)
        .where(Draft.id == draft.id, Draft.revision == draft.revision, Draft.case_id.is_(None))
        .values(
            answers=sealer.seal({"answers": dict(answers), "typed": dict(typed)}, bound_to=_bound(draft.id)),
            page=page,
            revision=draft.revision + 1,
            updated_at=now,
            expires_at=now + _keep(draft.unit, draft.channel),
        )
    )
    if done.rowcount != 1:
        raise DraftMoved(draft.revision)
    return draft.revision + 1


def carry_over(
    work: Connection, sealer: Sealer, draft: DraftRecord, *, version_id: str, answers: Mapping[str, Any], now: datetime
) -> None:
    """Continue a draft under a newer version of its procedure, with the answers that still fit.

    What was typed and not yet taken stays. Raises `DraftMoved`.
    """
    save_draft(work, sealer, draft, answers=answers, typed=draft.typed, page="", now=now)
    work.execute(update(Draft).where(Draft.id == draft.id).values(version_id=version_id))


def delete_draft(work: Connection, draft_id: str, person_id: str) -> None:
    """Delete an unfinished draft with its files. Raises `NoSuchDraft`."""
    work.execute(delete(DraftFile).where(DraftFile.draft_id == draft_id))
    mine = (Draft.id == draft_id, Draft.person_id == person_id, Draft.unit.is_(None), Draft.case_id.is_(None))
    gone = work.execute(delete(Draft).where(*mine))
    if gone.rowcount != 1:
        raise NoSuchDraft


def delete_expired(work: Connection, now: datetime) -> int:
    """Delete unfinished drafts past their time; return how many."""
    stale = select(Draft.id).where(Draft.expires_at < now, Draft.case_id.is_(None))
    work.execute(delete(DraftFile).where(DraftFile.draft_id.in_(stale)))
    work.execute(delete(Original).where(Original.draft_id.in_(stale)))
    return work.execute(delete(Draft).where(Draft.expires_at < now, Draft.case_id.is_(None))).rowcount


def _is_assisted(unit: str | None, channel: str) -> bool:
    return unit is not None and channel not in BROUGHT


def _keep(unit: str | None, channel: str) -> timedelta:
    return KEEP_ASSISTED if _is_assisted(unit, channel) else KEEP


def _bound(draft_id: str) -> str:
    return f"drafts/{draft_id}"


def _record(row: Row[Any], sealer: Sealer) -> DraftRecord:
    opened = sealer.open(row.answers, bound_to=_bound(row.id))
    return DraftRecord(
        id=row.id,
        person_id=row.person_id,
        procedure_code=row.procedure_code,
        version_id=row.version_id,
        answers=opened["answers"],
        typed=opened["typed"],
        page=row.page,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        case_id=row.case_id,
        channel=row.channel,
        unit=row.unit,
        helper_id=row.helper_id,
    )
