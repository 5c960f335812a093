"""The register of original papers: what was shown, compared, kept, and given back to whom.

It lies beside the case: nothing of what a case is depends on it but whether a paper is there when the case is filed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import aliased

from portal.cases.models import HELD, Case, Original
from portal.people.models import Officer

MOST_LISTED = 200


class NoSuchOriginal(Exception):
    """There is no such paper here that could still be given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A paper that lies on the counter. With `sha256` its scan was compared with it."""

    component: str
    paper: str
    is_kept: bool
    sha256: str | None = None


def note_original(
    work: Connection,
    shown: Shown,
    *,
    unit: str,
    officer: str,
    now: datetime,
    draft_id: str | None = None,
    case_id: str | None = None,
) -> str:
    """Enter a paper into the register, and return its id. The same one again is entered once."""
    whose = Original.draft_id == draft_id if case_id is None else Original.case_id == case_id
    same = and_(whose, Original.component == shown.component, Original.paper == shown.paper)
    known = work.execute(select(Original.id).where(same, Original.returned_at.is_(None))).scalar()
    compared = officer if shown.sha256 is not None else None
    values = {"is_kept": shown.is_kept, "sha256": shown.sha256, "certified_by": compared}
    if known is not None:
        work.execute(update(Original).where(Original.id == known).values(**values))
        return str(known)
    original_id = str(uuid4())
    row = {"id": original_id, "draft_id": draft_id, "case_id": case_id, "unit": unit, **values}
    said = {"component": shown.component, "paper": shown.paper, "taken_at": now, "taken_by": officer}
    work.execute(insert(Original).values(**row, **said))
    return original_id


def forget_original(work: Connection, original_id: str, draft_id: str) -> None:
    """Strike out what was entered by mistake, while the application is not sent."""
    work.execute(delete(Original).where(Original.id == original_id, Original.draft_id == draft_id))


def give_back(work: Connection, original_id: str, case_id: str, *, to: str, officer: str, now: datetime) -> None:
    """Note that a kept paper was given back. Raises `NoSuchOriginal` for one that was before, or never kept."""
    held = and_(Original.id == original_id, Original.case_id == case_id, HELD)
    done = work.execute(update(Original).where(held).values(returned_at=now, returned_by=officer, returned_to=to))
    if done.rowcount != 1:
        raise NoSuchOriginal


def originals_of_draft(look: Connection, draft_id: str) -> Sequence[Row[Any]]:
    of_draft = select(Original.__table__).where(Original.draft_id == draft_id)
    return look.execute(of_draft.order_by(Original.taken_at, Original.id)).all()


def originals_of_case(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    """Return the papers that were shown for a case, with the names of who took, compared and gave back."""
    return look.execute(_OF_CASE, {"case_id": case_id}).all()


def originals_held(look: Connection, units: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the papers that lie in some units, those of ended cases first, then the oldest: they are to go back."""
    columns = (Original.__table__, Case.code, Case.applicant_name, Case.ended_at, Case.state, Case.version_id)
    held = select(*columns).join(Case, Case.id == Original.case_id).where(Original.unit.in_(sorted(units)), HELD)
    return look.execute(held.order_by(Case.ended_at.is_(None), Original.taken_at).limit(MOST_LISTED)).all()


def kept_of_draft(look: Connection, draft_id: str) -> set[str]:
    """Return the components whose original lies in the office: they are present, even where no scan came about."""
    return set(look.execute(select(Original.component).where(Original.draft_id == draft_id, HELD)).scalars())


def carry_to_case(work: Connection, draft_id: str, case_id: str) -> None:
    """The application was filed: its papers are the case's."""
    work.execute(update(Original).where(Original.draft_id == draft_id).values(case_id=case_id, draft_id=None))


_GIVER, _COMPARER = aliased(Officer), aliased(Officer)
_OF_CASE = (
    select(Original.__table__, Officer.name.label("taker"), _GIVER.name.label("giver"))
    .add_columns(_COMPARER.name.label("comparer"))
    .outerjoin(_COMPARER, _COMPARER.id == Original.certified_by)
    .outerjoin(Officer, Officer.id == Original.taken_by)
    .outerjoin(_GIVER, _GIVER.id == Original.returned_by)
    .where(Original.case_id == bindparam("case_id"))
    .order_by(Original.taken_at, Original.id)
)
