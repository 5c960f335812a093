"""How far a case has come along its workflow: the main way, the side roads, and what of them is done."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Step

Mark = Literal["done", "now", "ahead", "unused"]


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps of the main way in order, the steps beside it with the step they leave from, and a mark for each.

    `asked_at` is the step at which the citizen was asked for more, if one was; `waits` says that the answer is out,
    `pays` that it is a payment.
    """

    main: tuple[str, ...]
    side: tuple[tuple[str, str], ...]  # step, the step of the main way that leads to it
    marks: dict[str, Mark]
    asked_at: str | None
    waits: bool
    pays: bool = False  # it is money that is waited for


def progress(definition: Definition, case: CaseState | None = None) -> Progress:
    """Return how far a case has come; without a case, the workflow as it lies ahead."""
    main = _main_way(definition)
    unseen = definition.elsewhere if case is not None and not case.elsewhere else None  # its own office took it in
    beside = (code for code in definition.steps if code not in main and code != unseen)
    side = tuple((code, _leads_to(definition, main, code)) for code in beside)
    marks = {code: _mark(definition, case, main, code) for code in definition.steps}
    asked = bool(case and (case.waiting or case.asked))
    waiting = case.waiting if case is not None else None
    pays = waiting is not None and waiting.kind == "payment"
    return Progress(main, side, marks, _asked_at(definition, case) if asked else None, waiting is not None, pays)


def straight(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path without its loops: what was undone by sending the case back is left out."""
    kept: list[str] = []
    for code in path:
        if code in kept:
            del kept[kept.index(code) :]
        kept.append(code)
    return tuple(kept)


def forward(step: Step) -> list[str]:
    """Return where a step's actions lead, without ways back and without waiting."""
    return list(dict.fromkeys(a.to for a in step.actions.values() if not a.back and a.waits is None))


def _mark(definition: Definition, case: CaseState | None, main: tuple[str, ...], code: str) -> Mark:
    if case is None:
        return "ahead" if code in main else "unused"
    if case.step == code:
        return "now"
    if code in straight(case.path):
        return "done"
    onward = case.step is not None and code in _onward(definition, case.step)
    return "ahead" if onward and code in main else "unused"


def _onward(definition: Definition, start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        code = ahead.pop()
        if code in definition.steps and code not in seen:
            seen.add(code)
            ahead += forward(definition.steps[code])
    return seen


def _main_way(definition: Definition) -> tuple[str, ...]:
    """Return the way with the most steps to the result in hand; where none leads there, all steps as written."""

    @cache
    def best(code: str, before: frozenset[str]) -> tuple[str, ...] | None:
        ways: list[tuple[str, ...]] = []
        for to in forward(definition.steps[code]):
            if definition.ends.get(to) == 10:
                ways.append(())
            elif to in definition.steps and to not in before:
                rest = best(to, before | {to})
                ways += [rest] if rest is not None else []
        return (code, *max(ways, key=lambda way: (len(way), _hours(definition, way)))) if ways else None

    return best(definition.start, frozenset({definition.start})) or tuple(definition.steps)


def _hours(definition: Definition, way: tuple[str, ...]) -> Decimal:
    return sum((definition.steps[code].hours for code in way), Decimal(0))


def _leads_to(definition: Definition, main: tuple[str, ...], code: str) -> str:
    """Return the step of the main way from which a side road leaves."""
    for earlier in main:
        if code in _side_roads(definition, main, earlier):
            return earlier
    return definition.start


def _side_roads(definition: Definition, main: tuple[str, ...], start: str) -> set[str]:
    """Return the steps beside the main way that can be reached from a step without coming back to it."""
    seen: set[str] = set()
    ahead = forward(definition.steps[start])
    while ahead:
        code = ahead.pop()
        if code in definition.steps and code not in main and code not in seen:
            seen.add(code)
            ahead += forward(definition.steps[code])
    return seen


def _asked_at(definition: Definition, case: CaseState | None) -> str | None:
    """Return the step whose question to the citizen is the latest, as far as the case tells it."""
    if case is None:
        return None
    asking = [c for c in straight(case.path) if any(a.waits for a in definition.steps[c].actions.values())]
    if case.waiting is not None or not case.pauses:
        asking = [case.step] if case.waiting and case.step else asking[:1]
    return asking[-1] if asking else None
