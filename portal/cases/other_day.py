"""Appointments for which the applicant asked another day: the desk owes them one, wherever the task stands."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, exists, func, select

from portal.cases.appointments import IS_OPEN
from portal.cases.meeting_models import CaseAppointment
from portal.cases.models import Case, Task

_ASKED = and_(IS_OPEN, CaseAppointment.declined)


def asks_another_day() -> Exists:
    """Hold for a case, in a statement about cases, whose applicant cannot come on the day of the appointment."""
    return exists().where(CaseAppointment.case_id == Case.id, _ASKED)


def other_days(unit: Any, on_desk: ColumnElement[bool]) -> Any:
    """Return the statement, as one column of another, that counts them among the tasks of a unit that are on a desk."""
    return (
        select(func.count())
        .select_from(CaseAppointment)
        .join(Task, Task.case_id == CaseAppointment.case_id)
        .join(Case, Case.id == CaseAppointment.case_id)
        .where(CaseAppointment.unit == unit, _ASKED, on_desk)
        .scalar_subquery()
    )
