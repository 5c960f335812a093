"""What a case has to do with other units, on its page: cases it opened there, and whether another one is competent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from portal.cases.beside import ChildRow
from portal.cases.competence import competent_unit, competent_units
from portal.cases.errors import NotCompetent
from portal.cases.queries import HistoryEntry
from portal.catalogue.definition import ProcedureDefinition
from portal.people.policy import Action, CaseFacts, allows
from portal.web.case_words import state_name
from portal.web.context import house, now, principal, today
from portal.web.names import unit_full_name
from portal.workflow.case import CaseState
from portal.workflow.definition import Definition
from portal.workflow.events import TransferAsked, TransferReturned
from portal.workflow.transfer import may_return, why_not

E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCase:
    """A case that was opened elsewhere, as the first case's page shows it."""

    number: int
    code: str
    unit: str
    state: str
    due: datetime | None
    reply_by: datetime | None  # missing once it is over
    is_stuck: bool
    called_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersPanel:
    opened: tuple[OpenedCase, ...]
    parent_code: str
    may_call_back: bool
    targets: tuple[tuple[str, str], ...]  # code, name of the units that the case may be sent to
    proposed: str  # that which the answers name, if it is another
    passed_from: str  # the unit that sent the case here, while it is not accepted
    passed_because: str
    may_answer: bool
    may_return: bool
    returned_because: str  # why the last unit that it was sent to sent it back


def others_panel(
    definition: ProcedureDefinition,
    workflow: Definition,
    state: CaseState,
    facts: CaseFacts,
    *,
    children: Sequence[ChildRow],
    history: Sequence[HistoryEntry],
    answers: Mapping[str, Any],
    may_act: bool,
) -> OthersPanel:
    """Return it for a case as it stands."""

    def may(action: Action) -> bool:
        return may_act and allows(principal(), action, facts)

    sends = may(Action.TRANSFER_CASE) and why_not(workflow, state) is None
    asked = _last(history, TransferAsked)
    came_back = _last(history, TransferReturned)
    return OthersPanel(
        opened=tuple(_opened(child, state) for child in children),
        parent_code=state.parent_code,
        may_call_back=may(Action.CALL_BACK_CHILD),
        targets=_targets(definition, state) if sends else (),
        proposed=_proposed(definition, state, answers) if sends else "",
        passed_from=unit_full_name(state.competent) if state.passed else "",
        passed_because=asked.reason if state.passed and asked else "",
        may_answer=state.passed is not None and may(Action.ANSWER_TRANSFER),
        may_return=may_return(state),
        returned_because=came_back.reason if came_back and sends and state.sent_back_by else "",
    )


def _opened(child: ChildRow, state: CaseState) -> OpenedCase:
    running = next((one for one in state.children if one.code == child.code), None)
    return OpenedCase(
        number=running.number if running else 0,
        code=child.code,
        unit=unit_full_name(child.unit),
        state=state_name(child.state),
        due=child.due_at,
        reply_by=running.reply_by if running else None,
        is_stuck=running is not None and running.reply_by < now(),
        called_back=running is not None and running.called_back,
    )


def _targets(definition: ProcedureDefinition, state: CaseState) -> tuple[tuple[str, str], ...]:
    units = competent_units(house().directory, definition.competence, today())
    named = ((unit, unit_full_name(unit)) for unit in units if unit != state.competent)
    return tuple(sorted(named, key=lambda one: one[1]))


def _proposed(definition: ProcedureDefinition, state: CaseState, answers: Mapping[str, Any]) -> str:
    try:
        unit = competent_unit(house().directory, definition, answers, today())
    except NotCompetent:
        return ""
    return unit if unit != state.competent else ""


def _last(history: Sequence[HistoryEntry], kind: type[E]) -> E | None:
    return next((entry.event for entry in reversed(history) if isinstance(entry.event, kind)), None)
