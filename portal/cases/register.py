"""The register of a unit (slip 07): its cases by the day they were received. Made from the cases, never typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, literal, select, tuple_

from portal.cases.models import Case, CaseUnit
from portal.cases.queries import CaseCursor, CasePage
from portal.cases.story import authority_of, place_of
from portal.catalogue.versions import Versions
from portal.clock import VIETNAM, local
from portal.crypto import Sealer
from portal.documents.slips_kept import RegisterRow, Slip07
from portal.people.accounts import PersonRecord, load_people
from portal.people.principal import Principal
from portal.people.roles import DESK_ROLES, Role
from portal.units.directory import UnitDirectory
from portal.units.oversight import below
from portal.workflow.case import OfficialState

MOST_DAYS = 31
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The moment the first day begins, and the one at which the last is over."""
        start, end = self.first, self.last + timedelta(days=1)
        return datetime.combine(start, time(), VIETNAM), datetime.combine(end, time(), VIETNAM)


@dataclass(frozen=True, slots=True)
class Register:
    """What stands in the register of a unit for some days."""

    unit: str
    days: Days
    rows: tuple[RegisterRow, ...]

    def slip(self, directory: UnitDirectory, now: datetime) -> Slip07:
        """Return it as the form of the law."""
        first, after = self.days.moments
        return Slip07(
            authority=authority_of(directory, self.unit, self.days.last),
            place=place_of(directory, self.unit),
            issued_at=now,
            first=first,
            last=after - timedelta(days=1),
            rows=self.rows,
        )


class TooManyDays(Exception):
    """More days were asked for than a register is made of at once."""


def registers_of(principal: Principal, directory: UnitDirectory) -> frozenset[str]:
    """Return the units whose registers somebody may read: those of their desk posts, and those they supervise."""
    supervised = {code for unit in principal.units_as(Role.SUPERVISOR) for code in below(directory, unit)}
    return principal.units_as(*DESK_ROLES) | supervised


def list_register(look: Connection, unit: str, days: Days, after: CaseCursor | None = None) -> CasePage:
    """Return one page of a unit's register, what was received first at the top. Raises `TooManyDays`."""
    statement = _received(unit, days).limit(PAGE_SIZE + 1)
    if after is not None:
        key = tuple_(CaseUnit.submitted_at, CaseUnit.case_id)
        statement = statement.where(key > tuple_(literal(after.submitted_at), literal(after.case_id)))
    rows = look.execute(statement).all()
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return CasePage(rows, CaseCursor(rows[-1].submitted_at, rows[-1].id) if more else None)


def read_register(
    look: Connection, unit: str, days: Days, *, sealer: Sealer, versions: Versions, directory: UnitDirectory
) -> Register:
    """Return the whole register, with the applicants' addresses and telephones. Raises `TooManyDays`."""
    cases = look.execute(_received(unit, days)).all()
    people = load_people(look, sealer, {case.applicant_id for case in cases})
    names = {case.version_id: versions.get(look, case.version_id).definition.name.vi for case in cases}
    return Register(unit, days, tuple(_entries(cases, people, names, directory)))


def _received(unit: str, days: Days) -> Any:
    if days.count > MOST_DAYS:
        raise TooManyDays
    start, end = days.moments
    return (
        select(Case.__table__)
        .join(CaseUnit, CaseUnit.case_id == Case.id)
        .where(CaseUnit.unit == unit, CaseUnit.submitted_at >= start, CaseUnit.submitted_at < end)
        .order_by(CaseUnit.submitted_at, CaseUnit.case_id)
    )


def _entries(
    cases: Sequence[Row[Any]], people: dict[str, PersonRecord], names: dict[str, str], directory: UnitDirectory
) -> list[RegisterRow]:
    return [_entry(case, people, names, directory) for case in cases]


def _entry(
    case: Row[Any], people: dict[str, PersonRecord], names: dict[str, str], directory: UnitDirectory
) -> RegisterRow:
    filed = authority_of(directory, case.competent, local(case.submitted_at).date())
    decides = authority_of(directory, case.snapshot["competent"], local(case.last_at).date())
    return RegisterRow(
        code=case.code,
        procedure=names[case.version_id],
        sets=1,
        applicant=case.applicant_name,
        contact=_contact(people.get(case.applicant_id), directory),
        competent=filed,
        competent_now=decides if decides != filed else "",
        received_at=case.submitted_at,
        due_at=case.original_due_at,
        returned_at=case.ended_at if case.state == OfficialState.RETURNED else None,
        return_by=case.return_by,
        state=case.state,
    )


def _contact(person: PersonRecord | None, directory: UnitDirectory) -> str:
    if person is None:
        return ""
    home = directory.full_name(person.residence_unit) if person.residence_unit else ""
    address = ", ".join(part for part in (person.residence_line, home) if part)
    return "; ".join(part for part in (address, person.phone) if part)
