"""What of a workflow other units do: an opinion they give, a case they decide, a case they take over. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Label, Referral
from portal.workflow.names import ROLE_NAMES
from portal.workflow.progress import Mark, forward
from portal.workflow.transfer import FINDERS

ASKS = Label(vi="Hỏi ý kiến cơ quan khác", en="Ask other offices")
OPENS = Label(vi="Hồ sơ con ở cơ quan khác", en="A case at another office")


@dataclass(frozen=True, slots=True)
class Away:
    """One piece of work at another unit: the step it leaves from, and the one at which what came of it is taken in."""

    code: str
    leaves: str
    back_at: str
    name: Label
    who: Label
    hours: Decimal
    mark: Mark


def away(
    definition: Definition, case: CaseState | None, marks: Mapping[str, Mark], asked: Sequence[str] = ()
) -> Iterator[Away]:
    """Yield what the steps of a workflow leave to other units, in the order of the steps.

    `asked` are the names of the units that are asked for their opinion, or would be.
    """
    for code, step in definition.steps.items():
        if step.asks is not None:
            mark = _asked(case, code, marks[code])
            yield Away(f"asks_{code}", code, code, ASKS, _whom(step.asks, asked), step.asks.hours, mark)
        for action in step.actions.values():
            if action.opens is not None:
                rule, number = action.opens, Label(vi=action.opens.procedure, en=action.opens.procedure)
                mark = _opened(case, rule.procedure, marks[code])
                yield Away(f"opens_{code}", code, action.to, OPENS, number, rule.hours, mark)


def passing_steps(definition: Definition, case: CaseState | None = None) -> frozenset[str]:
    """Return the steps at which a case may be passed on to another competent unit: before its result is issued."""
    if definition.transfer is None or (case is not None and case.parent):
        return frozenset()
    decided = _after_the_result(definition)
    return frozenset(c for c, step in definition.steps.items() if step.role in FINDERS and c not in decided)


def _after_the_result(definition: Definition) -> set[str]:
    seen: set[str] = set()
    ahead = [a.to for step in definition.steps.values() for a in step.actions.values() if a.issues]
    while ahead:
        code = ahead.pop()
        if code in definition.steps and code not in seen:
            seen.add(code)
            ahead += forward(definition.steps[code])
    return seen


def _whom(rule: Referral, asked: Sequence[str]) -> Label:
    """Return the one unit by its name, several by their number; where none is known, who there would answer."""
    if len(asked) == 1:
        return Label(vi=asked[0], en=asked[0])
    count = len(asked)
    return Label(vi=f"{count} cơ quan", en=f"{count} offices") if asked else ROLE_NAMES[rule.role]


def _asked(case: CaseState | None, step: str, mark: Mark) -> Mark:
    """Nobody has to ask: until somebody does it is no part of the way."""
    if case is None or not case.asked_units or mark not in ("done", "now"):
        return "unused"
    return "now" if case.step == step and case.referrals else "done"


def _opened(case: CaseState | None, procedure: str, mark: Mark) -> Mark:
    if case is not None and any(child.procedure == procedure for child in case.children):
        return "now"
    return "ahead" if mark == "now" else mark
