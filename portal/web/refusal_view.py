"""Why a case was decided against the applicant, as its page tells it: not accepted, stopped, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.cases.complaints import is_against
from portal.cases.queries import HistoryEntry
from portal.catalogue.definition import ProcedureDefinition
from portal.web.answer_view import file_titles
from portal.web.language import gettext as _
from portal.workflow import events
from portal.workflow.case import OfficialState


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reasons of the whole, and those that are bound to a paper or an answer."""

    title: str
    reasons: Sequence[str]
    items: Sequence[dict[str, Any]]


def refusal_of(entries: Sequence[HistoryEntry], definition: ProcedureDefinition) -> Refusal | None:
    """Return the reasons of the decision against the applicant; None where there is none."""
    told = [entry.event for entry in entries]
    against = next((event for event in reversed(told) if is_against(event)), None)
    if isinstance(against, events.CaseEnded):
        stopped = against.state == OfficialState.STOPPED
        title = _("Vì sao hồ sơ bị dừng") if stopped else _("Vì sao không tiếp nhận")
        titles = file_titles(definition)
        items = [
            {"title": titles[one.target] or one.target, "why": one.why, "then": one.then} for one in against.refusals
        ]
        return Refusal(title, against.reasons, items)
    if against is None:
        return None
    proposed = [event for event in told if isinstance(event, events.Proposed)]
    reasons = (proposed[-1].draft, *proposed[-1].reasons) if proposed else ()
    return Refusal(_("Vì sao bị từ chối"), [reason for reason in reasons if reason], [])
