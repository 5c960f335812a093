"""The proof that a workflow can do its work: run before a definition is published, never while a case moves.

Two kinds of rules: what an action says by itself, and what holds on every way through the steps. For the second, each
way is walked with what the law cares about: the clock, the proposal, the approval, the result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from portal.workflow.definition import Action, Definition, Step
from portal.workflow.meeting_rules import meeting_flaws


class Kind(StrEnum):
    """What may be wrong with a workflow."""

    UNKNOWN_TARGET = "unknown target"
    UNREACHABLE = "unreachable"
    NO_WAY_OUT = "no way out"
    CIRCLE = "circle"
    END_UNUSED = "end unused"
    END_MISSING = "end missing"
    WITHDRAWAL = "withdrawal"
    NEED = "need"
    SLIP = "slip"
    WAITING = "waiting"
    NAME = "name"
    BACK = "back"
    CLOCK = "clock"
    PROPOSAL = "proposal"
    APPROVAL = "approval"
    RESULT = "result"
    HANDS = "hands"
    ELSEWHERE = "elsewhere"
    REFERRAL = "referral"
    LOOP = "loop"
    CHILD = "child"
    TRANSFER = "transfer"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, the way to it inside the workflow, and how to mend it."""

    kind: Kind
    where: tuple[str, ...]
    message: str
    mend: str


def verify(definition: Definition) -> tuple[Finding, ...]:
    """Return everything that is wrong with a workflow; nothing for one that can be published."""
    names = tuple(_names(definition))
    if names:  # the ways cannot be walked while steps lead nowhere
        return names
    return (
        *_ends(definition),
        *_ways(definition),
        *(f for code, step in definition.steps.items() for f in _each_action(definition, code, step)),
        *_hands(definition),
        *_elsewhere(definition),
        *_transfer(definition),
        *(Finding(Kind.MEETING, where, message, mend) for where, message, mend in meeting_flaws(definition)),
        *_walk(definition),
    )


def longest_hours(definition: Definition) -> Decimal:
    """Return the working hours of the longest way from the start of the legal clock to its stop.

    Steps before acceptance and after the decision are not counted: the law measures neither. Ways back are not counted
    either, and a workflow with a circle has no longest way: its circle is a finding of `verify`.
    """
    starts = [a.to for step in definition.steps.values() for a in step.actions.values() if a.clock == "start"]
    return max((_hours_from(definition, start, frozenset()) for start in starts), default=Decimal(0))


def hours_ahead(definition: Definition, code: str) -> Decimal:
    """Return the working hours of the longest way from a step, itself included, to the stop of the legal clock."""
    return _hours_from(definition, code, frozenset())


def _hours_from(definition: Definition, code: str, before: frozenset[str]) -> Decimal:
    if code in before or code not in definition.steps:
        return Decimal(0)
    step = definition.steps[code]
    onward = [a for a in _forward(step) if a.clock != "stop"]
    rests = (_hours_elsewhere(a) + _hours_from(definition, a.to, before | {code}) for a in onward)
    return step.hours + max(rests, default=Decimal(0))


def _hours_elsewhere(action: Action) -> Decimal:
    """Return how long the clock runs while a case that the action opens is waited for."""
    opens = action.opens
    return opens.hours if opens is not None and opens.waits and opens.clock is None else Decimal(0)


def _forward(step: Step) -> Iterator[Action]:
    return (a for a in step.actions.values() if not a.back and a.waits is None)


def _names(definition: Definition) -> Iterator[Finding]:
    known = {*definition.steps, *definition.ends}
    for code, step in definition.steps.items():
        for name, action in step.actions.items():
            where = ("steps", code, "actions", name)
            if action.to not in known:
                mend = f"Write one of {', '.join(sorted(known))}."
                yield Finding(Kind.UNKNOWN_TARGET, (*where, "to"), f"There is no step or end '{action.to}'.", mend)
            if action.then is not None and action.then not in step.actions:
                mend = f"Write one of {', '.join(step.actions)}."
                yield Finding(Kind.NAME, (*where, "then"), f"The step has no action '{action.then}'.", mend)
        for other in step.not_by:
            if other not in definition.steps:
                mend = f"Write one of {', '.join(definition.steps)}."
                yield Finding(Kind.NAME, ("steps", code, "not_by"), f"There is no step '{other}'.", mend)
    taking_in = definition.elsewhere
    if taking_in is not None and taking_in not in definition.steps:
        mend = f"Write one of {', '.join(definition.steps)}."
        yield Finding(Kind.NAME, ("elsewhere",), f"There is no step '{taking_in}'.", mend)
    rule = definition.withdraw
    if rule is not None and definition.ends.get(rule.to) != 7:
        mend = "Name an end with the state 7."
        yield Finding(Kind.WITHDRAWAL, ("withdraw", "to"), f"'{rule.to}' is not an end for withdrawal.", mend)
    if rule is not None and rule.until is not None and rule.until not in definition.steps:
        mend = f"Write one of {', '.join(definition.steps)}."
        yield Finding(Kind.NAME, ("withdraw", "until"), f"There is no step '{rule.until}'.", mend)


