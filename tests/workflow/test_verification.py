"""A small sound workflow, and one thing at a time that is wrong with it."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from portal.workflow.definition import Definition
from portal.workflow.verification import Kind, longest_hours, verify
from tests.workflow.stories import PROCEDURES, template

TEMPLATES = sorted(path.stem for path in (PROCEDURES / "workflows").glob("*.yaml"))


def sound() -> dict[str, Any]:
    """Return a workflow of five steps in which nothing is wrong."""
    label = {"vi": "Bước", "en": "Step"}

    def step(role: str, hours: str, actions: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"name": label, "role": role, "at": "competent", "hours": hours, "actions": actions, **more}

    asks = {"slip": "02", "needs": ["items"], "waits": "citizen"}
    return {
        "id": "small",
        "steps": {
            "receive": step(
                "reception",
                "1",
                {
                    "accept": {"to": "appraise", "clock": "start", "slip": "01"},
                    "supplement": {"to": "receive", "then": "refuse", **asks},
                    "refuse": {"to": "not_accepted", "slip": "03", "needs": ["reasons"]},
                },
            ),
            "appraise": step(
                "specialist",
                "5.5",
                {
                    "grant": {"to": "sign", "proposes": "granted"},
                    "supplement": {"to": "appraise", "clock": "pause", "then": "stop", **asks},
                    "stop": {"to": "stopped", "clock": "stop", "slip": "05", "needs": ["reasons"]},
                },
            ),
            "sign": step(
                "leader",
                "1.5",
                {
                    "sign": {"to": "issue"},
                    "send_back": {"to": "appraise", "back": True, "needs": ["reason"]},
                },
                not_by=["appraise"],
            ),
            "issue": step("clerk", "0.5", {"issue": {"to": "hand_over", "issues": "result", "clock": "stop"}}),
            "hand_over": step("reception", "0.5", {"hand_over": {"to": "returned", "needs": ["receipt"]}}),
        },
        "ends": {"not_accepted": 3, "withdrawn": 7, "stopped": 8, "returned": 10},
        "withdraw": {"to": "withdrawn", "until": "sign"},
    }


def workflow(data: dict[str, Any]) -> Definition:
    return Definition.model_validate_json(json.dumps(data))


Spoil = Callable[[dict[str, Any]], object]


def action(step: str, name: str, **more: Any) -> Spoil:
    """Change an action; a value of None takes a setting away."""

    def spoil(data: dict[str, Any]) -> None:
        actions = data["steps"][step]["actions"]
        changed = {**actions.get(name, {}), **more}
        actions[name] = {key: value for key, value in changed.items() if value is not None}

    return spoil


def step(name: str, **more: Any) -> Spoil:
    return lambda data: data["steps"].setdefault(name, {**data["steps"]["hand_over"]}).update(more)


def meets(*, role: str = "specialist", minutes: bool = True, **rule: Any) -> Spoil:
    """Let the specialist's step meet the applicant."""
    label = {"vi": "Họp", "en": "Meet"}
    results = {"fit": label, "unfit": label}
    meeting = {"kind": "inspection", "notice_days": 2, "results": results, **rule}

    def spoil(data: dict[str, Any]) -> None:
        data["steps"]["appraise"].update(role=role, meets=meeting)
        if minutes:
            data["steps"]["appraise"]["actions"]["grant"]["needs"] = ["minutes"]

    return spoil


def top(**more: Any) -> Spoil:
    return lambda data: data.update(more)


PART = {"procedure": "3.000243", "hours": "24"}  # a case that is opened at another unit


def opened_by_time(data: dict[str, Any]) -> None:
    """A case elsewhere is what follows when the citizen's time is over."""
    action("appraise", "grant", opens=PART)(data)
    action("appraise", "supplement", then="grant")(data)


def transfer_without_reception(data: dict[str, Any]) -> None:
    top(transfer={})(data)
    step("receive", role="clerk")(data)


