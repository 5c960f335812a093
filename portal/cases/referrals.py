"""Questions to other units as these see them: the question and the documents that are shared, not the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, literal_column, or_, select

from portal.cases import queries
from portal.cases.errors import NoSuchCase
from portal.cases.models import Case, CaseReferral
from portal.cases.referral_models import ReferralFile
from portal.crypto import Sealer
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES
from portal.units.directory import UnitDirectory
from portal.units.oversight import carries_on
from portal.workflow.events import ReferralAnswered, ReferralAsked

MOST_ASKED = 50  # the latest; older ones stand in their cases
MOST = 200  # questions of a list: a unit that has more open ones has another trouble


@dataclass(frozen=True, slots=True)
class AskedOfUs:
    """One question, with what the unit that was asked may know of the case."""

    row: Row[Any]  # of the case
    referral: Row[Any]
    asked: ReferralAsked
    answered: ReferralAnswered | None
    files: Sequence[Row[Any]]  # those that are shared
    enclosed: Sequence[Row[Any]]  # those that came with the answer


def list_open(look: Connection, principal: Principal, directory: UnitDirectory) -> Sequence[Row[Any]]:
    """Return the open questions to the units of an officer, and of those that they carry on, by when they are due."""
    posts = [post for post in principal.posts if post.role in DESK_ROLES]
    if not posts:
        return ()
    ours = or_(
        *(
            and_(CaseReferral.unit.in_(sorted(carries_on(directory, post.unit))), CaseReferral.role == post.role.value)
            for post in posts
        )
    )
    columns = (CaseReferral.__table__, Case.code, Case.procedure_code, Case.version_id, Case.competent)
    statement = select(*columns).join(Case, Case.id == CaseReferral.case_id)
    is_open = CaseReferral.status == literal_column("'open'")
    return look.execute(statement.where(is_open, ours).order_by(CaseReferral.reply_by).limit(MOST)).all()


def list_asked(look: Connection, principal: Principal) -> Sequence[Row[Any]]:
    """Return the questions that an officer asked, the latest first, whatever became of them."""
    columns = (CaseReferral.__table__, Case.code, Case.procedure_code, Case.version_id)
    statement = select(*columns).join(Case, Case.id == CaseReferral.case_id)
    mine = statement.where(CaseReferral.asked_by == principal.id)
    return look.execute(mine.order_by(CaseReferral.asked_at.desc()).limit(MOST_ASKED)).all()


def enclosed_in(look: Connection, case_id: str) -> Sequence[Row[Any]]:
    """Return the papers that came with the answers of a case; `number` says with which."""
    of_case = select(ReferralFile.__table__).where(ReferralFile.case_id == case_id)
    return look.execute(of_case.order_by(ReferralFile.number, ReferralFile.file_name)).all()


def read_asked(
    look: Connection, code: str, number: int, principal: Principal, directory: UnitDirectory, sealer: Sealer
) -> AskedOfUs:
    """Return one question to a unit of this officer. Raises `NoSuchCase` for an absent one and a stranger's alike."""
    row = look.execute(select(Case.__table__).where(Case.code == code)).one_or_none()
    if row is None:
        raise NoSuchCase
    key = and_(CaseReferral.case_id == row.id, CaseReferral.number == number)
    referral = look.execute(select(CaseReferral.__table__).where(key)).one_or_none()
    if referral is None or not any(
        post.role == referral.role and referral.unit in carries_on(directory, post.unit) for post in principal.posts
    ):
        raise NoSuchCase
    happened = [entry.event for entry in queries.history(look, row.id, sealer)]
    asked = next(e for e in happened if isinstance(e, ReferralAsked) and e.number == number)
    answered = next((e for e in happened if isinstance(e, ReferralAnswered) and e.number == number), None)
    files = [file for file in queries.files_of(look, row.id) if file.sha256 in asked.files]
    enclosed = [paper for paper in enclosed_in(look, row.id) if paper.number == number]
    return AskedOfUs(row=row, referral=referral, asked=asked, answered=answered, files=files, enclosed=enclosed)