def _ends(definition: Definition) -> Iterator[Finding]:
    used = {a.to for step in definition.steps.values() for a in step.actions.values()}
    if definition.withdraw is None:
        mend = "Add  withdraw: {to: withdrawn, until: sign}  and the end  withdrawn: 7."
        yield Finding(Kind.WITHDRAWAL, (), "The citizen cannot take the application back (R2.11).", mend)
    else:
        used.add(definition.withdraw.to)
    for end in definition.ends:
        if end not in used:
            mend = "Let an action lead to it, or take it away."
            yield Finding(Kind.END_UNUSED, ("ends", end), f"Nothing leads to the end '{end}'.", mend)
    if 10 not in definition.ends.values():
        mend = "Add an end with the state 10, and an action that leads to it."
        yield Finding(Kind.END_MISSING, ("ends",), "No way ends with a result in the citizen's hand.", mend)


def _ways(definition: Definition) -> Iterator[Finding]:
    everywhere = {code: [a.to for a in step.actions.values()] for code, step in definition.steps.items()}
    forward = {code: [a.to for a in _forward(step)] for code, step in definition.steps.items()}
    reached = _reach(everywhere, _starts(definition))
    for code, step in definition.steps.items():
        where = ("steps", code)
        if code not in reached:
            mend = f"Let an action lead to it with  to: {code}, or take the step away."
            yield Finding(Kind.UNREACHABLE, where, f"No way leads to the step '{code}'.", mend)
        if not _reach(everywhere, [code]) & definition.ends.keys():
            mend = "Give it an action that leads towards an end."
            yield Finding(Kind.NO_WAY_OUT, where, f"From the step '{code}' no way leads to an end.", mend)
        elif code in _reach(forward, forward[code]):
            mend = "Mark the action that goes back with  back: true."
            yield Finding(Kind.CIRCLE, where, f"The step '{code}' leads forward to itself.", mend)
        for name, action in step.actions.items():
            if action.back and code not in _reach(forward, [action.to]):
                mend = "Name a step that comes before this one, or take  back: true  away."
                message = f"'{action.to}' does not come before '{code}'."
                yield Finding(Kind.BACK, (*where, "actions", name), message, mend)