# name of the test, what is spoiled, what is found, where, a word of how to mend it
SPOILED: list[tuple[str, Spoil, Kind, str, str]] = [
    ("an action leads nowhere", action("appraise", "grant", to="heaven"), Kind.UNKNOWN_TARGET,
     "steps.appraise.actions.grant.to", "Write one of"),
    ("then names no action", action("appraise", "supplement", then="wait"), Kind.NAME,
     "steps.appraise.actions.supplement.then", "grant, supplement, stop"),
    ("not_by names no step", step("sign", not_by=["nobody"]), Kind.NAME, "steps.sign.not_by", "receive, appraise"),
    ("withdrawal ends in a stop", top(withdraw={"to": "stopped"}), Kind.WITHDRAWAL, "withdraw.to", "state 7"),
    ("withdrawal lasts until no step", top(withdraw={"to": "withdrawn", "until": "dawn"}), Kind.NAME,
     "withdraw.until", "sign"),
    ("what others took in goes nowhere", top(elsewhere="take_in"), Kind.NAME, "elsewhere", "receive, appraise"),
    ("what others took in starts no clock", top(elsewhere="hand_over"), Kind.ELSEWHERE, "steps.hand_over", "start"),
    ("what others took in is received by a clerk", top(elsewhere="issue"), Kind.ELSEWHERE, "steps.issue.role",
     "reception"),
    ("the clock stands for a question nobody waits for",
     step("appraise", asks={"hours": "8", "waits": False, "clock": "pause"}), Kind.REFERRAL,
     "steps.appraise.asks", "pause"),
    ("what follows by itself goes round", action("appraise", "supplement", then="supplement"), Kind.LOOP,
     "steps.appraise.actions.supplement.then", "another step"),
    ("a meeting is led by a clerk", meets(role="clerk"), Kind.MEETING, "steps.appraise.role", "specialist"),
    ("the minutes of a meeting are used by nobody", meets(minutes=False), Kind.MEETING, "steps.appraise.meets",
     "[minutes]"),
    ("a missed appointment leads to no action", meets(missed="scold"), Kind.MEETING, "steps.appraise.meets.missed",
     "grant, supplement"),
    ("a missed appointment asks for papers", meets(missed="supplement"), Kind.MEETING,
     "steps.appraise.meets.missed", "another step"),
    ("a missed appointment ends the case", meets(missed="stop"), Kind.MEETING, "steps.appraise.meets.missed",
     "whoever decides"),
    ("a missed appointment decides", meets(missed="grant"), Kind.MEETING, "steps.appraise.meets.missed",
     "passes the case on"),
    ("chances without a consequence", meets(chances=2), Kind.MEETING, "steps.appraise.meets.chances", "Add  missed"),
    ("a payment without an amount",
     action("appraise", "pay", to="appraise", waits="payment", clock="pause", then="stop", needs=["reason"]), Kind.NEED,
     "steps.appraise.actions.pay", "amount"),
    ("there is no right to withdraw", top(withdraw=None), Kind.WITHDRAWAL, "", "Add  withdraw"),
    ("an end is never used", top(ends={"not_accepted": 3, "withdrawn": 7, "stopped": 8, "returned": 10, "lost": 8}),
     Kind.END_UNUSED, "ends.lost", "take it away"),
    ("no case ends with a result", top(ends={"not_accepted": 3, "withdrawn": 7, "stopped": 8, "returned": 8}),
     Kind.END_MISSING, "ends", "state 10"),
    ("a step is not reached", step("archive"), Kind.UNREACHABLE, "steps.archive", "to: archive"),
    ("a step has no way out", action("hand_over", "hand_over", to="hand_over", back=True, needs=["reason"]),
     Kind.NO_WAY_OUT, "steps.hand_over", "towards an end"),
    ("a circle is not marked", action("sign", "send_back", back=False), Kind.CIRCLE, "steps.appraise", "back: true"),
    ("back leads forward", action("appraise", "grant", back=True, needs=["reason"]), Kind.BACK,
     "steps.appraise.actions.grant", "take  back: true  away"),
    ("a notice lists nothing", action("appraise", "supplement", needs=[]), Kind.NEED,
     "steps.appraise.actions.supplement", "[items]"),
    ("a refusal has no reasons", action("receive", "refuse", needs=[]), Kind.NEED,
     "steps.receive.actions.refuse", "[reasons]"),
    ("a stop has no reasons", action("appraise", "stop", needs=[]), Kind.NEED,
     "steps.appraise.actions.stop", "[reasons]"),
    ("a result is handed over without receipt", action("hand_over", "hand_over", needs=[]), Kind.NEED,
     "steps.hand_over.actions.hand_over", "[receipt]"),
    ("a refusal on the merits has no reasons", action("appraise", "reject", to="sign", proposes="refused"), Kind.NEED,
     "steps.appraise.actions.reject", "[reasons]"),
    ("a case is sent back without a word", action("sign", "send_back", needs=[]), Kind.NEED,
     "steps.sign.actions.send_back", "[reason]"),
    ("acceptance has no slip", action("receive", "accept", slip=None), Kind.SLIP,
     "steps.receive.actions.accept", '"01"'),
    ("a notice has the wrong slip", action("appraise", "supplement", slip="04"), Kind.SLIP,
     "steps.appraise.actions.supplement", '"02"'),
    ("a refusal has no slip", action("receive", "refuse", slip=None), Kind.SLIP,
     "steps.receive.actions.refuse", '"03"'),
    ("a stop has no slip", action("appraise", "stop", slip=None), Kind.SLIP, "steps.appraise.actions.stop", '"05"'),
    ("a waiting case moves", action("appraise", "supplement", to="receive"), Kind.WAITING,
     "steps.appraise.actions.supplement", "to: appraise"),
    ("nothing comes after waiting", action("appraise", "supplement", then=None), Kind.WAITING,
     "steps.appraise.actions.supplement", "Add  then"),
    ("a limit without waiting", action("appraise", "grant", limit={"days": 3}), Kind.WAITING,
     "steps.appraise.actions.grant", "waits: citizen"),
    ("the clock never starts", action("receive", "accept", clock=None), Kind.CLOCK,
     "steps.hand_over.actions.hand_over", "clock: start"),
    ("the clock starts twice", action("appraise", "grant", clock="start", slip="01"), Kind.CLOCK,
     "steps.appraise.actions.grant.clock", "one action only"),
    ("a pause before the start", action("receive", "supplement", clock="pause"), Kind.CLOCK,
     "steps.receive.actions.supplement.clock", "start the clock before"),
    ("the clock runs while the citizen is asked", action("appraise", "supplement", clock=None), Kind.CLOCK,
     "steps.appraise.actions.supplement", "clock: pause"),
    ("a pause without an end", action("appraise", "grant", clock="pause"), Kind.CLOCK,
     "steps.appraise.actions.grant.clock", "clock: resume"),
    ("the clock runs on after the result", action("issue", "issue", clock=None), Kind.CLOCK,
     "steps.issue.actions.issue", "clock: stop"),
    ("the clock stops before it starts", action("receive", "refuse", clock="stop"), Kind.CLOCK,
     "steps.receive.actions.refuse.clock", "start the clock before"),
    ("the clock runs on after a stop", action("appraise", "stop", clock=None), Kind.CLOCK,
     "steps.appraise.actions.stop", "clock: stop"),
    ("an accepted case is not accepted", action("appraise", "stop", to="not_accepted", slip="03"), Kind.CLOCK,
     "steps.appraise.actions.stop", "refused by a result"),
    ("nobody proposes the result", action("appraise", "grant", proposes=None), Kind.PROPOSAL,
     "steps.issue.actions.issue", "proposes: granted"),
    ("no leader approves", action("appraise", "grant", to="issue"), Kind.APPROVAL,
     "steps.issue.actions.issue", "step of the leader"),
    ("no result on the way", action("appraise", "skip", to="hand_over"), Kind.RESULT,
     "steps.hand_over.actions.hand_over", "issues: result"),
    ("the clock stands for a case that nobody waits for",
     action("appraise", "grant", opens={**PART, "waits": False, "clock": "pause"}), Kind.CHILD,
     "steps.appraise.actions.grant.opens", "waits: false"),
    ("a case is opened on the way to an end", action("appraise", "stop", opens=PART), Kind.CHILD,
     "steps.appraise.actions.stop.opens", "lead forward"),
    ("a case is opened by time alone", opened_by_time, Kind.CHILD, "steps.appraise.actions.grant.opens", "a person"),
    ("the result of a case that was not opened", action("issue", "issue", issues="child"), Kind.CHILD,
     "steps.issue.actions.issue", "opens: {…}"),
    ("a transfer to nobody's reception", transfer_without_reception, Kind.TRANSFER, "transfer", "step of reception"),
    ("whoever appraised may sign", step("sign", not_by=[]), Kind.HANDS, "steps.sign", "[appraise]"),
]  # fmt: skip


