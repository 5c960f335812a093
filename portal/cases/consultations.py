"""Questions to other units in the process control of a case: each has its own clock, whoever has the case meanwhile."""

from collections.abc import Iterator
from datetime import datetime

from portal.cases.control import judge
from portal.cases.queries import HistoryEntry
from portal.cases.story import CaseStory
from portal.documents.slips_kept import HandOver
from portal.documents.spelling import limit_in_words
from portal.workflow.events import CaseEnded, ReferralAnswered, ReferralAsked, ReferralClosed
from portal.worktime import Calendar
from portal.worktime.used import hours_used


def consultations(story: CaseStory, calendar: Calendar, now: datetime) -> Iterator[HandOver]:
    """Yield a row for each question, in the order they were asked: when it was due, and whether that was kept."""
    for entry in story.entries:
        if isinstance(entry.event, ReferralAsked):
            asked, settled = entry.event, _settled(story, entry)
            left = settled.at if settled is not None else None
            yield HandOver(
                giver=story.who(entry),
                receiver=story.directory.name(asked.unit),
                at=asked.at,
                work=_work(asked.number, settled),
                allowed=limit_in_words(hours_used(calendar, asked.at, asked.reply_by), "hours"),
                due=asked.reply_by,
                left=left,
                verdict=judge(asked.reply_by, left, now),
            )


def _settled(story: CaseStory, asked: HistoryEntry) -> HistoryEntry | None:
    """Return what ended a question: its answer, the asker's going on without one, or the end of the case."""
    number = getattr(asked.event, "number", None)
    for entry in story.entries:
        event = entry.event
        if isinstance(event, ReferralAnswered | ReferralClosed) and event.number == number:
            return entry
        if isinstance(event, CaseEnded) and entry.seq > asked.seq:
            return entry
    return None


def _work(number: int, settled: HistoryEntry | None) -> str:
    if settled is None:
        return f"Trả lời câu hỏi số {number}"
    if isinstance(settled.event, ReferralAnswered):
        return f"Đã trả lời câu hỏi số {number}"
    return f"Không trả lời câu hỏi số {number}"