def _reach(edges: dict[str, list[str]], starts: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    ahead = list(starts)
    while ahead:
        code = ahead.pop()
        if code not in seen:
            seen.add(code)
            ahead += edges.get(code, [])
    return seen


def _each_action(definition: Definition, code: str, step: Step) -> Iterator[Finding]:
    if step.asks is not None and step.asks.clock == "pause" and not step.asks.waits:
        message = "The clock would stand for a question that nobody waits for, and nothing makes it run again."
        yield Finding(Kind.REFERRAL, ("steps", code, "asks"), message, "Take  clock: pause  away, or  waits: false.")
    for name, action in step.actions.items():
        where = ("steps", code, "actions", name)
        for need, because in _wanted_needs(definition, action):
            if need not in action.needs:
                yield Finding(Kind.NEED, where, f"{because}.", f"Add  needs: [{need}].")
        slip = _wanted_slip(definition, action)
        given_before = code == definition.elsewhere and action.clock == "start"  # slip 01, where it was taken in
        if slip is not None and action.slip != slip[0] and not given_before:
            yield Finding(Kind.SLIP, where, f"{slip[1]}.", f'Add  slip: "{slip[0]}".')
        yield from _waiting(where, code, step, action)
        yield from _opening(definition, where, code, action)


def _opening(definition: Definition, where: tuple[str, ...], code: str, action: Action) -> Iterator[Finding]:
    """A case that is opened elsewhere leaves this one at a step that takes in what comes of it."""
    opens = action.opens
    if opens is None:
        return
    if opens.clock == "pause" and not opens.waits:
        message = "The clock would stand for a case that nobody waits for, and nothing makes it run again."
        yield Finding(Kind.CHILD, (*where, "opens"), message, "Take  clock: pause  away, or  waits: false.")
    if action.to not in definition.steps or action.to == code or action.back or action.waits is not None:
        message = "A case that opens another one goes on to a step where what comes of it is taken in."
        yield Finding(Kind.CHILD, (*where, "opens"), message, "Let the action lead forward to such a step.")
    followed = (a.then for a in definition.steps[code].actions.values())
    if where[-1] in followed:
        message = "What follows by itself when the citizen's time is over would open a case elsewhere."
        yield Finding(Kind.CHILD, (*where, "opens"), message, "Let a person open it: name another action in  then.")


def _wanted_needs(definition: Definition, action: Action) -> Iterator[tuple[str, str]]:
    end = definition.ends.get(action.to)
    if action.waits == "citizen":
        yield "items", "A notice to the citizen lists what is missing (R2.3)"
    if action.waits == "payment":
        yield "amount", "Whoever is asked to pay is told how much"
        yield "reason", "Whoever is asked to pay is told why"
    if end == 3:
        yield "reasons", "A refusal to accept gives its reasons (R2.9)"
    if end == 8:
        yield "reasons", "A stop gives its reasons (R2.10)"
    if end == 10:
        yield "receipt", "A result is handed over against a receipt (R2.13)"
    if action.proposes == "refused":
        yield "reasons", "A refusal gives its reasons"
    if action.back:
        yield "reason", "Whoever sends a case back says why"


def _wanted_slip(definition: Definition, action: Action) -> tuple[str, str] | None:
    end = definition.ends.get(action.to)
    if action.clock == "start":
        return "01", "Acceptance is confirmed on slip 01"
    if action.waits == "citizen":
        return "02", "A request for more is made on slip 02"
    if end == 3:
        return "03", "A refusal to accept is written on slip 03"
    return ("05", "A stop is announced on slip 05") if end == 8 else None


def _waiting(where: tuple[str, ...], code: str, step: Step, action: Action) -> Iterator[Finding]:
    if action.waits is not None and action.to != code:
        message = "A case that waits for the citizen stays at its step."
        yield Finding(Kind.WAITING, where, message, f"Write  to: {code}.")
    if action.waits is not None and action.then is None:
        message = "Nothing is said for the day the citizen's time to answer is over (R2.8)."
        yield Finding(Kind.WAITING, where, message, "Add  then: …  with an action of this step.")
    followed = step.actions.get(action.then) if action.then else None
    if followed is not None and (followed.waits is not None or followed.to == code):
        message = "What follows by itself when the time is over waits again, or stays: it could go round for ever."
        yield Finding(Kind.LOOP, (*where, "then"), message, "Name an action that leads to another step, or to an end.")
    if action.waits is None and (action.then is not None or action.limit is not None):
        message = "A limit and what comes then go with waiting."
        yield Finding(Kind.WAITING, where, message, "Add  waits: citizen, or take limit and then away.")


def _starts(definition: Definition) -> tuple[str, ...]:
    """Return where a case may begin its way: at the first step, or coming from an office that took it in."""
    return (definition.start, *((definition.elsewhere,) if definition.elsewhere else ()))


def _elsewhere(definition: Definition) -> Iterator[Finding]:
    """What another office took in is received by a step that starts the clock (R2.2)."""
    if definition.elsewhere is None:
        return
    step = definition.steps[definition.elsewhere]
    if not any(action.clock == "start" for action in step.actions.values()):
        mend = "Give it an action with  clock: start."
        message = "The step that receives what another office took in does not start the clock (R2.2)."
        yield Finding(Kind.ELSEWHERE, ("steps", definition.elsewhere), message, mend)
    if step.role != "reception":
        mend = "Write  role: reception."
        message = "What another office took in is received by reception."
        yield Finding(Kind.ELSEWHERE, ("steps", definition.elsewhere, "role"), message, mend)


def _transfer(definition: Definition) -> Iterator[Finding]:
    """What is passed on to another competent unit comes to its reception, which finds it at the first step."""
    if definition.transfer is not None and definition.steps[definition.start].role != "reception":
        message = "What is passed on to another unit comes to its reception, and this workflow begins elsewhere."
        yield Finding(Kind.TRANSFER, ("transfer",), message, "Take it away, or begin with a step of reception.")


def _hands(definition: Definition) -> Iterator[Finding]:
    """Whoever proposed the answer may not approve it (domain.md section 4)."""
    forward = {code: [a.to for a in _forward(step)] for code, step in definition.steps.items()}
    issuing = {c for c, step in definition.steps.items() if any(a.issues for a in step.actions.values())}
    for code, step in definition.steps.items():
        if step.role != "leader" or not _reach(forward, [code]) & issuing:
            continue
        for other, earlier in definition.steps.items():
            proposes = any(a.proposes for a in earlier.actions.values())
            if proposes and code in _reach(forward, [other]) and other not in step.not_by:
                message = f"Whoever works at '{other}' could also approve at '{code}'."
                yield Finding(Kind.HANDS, ("steps", code), message, f"Add  not_by: [{other}].")


@dataclass(frozen=True, slots=True)
class _At:
    """What the law cares about, at a step reached on some way."""

    step: str
    clock: str = "before"  # before | runs | stopped
    proposed: bool = False
    approved: bool = False
    issued: bool = False
    opened: bool = False  # a case elsewhere, whose result may come back


def _walk(definition: Definition) -> tuple[Finding, ...]:
    """Walk every way, and tell each thing that is wrong once."""
    found: dict[Finding, None] = {}
    seen: set[_At] = set()
    ahead = [_At(start) for start in _starts(definition)]
    while ahead:
        at = ahead.pop()
        if at in seen or at.step not in definition.steps:
            continue
        seen.add(at)
        step = definition.steps[at.step]
        for name, action in step.actions.items():
            where = ("steps", at.step, "actions", name)
            after = _after(step, action, at)
            for finding in (
                *_about_clock(where, step, action, at),
                *_about_result(where, action, at, after),
                *_about_end(definition, where, action, after),
            ):
                found[finding] = None
            ahead.append(after)
    return tuple(found)


def _after(step: Step, action: Action, at: _At) -> _At:
    clock = at.clock
    if action.clock == "start":
        clock = "runs"
    elif action.clock == "stop" and at.clock == "runs":
        clock = "stopped"
    approves = step.role == "leader" and not action.back
    return replace(
        at,
        step=action.to,
        clock=clock,
        proposed=at.proposed or action.proposes is not None,
        approved=approves or (at.approved and not action.back),
        issued=at.issued or action.issues is not None,
        opened=at.opened or action.opens is not None,
    )


def _about_clock(where: tuple[str, ...], step: Step, action: Action, at: _At) -> Iterator[Finding]:
    place = (*where, "clock")
    if action.clock == "start" and at.clock != "before":
        mend = "Start the clock on one action only, the one that accepts the dossier."
        yield Finding(Kind.CLOCK, place, "The clock is started a second time.", mend)
    idle = action.clock in ("pause", "resume") and at.clock != "runs"
    if idle or (action.clock == "stop" and at.clock == "before"):
        mend = "Take the clock away from this action, or start the clock before it."
        yield Finding(Kind.CLOCK, place, f"The clock cannot {action.clock}, because it does not run here.", mend)
    if action.waits is not None and at.clock == "runs" and action.clock != "pause":
        message = "The clock runs on while the citizen is asked."
        yield Finding(Kind.CLOCK, where, message, "Add  clock: pause.")
    resumes = any(a.clock == "resume" for a in step.actions.values())
    if action.clock == "pause" and action.waits is None and not resumes:
        message = "The clock pauses and nothing makes it run again."
        yield Finding(Kind.CLOCK, place, message, "Add  waits: citizen, or an action with  clock: resume.")


def _about_result(where: tuple[str, ...], action: Action, at: _At, after: _At) -> Iterator[Finding]:
    if action.issues is None:
        return
    if action.issues == "child" and not at.opened:
        mend = "Let an action on every way to it open one, with  opens: {…}, or write  issues: result."
        yield Finding(Kind.CHILD, where, "The result of another case is issued on a way where none was opened.", mend)
    if action.issues == "result" and not at.proposed:
        mend = "Let an earlier step propose the answer, with  proposes: granted  or  proposes: refused."
        yield Finding(Kind.PROPOSAL, where, "A result is issued on a way where nobody proposed one.", mend)
    if action.issues == "result" and not at.approved:
        mend = "Put a step of the leader before it."
        yield Finding(Kind.APPROVAL, where, "A result is issued on a way where no leader approved it.", mend)
    if at.issued:
        mend = "Correct an issued result by a new, linked case, not by issuing again."
        yield Finding(Kind.RESULT, where, "A result is issued a second time.", mend)
    if after.clock == "runs":
        message = "The clock runs on after the result is issued."
        yield Finding(Kind.CLOCK, where, message, "Add  clock: stop.")


def _about_end(definition: Definition, where: tuple[str, ...], action: Action, after: _At) -> Iterator[Finding]:
    end = definition.ends.get(action.to)
    if end == 10 and not after.issued:
        mend = "Issue it on the way, with  issues: result."
        yield Finding(Kind.RESULT, where, "A case ends as returned on a way where no result was issued.", mend)
    if end in (7, 8) and after.clock == "runs":
        yield Finding(Kind.CLOCK, where, "The clock runs on after the case ended.", "Add  clock: stop.")
    if end == 10 and after.clock == "before":
        mend = "Start it where the dossier is accepted, with  clock: start."
        yield Finding(Kind.CLOCK, where, "The clock is never started on the way to the result.", mend)
    if end == 3 and after.clock != "before":
        mend = "After acceptance a case is refused by a result, or stopped."
        yield Finding(Kind.CLOCK, where, "A case that was accepted ends as not accepted.", mend)