def test_a_sound_workflow_has_nothing_wrong_with_it() -> None:
    assert verify(workflow(sound())) == ()


@pytest.mark.parametrize(("spoil", "kind", "where", "mend"), [row[1:] for row in SPOILED], ids=[r[0] for r in SPOILED])
def test_what_is_wrong_is_found_and_can_be_mended(spoil: Spoil, kind: Kind, where: str, mend: str) -> None:
    data = sound()
    spoil(data)

    found = verify(workflow(data))

    matching = [f for f in found if (f.kind, ".".join(f.where)) == (kind, where)]
    assert matching, found
    assert mend in matching[0].mend


def test_every_kind_of_finding_has_a_test() -> None:
    tested = {kind for _, _, kind, _, _ in SPOILED}

    assert tested == set(Kind)


def test_a_result_that_could_be_issued_twice_is_found() -> None:
    data = sound()
    data["steps"]["hand_over"]["actions"]["recall"] = {"to": "sign", "back": True, "needs": ["reason"]}

    assert (Kind.RESULT, "issue") in [(f.kind, f.where[1]) for f in verify(workflow(data))]


def test_only_hours_between_acceptance_and_decision_are_counted() -> None:
    assert longest_hours(workflow(sound())) == Decimal("5.5") + Decimal("1.5") + Decimal("0.5")


