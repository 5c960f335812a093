"""The figures of turnaround, each defined once: the number on screen, and the cases behind it, are the same condition.

Every condition is on columns that follow from a case's events (`portal cases verify` proves it). Time is half-open: a
period holds its first moment and not its last, and "at a moment" means what happened before it. So the periods of a
year add up to the year, and every case that came in is decided, closed or in hand, once:

    carried over + received = decided + closed + in hand

What was not known yet at the moment of looking is left out, whatever happened since. For a case in hand the due moment
that is stored today says the same as the one known then: a due moment that has passed is never moved by a later pause,
and one that a later pause has moved had not passed (docs/decisions/0007).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func

from portal.cases.models import Case
from portal.statistics.vietnam_day import vietnam_day

Parts = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: from `start` (included) to `end` (not included), both aware."""

    start: datetime
    end: datetime

    def known_at(self, moment: datetime) -> "Period":
        """Return what of the period had passed at a moment."""
        return Period(min(self.start, moment), min(self.end, moment))


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: the cases for which one of `parts` holds; of each case, one at the most.

    `parts` is given what of the period has passed. Each part is one stretch of an index, led by the competent unit.
    """

    code: str
    parts: Callable[[Period], Parts]


def _carried(period: Period) -> Parts:
    """In hand when the period began."""
    return _in_hand_at(period.start)


def _received(period: Period) -> Parts:
    """Submitted in the period."""
    return (and_(Case.submitted_at >= period.start, Case.submitted_at < period.end),)


def _decided(period: Period) -> Parts:
    """Decided in the period: granted or refused, official state 9."""
    return (_decided_in(period),)


def _early(period: Period) -> Parts:
    """Decided on a day before the day it was due (II.06 counts calendar days)."""
    return (and_(_decided_in(period), vietnam_day(Case.decided_at) < vietnam_day(Case.due_at)),)


def _on_time(period: Period) -> Parts:
    """Decided on the very day it was due."""
    return (and_(_decided_in(period), vietnam_day(Case.decided_at) == vietnam_day(Case.due_at)),)


def _late(period: Period) -> Parts:
    """Decided on a day after the day it was due."""
    return (and_(_decided_in(period), vietnam_day(Case.decided_at) > vietnam_day(Case.due_at)),)


def _closed(period: Period) -> Parts:
    """Ended in the period without a decision: not accepted, withdrawn, stopped."""
    return (and_(Case.decided_at.is_(None), Case.ended_at >= period.start, Case.ended_at < period.end),)


def _in_hand(period: Period) -> Parts:
    """In hand when the period ended, or at the moment of looking when that came first."""
    return _in_hand_at(period.end)


def _overdue(period: Period) -> Parts:
    """In hand at that moment, and past its due moment. While the clock stands there is none to pass."""
    return tuple(and_(part, Case.due_at < period.end) for part in _in_hand_at(period.end))


def _decided_in(period: Period) -> ColumnElement[bool]:
    return and_(Case.decided_at >= period.start, Case.decided_at < period.end)


def _in_hand_at(moment: datetime) -> Parts:
    """Submitted before the moment, and neither decided nor ended before it: still in hand, or left since."""
    # coalesce() keeps the database from walking all that a unit ever received to find what left since
    submitted = func.coalesce(Case.submitted_at, Case.submitted_at) < moment
    return (
        and_(submitted, Case.decided_at.is_(None), Case.ended_at.is_(None)),
        and_(submitted, Case.decided_at.is_(None), Case.ended_at >= moment),
        and_(submitted, Case.decided_at >= moment),
    )


INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator("carried", _carried),
        Indicator("received", _received),
        Indicator("decided", _decided),
        Indicator("early", _early),
        Indicator("on_time", _on_time),
        Indicator("late", _late),
        Indicator("closed", _closed),
        Indicator("in_hand", _in_hand),
        Indicator("overdue", _overdue),
    )
}
