"""What of the roads beside the straight one this officer may take now: what the case page offers."""

from dataclasses import dataclass
from typing import Any

from portal.people.policy import Action, CaseFacts, allows
from portal.web.context import house, now, principal, today
from portal.web.names import unit_name
from portal.web.rendering import label
from portal.workflow.case import CaseState, Referral
from portal.workflow.definition import Definition
from portal.workflow.definition import Referral as ReferralRule
from portal.workflow.names import CAUSE_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPanel:
    """The roads that are open; what is None or False is not shown."""

    may_recall: bool
    asks: ReferralRule | None
    whom: tuple[tuple[str, str], ...]  # code, name of units that may be asked
    open_referrals: tuple[tuple[Referral, str, bool], ...]  # with the name, and whether the answer is overdue
    may_stop_waiting: bool
    may_allow_again: bool
    may_say_late: bool
    may_extend: bool

    @property
    def is_empty(self) -> bool:
        shown = (self.may_recall, self.asks, self.open_referrals, self.may_allow_again, self.may_say_late)
        return not any((*shown, self.may_extend))


def road_panel(definition: Definition, state: CaseState, facts: CaseFacts, *, may_act: bool) -> RoadPanel:
    """Return what is open for a case as it stands."""

    def may(action: Action) -> bool:
        return allows(principal(), action, facts)

    counts = state.clock_started_at is not None and state.clock_stopped_at is None
    late = definition.extend is not None and state.extended_to is None and counts
    sent_by_me = state.sent is not None and state.sent.officer == principal().id
    rule = definition.steps[state.step].asks if state.step else None
    asks = rule if may_act and state.waiting is None else None
    return RoadPanel(
        may_recall=sent_by_me and state.holder is None and state.step is not None and may(Action.RECALL_CASE),
        asks=asks,
        whom=_whom(state) if asks else (),
        open_referrals=tuple((one, unit_name(one.unit), one.reply_by < now()) for one in state.referrals),
        may_stop_waiting=may_act,
        may_allow_again=bool(state.asked) and state.step is not None and may(Action.ALLOW_SECOND_REQUEST),
        may_say_late=late and state.apology_at is None and may_act,
        may_extend=late and may(Action.EXTEND_DEADLINE),
    )


def _whom(state: CaseState) -> tuple[tuple[str, str], ...]:
    """Return the offices beside the one that asks, and those of the units above it."""
    directory, day = house().directory, today()
    chain = (state.competent, *directory.ancestors(state.competent))
    offices: dict[str, str] = {}
    for above in chain:
        for office in directory.offices(above, day=day):
            if office != state.unit:
                offices[office] = unit_name(office)
    return tuple(offices.items())


def asked_targets(definition: Any, state: CaseState) -> list[tuple[str, Any]]:
    """Return what was asked of the citizen before, with its name."""
    names = {**definition.components, **definition.fields}
    return [(target, names.get(target)) for target in dict.fromkeys(state.asked)]


def late_causes() -> list[dict[str, str]]:
    """Return why a case may be late, as the options of a list."""
    return [{"value": code, "text": label(name)} for code, name in CAUSE_NAMES.items()]