def test_the_time_of_a_case_opened_elsewhere_is_counted_while_the_clock_runs() -> None:
    running, standing = sound(), sound()
    action("appraise", "grant", opens=PART)(running)
    action("appraise", "grant", opens={**PART, "clock": "pause"})(standing)

    assert longest_hours(workflow(running)) == Decimal("7.5") + 24
    assert longest_hours(workflow(standing)) == Decimal("7.5")


def test_a_case_that_is_opened_has_a_limit() -> None:
    data = sound()
    action("appraise", "grant", opens={"procedure": "3.000243"})(data)

    with pytest.raises(ValidationError, match="hours"):
        workflow(data)


def test_a_question_to_another_unit_has_a_limit() -> None:
    data = sound()
    step("appraise", asks={"role": "specialist"})(data)

    with pytest.raises(ValidationError, match="hours"):
        workflow(data)


def test_of_two_ways_the_longer_one_is_counted() -> None:
    data = sound()
    longer = {**data["steps"]["appraise"], "hours": "16"}
    longer["actions"] = {"grant": {"to": "sign", "proposes": "granted"}}
    data["steps"]["visit"] = longer
    data["steps"]["appraise"]["actions"]["visit"] = {"to": "visit"}

    assert longest_hours(workflow(data)) == Decimal("5.5") + 16 + 2


def test_a_circle_does_not_count_for_ever() -> None:
    data = sound()
    data["steps"]["sign"]["actions"]["send_back"]["back"] = False

    assert longest_hours(workflow(data)) == Decimal("7.5")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_shared_workflow_is_sound(name: str) -> None:
    assert verify(template(name)) == ()


def test_a_shared_workflow_is_sound_with_its_side_way_closed() -> None:
    closed = template("commune-full", verify=False)

    assert "verify" not in closed.steps
    assert verify(closed) == ()
