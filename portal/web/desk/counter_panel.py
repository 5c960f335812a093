"""What reception may take in at the counter from the applicant of a case: what the page of the case offers."""

from typing import TYPE_CHECKING

from portal.cases.at_counter import is_brought
from portal.people.policy import Action, allows
from portal.web.context import principal
from portal.workflow.engine import may_withdraw

if TYPE_CHECKING:
    from portal.web.desk.case import OpenCase


def counter_panel(opened: "OpenCase") -> dict[str, bool]:
    """Return whether an answer is waited for and may be taken in, and whether the case may still be taken back."""
    state = opened.state
    asked = opened.waits and state.waiting is not None and state.waiting.kind == "supplement"

    def may(action: Action) -> bool:
        return is_brought(opened.row) and allows(principal(), action, opened.facts)

    return {
        "answer": asked and may(Action.TAKE_ANSWER),
        "withdrawal": may_withdraw(opened.definition, state) and may(Action.TAKE_WITHDRAWAL),
    }
