"""The figures of turnaround, each defined once: the number on screen, and the cases behind it, are the same condition.

Every condition is on columns that follow from a case's events (`portal cases verify` proves it), as of one moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from portal.cases.models import Case
from portal.statistics.vietnam_day import vietnam_day
from portal.workflow.case import OfficialState


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: from `start` (included) to `end` (not included), both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. `counts` is given the period and the moment as of which it is asked."""

    code: str
    counts: Callable[[Period, datetime], ColumnElement[bool]]


def _received(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Submitted in the period."""
    return and_(Case.submitted_at >= period.start, Case.submitted_at < min(period.end, as_of))


def _decided(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Decided in the period: granted or refused, official state 9."""
    return and_(Case.decided_at >= period.start, Case.decided_at < min(period.end, as_of))


def _early(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Decided on a day before the day it was due (II.06 counts calendar days in Vietnam)."""
    return and_(_decided(period, as_of), vietnam_day(Case.decided_at) < vietnam_day(Case.due_at))


def _on_time(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Decided on the very day it was due, and not after the due moment."""
    same_day = vietnam_day(Case.decided_at) == vietnam_day(Case.due_at)
    return and_(_decided(period, as_of), same_day, Case.decided_at <= Case.due_at)


def _late(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Decided after the due moment."""
    return and_(_decided(period, as_of), Case.decided_at > Case.due_at)


def _in_hand(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Submitted, and neither decided nor ended at that moment."""
    undecided = or_(Case.decided_at.is_(None), Case.decided_at > as_of)
    running = or_(Case.ended_at.is_(None), Case.ended_at > as_of)
    return and_(Case.submitted_at <= as_of, undecided, running)


def _overdue(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """In hand, and past its due moment."""
    return and_(_in_hand(period, as_of), Case.due_at < as_of)


def _closed(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Ended in the period without a decision: not accepted, withdrawn, stopped."""
    ends = (OfficialState.NOT_ACCEPTED, OfficialState.WITHDRAWN, OfficialState.STOPPED)
    in_period = and_(Case.ended_at >= period.start, Case.ended_at < min(period.end, as_of))
    return and_(in_period, Case.decided_at.is_(None), Case.state.in_([int(end) for end in ends]))


INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator("received", _received),
        Indicator("decided", _decided),
        Indicator("early", _early),
        Indicator("on_time", _on_time),
        Indicator("late", _late),
        Indicator("in_hand", _in_hand),
        Indicator("overdue", _overdue),
        Indicator("closed", _closed),
    )
}
