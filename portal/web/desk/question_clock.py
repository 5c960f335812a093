"""How a question to another unit stands: open, answered or let go, in time or not, and the working hours it took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from portal.cases.queries import HistoryEntry
from portal.web.case_words import Badge, opinion_words
from portal.web.context import house, now
from portal.web.format import working_hours
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_name
from portal.workflow.events import ReferralAnswered, ReferralAsked, ReferralClosed
from portal.worktime import worked_minutes


@dataclass(frozen=True, slots=True)
class QuestionClock:
    """The clock of one question, as a list shows it."""

    unit: str
    badge: Badge
    hours: str  # working hours used


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A question that is over, as the case page tells it."""

    number: int
    clock: QuestionClock
    asked_at: datetime
    reply_by: datetime
    settled_at: datetime
    opinion: str  # empty: there was no answer
    files: Sequence[Row[Any]]  # that came with the answer


def question_clock(row: Any) -> QuestionClock:
    """Return how a question stands. `row` has unit, status, asked_at, reply_by, settled_at."""
    end = row.settled_at or now()
    used = working_hours(worked_minutes(house().calendar, row.asked_at, end), language=language())
    return QuestionClock(unit_name(row.unit), _badge(row.status, late=end > row.reply_by), used)


def _badge(status: str, *, late: bool) -> Badge:
    if status == "open":
        return Badge("late", _("Quá hạn trả lời")) if late else Badge("waiting", _("Chờ trả lời"))
    if status == "answered":
        return Badge("late", _("Trả lời trễ")) if late else Badge("done", _("Trả lời đúng hạn"))
    return Badge("plain", _("Không trả lời, thôi chờ"))


@dataclass(frozen=True, slots=True)
class _Row:
    unit: str
    status: str
    asked_at: datetime
    reply_by: datetime
    settled_at: datetime


def settled_questions(history: Sequence[HistoryEntry], enclosed: Sequence[Row[Any]]) -> Iterator[Settled]:
    """Yield the questions of a case that were answered or let go, in the order they were asked.

    `enclosed` are the papers that came with the answers of the case.
    """
    ends = {e.event.number: e.event for e in history if isinstance(e.event, ReferralAnswered | ReferralClosed)}
    for entry in history:
        asked = entry.event
        if not isinstance(asked, ReferralAsked) or asked.number not in ends:
            continue
        end = ends[asked.number]
        answer = end if isinstance(end, ReferralAnswered) else None
        status = "answered" if answer is not None else "closed"
        yield Settled(
            number=asked.number,
            clock=question_clock(_Row(asked.unit, status, asked.at, asked.reply_by, end.at)),
            asked_at=asked.at,
            reply_by=asked.reply_by,
            settled_at=end.at,
            opinion=opinion_words(answer.opinion) if answer is not None else "",
            files=[paper for paper in enclosed if paper.number == asked.number],
        )
