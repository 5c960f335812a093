"""What of the roads beside the straight one this officer may take now: what the case page offers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from portal.cases.queries import HistoryEntry
from portal.cases.whom import may_be_asked, named_like, nearby, proposed
from portal.people.policy import Action, CaseFacts, allows
from portal.web.context import house, now, principal, today
from portal.web.desk.question_clock import Settled, settled_questions
from portal.web.names import unit_name
from portal.web.rendering import label
from portal.workflow.case import CaseState, Referral
from portal.workflow.definition import Definition
from portal.workflow.definition import Referral as ReferralRule
from portal.workflow.events import ReferralAsked
from portal.workflow.names import CAUSE_NAMES


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit that may be asked; `proposed` where the answers of the case point to it, `nearby` where nothing does."""

    code: str
    name: str
    proposed: bool
    nearby: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What besides the case itself says whom to ask, and what was asked before."""

    consult: Sequence[str] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    history: Sequence[HistoryEntry] = ()
    enclosed: Sequence[Row[Any]] = ()  # papers that came with answers
    sought: str = ""  # part of the name of another unit
    ticked: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPanel:
    """The roads that are open; what is None or False is not shown."""

    may_recall: bool
    asks: ReferralRule | None
    whom: tuple[Asked, ...]  # units that may be asked: found by name, proposed by the answers, nearby
    settled: tuple[Settled, ...]  # questions that are over
    open_referrals: tuple[tuple[Referral, str, bool], ...]  # with the name, and whether the answer is overdue
    may_stop_waiting: bool
    may_allow_again: bool
    may_say_late: bool
    may_extend: bool

    @property
    def is_empty(self) -> bool:
        shown = (self.may_recall, self.asks, self.open_referrals, self.settled, self.may_say_late)
        return not any((*shown, self.may_allow_again, self.may_extend))


def road_panel(
    definition: Definition, state: CaseState, facts: CaseFacts, around: Around, *, may_act: bool
) -> RoadPanel:
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
        whom=tuple(_whom(state, around)) if asks else (),
        settled=tuple(settled_questions(around.history, around.enclosed)),
        open_referrals=tuple((one, unit_name(one.unit), one.reply_by < now()) for one in state.referrals),
        may_stop_waiting=may_act,
        may_allow_again=bool(state.asked) and state.step is not None and may(Action.ALLOW_SECOND_REQUEST),
        may_say_late=late and state.apology_at is None and may_act,
        may_extend=late and may(Action.EXTEND_DEADLINE),
    )


def _whom(state: CaseState, around: Around) -> Iterator[Asked]:
    """Yield each unit once: what was sought and ticked, what the answers point to, then the offices nearby."""
    directory, day, own = house().directory, today(), state.unit or state.competent
    pointed = proposed(directory, around.consult, around.answers, own, day)
    ticked = [unit for unit in around.ticked if may_be_asked(directory, unit, day)]
    found = named_like(directory, around.sought, own, day)
    named = dict.fromkeys((*pointed, *ticked, *found))
    for unit in named:
        yield Asked(unit, unit_name(unit), proposed=unit in pointed, nearby=False)
    for unit in nearby(directory, state.competent, own, day):
        if unit not in named:
            yield Asked(unit, unit_name(unit), proposed=False, nearby=True)


def asked_units(state: CaseState, around: Around) -> tuple[str, ...]:
    """Return the names of the units whose opinion was asked; before any was, of those that the answers point to."""
    asked = [entry.event.unit for entry in around.history if isinstance(entry.event, ReferralAsked)]
    own = state.unit or state.competent
    units = asked or proposed(house().directory, around.consult, around.answers, own, today())
    return tuple(unit_name(unit) for unit in dict.fromkeys(units))


def asked_targets(definition: Any, state: CaseState) -> list[tuple[str, Any]]:
    """Return what was asked of the citizen before, with its name."""
    names = {**definition.components, **definition.fields}
    return [(target, names.get(target)) for target in dict.fromkeys(state.asked)]


def late_causes() -> list[dict[str, str]]:
    """Return why a case may be late, as the options of a list."""
    return [{"value": code, "text": label(name)} for code, name in CAUSE_NAMES.items()]
