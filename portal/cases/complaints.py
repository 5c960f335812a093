"""Whoever does not agree with a decision: to whom they may complain and within how many days.

The first complaint goes to the authority that decided (Law on Complaints 02/2011/QH13, article 7), within 90 days of
getting the decision or knowing of it (article 9). docs/to-confirm.md asks the province about it.
"""

from portal.workflow import events
from portal.workflow.case import OfficialState

DAYS = 90
_AGAINST = (OfficialState.NOT_ACCEPTED, OfficialState.STOPPED)

PARAGRAPH = (
    "Nếu không đồng ý, ông (bà) có quyền khiếu nại đến {authority} trong {days} ngày, kể từ ngày nhận được văn bản này"
    " (Điều 9 Luật Khiếu nại số 02/2011/QH13), hoặc khởi kiện tại Tòa án theo Luật Tố tụng hành chính."
)
PARAGRAPH_EN = (
    "If you do not agree, you may complain to the {authority} within {days} days of receiving this document (article 9"
    " of the Law on Complaints, 02/2011/QH13), or go to court under the Law on Administrative Procedure."
)


def is_against(event: events.AnyEvent) -> bool:
    """Say whether an event decides against the applicant: not accepted, stopped, or refused."""
    match event:
        case events.CaseEnded(state=state):
            return state in _AGAINST
        case events.ResultIssued(outcome=outcome):
            return outcome == "refused"
        case _:
            return False


def way_to_complain(authority: str, language: str = "vi") -> str:
    """Return the sentence of a document that says how to complain."""
    words = PARAGRAPH_EN if language == "en" else PARAGRAPH
    return words.format(authority=authority, days=DAYS)
