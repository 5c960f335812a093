"""What anybody could try with a case at a moment: every command, from every hand that could give it. Pure and seeded.

Nothing is judged here: `decide` refuses what is not lawful. The people are made up, three of every role and a stand-in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, get_args

from portal.workflow.acting import offered
from portal.workflow.case import CaseState
from portal.workflow.commands import (
    AcceptTransfer,
    Act,
    AllowSecondRequest,
    AnswerReferral,
    AnswerSupplement,
    AnyCommand,
    AskReferral,
    Attendant,
    CallBackChild,
    CancelAppointment,
    CloseReferral,
    DeclineAppointment,
    DraftExtension,
    ExtendDeadline,
    FixAppointment,
    Free,
    Inputs,
    Lapse,
    MeetingFile,
    MissAppointment,
    MissingItem,
    Reassign,
    Recall,
    RecordMeeting,
    RecordPayment,
    Rehome,
    Release,
    ReturnTransfer,
    SettleChild,
    Take,
    Transfer,
    Withdraw,
)
from portal.workflow.definition import CAUSES, Action, Definition, Role
from portal.workflow.office import Office

TEAM: dict[Role, tuple[str, ...]] = {role: tuple(f"{role} {n}" for n in (1, 2, 3)) for role in get_args(Role)}
STAND_IN = "stand-in"
PAPERS = tuple(f"paper {number}" for number in range(1, 5))
OTHERS = ("another commune", "a department")
SHEET = MeetingFile(kind="sheet", sha256="0" * 64, size=1, media_type="image/jpeg")  # that everybody signed
SHORTLY = timedelta(minutes=1)
SHORTLY_AFTER_OPENING = Decimal("0.1")  # working hours, for a meeting
ENVELOPE: dict[str, Any] = {"case_id": "case", "seen_version": 1, "key": "key"}


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody wants something done; `likely` says how often, beside the other moves of the moment."""

    by: str
    command: AnyCommand
    at: datetime
    likely: float = 1.0
    hands: frozenset[str] = frozenset()  # for whom a stand-in acts
    onward: bool = False  # carries the case towards its end: by itself enough, however long it takes

    @property
    def name(self) -> str:
        """The action of a step, or what kind of command it is."""
        return self.command.action if isinstance(self.command, Act) else type(self.command).__name__


def moves(definition: Definition, case: CaseState, now: datetime, chance: Random, office: Office) -> Iterator[Move]:
    """Yield what could be tried with a case that has not ended."""
    if case.step is None:
        return
    for move in (
        *_actions(definition, case, now, chance),
        *_task(definition, case, now),
        *_beside(case, now, chance),
        *_questions(definition, case, now, chance),
        *_lateness(case, now, chance),
        *_parts_elsewhere(definition, case, now, chance),
        *_other_unit(definition, case, now),
    ):
        yield replace(move, at=now)
    yield from _citizen(case, now)
    yield from _meetings(definition, case, now, chance, office)
    yield from _time(definition, case, now, chance)


def _at_hand(definition: Definition, case: CaseState) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return who may work on the task, and for whom: its holder or a stand-in, or anybody of the role."""
    if case.holder is not None:
        return (case.holder, frozenset()), (STAND_IN, frozenset({case.holder}))
    return tuple((one, frozenset()) for one in TEAM[definition.steps[case.step or ""].role])


def _actions(definition: Definition, case: CaseState, now: datetime, chance: Random) -> Iterator[Move]:
    for code, action in offered(definition, case, now).items():
        for by, hands in _at_hand(definition, case):
            command = Act(**ENVELOPE, action=code, inputs=_inputs(action, chance))
            aside = action.back or action.waits is not None
            likely = 1.0 if aside else 0.3 if definition.ends.get(action.to, 10) != 10 else 3.0
            yield Move(by, command, now, likely / 5 if hands else likely, hands, onward=not aside)


def _inputs(action: Action, chance: Random) -> Inputs:
    """Return what an action needs, and nothing else."""
    wanted = chance.sample(PAPERS, chance.randint(1, 2))
    everything: dict[str, Any] = {
        "reason": "for a reason",
        "reasons": ("by the law",),
        "items": tuple(MissingItem(target=paper, wrong="missing", mend="send it") for paper in wanted),
        "officer": chance.choice(TEAM["specialist"]),
        "draft": "a draft",
        "receipt": "received",
        "minutes": "what was seen",
        "amount": 1000 * chance.randint(1, 500),
    }
    return Inputs(**{need: everything[need] for need in action.needs})


def _task(definition: Definition, case: CaseState, now: datetime) -> Iterator[Move]:
    team = TEAM[definition.steps[case.step or ""].role]
    for one in team:
        yield Move(one, Take(**ENVELOPE), now, 0.5)
        yield Move("head 1", Reassign(**ENVELOPE, officer=one, reason="for balance"), now, 0.1)
    if case.holder is not None:
        yield Move(case.holder, Release(**ENVELOPE), now, 0.1)
        yield Move("system", Free(**ENVELOPE), now, 0.05)


def _beside(case: CaseState, now: datetime, chance: Random) -> Iterator[Move]:
    """What may be done to a case wherever it lies."""
    if case.sent is not None:
        yield Move(case.sent.officer, Recall(**ENVELOPE, reason="too soon"), now, 0.3)
    if case.asked:
        again = AllowSecondRequest(**ENVELOPE, targets=(chance.choice(case.asked),), reason="it has expired")
        yield Move("leader 1", again, now, 0.2)
    if case.unpaid:
        paid = RecordPayment(**ENVELOPE, amount=case.unpaid, receipt="0001")
        yield Move("reception 1", paid, now, 2.0 if case.waiting else 0.5, onward=True)
    moved: dict[str, Any] = {
        "intake": case.intake,
        "competent": f"new {case.competent}"[:40],
        "unit": f"new {case.unit}"[:40],
    }
    yield Move("system", Rehome(**ENVELOPE, **moved, holder=case.holder, decree="a decree"), now, 0.02)


def _questions(definition: Definition, case: CaseState, now: datetime, chance: Random) -> Iterator[Move]:
    for by, hands in _at_hand(definition, case):
        units = tuple(chance.sample(OTHERS, chance.randint(1, 2)))
        likely = 0.2 if hands or case.referrals else 1.0
        yield Move(by, AskReferral(**ENVELOPE, units=units, question="Is it so?"), now, likely, hands)
        for referral in case.referrals:
            closing = CloseReferral(**ENVELOPE, referral=referral.number, reason="no answer came")
            yield Move(by, closing, now, 0.3, hands, onward=True)
    for referral in case.referrals:
        reply = AnswerReferral(**ENVELOPE, referral=referral.number, opinion="agrees", text="It is.")
        yield Move(f"somebody of {referral.unit}", reply, now, 3.0, onward=True)


def _meetings(definition: Definition, case: CaseState, now: datetime, chance: Random, office: Office) -> Iterator[Move]:
    """What may come of meeting the applicant; the day has to come before anybody can say."""
    rule, open_ = definition.steps[case.step or ""].meets, case.appointment
    if rule is None:
        return
    for by, hands in _at_hand(definition, case):
        meets_at = office.after(now + timedelta(days=2 * rule.notice_days + 7), SHORTLY_AFTER_OPENING)
        why = "nobody is free" if open_ else ""
        fixing = FixAppointment(**ENVELOPE, meets_at=meets_at, place="there", asked="the applicant", reason=why)
        unmet = open_ is None and case.step not in case.met
        yield Move(by, fixing, now, 2.0 if unmet else 0.2, hands, onward=unmet)
        if open_ is not None:
            yield Move(by, CancelAppointment(**ENVELOPE, reason="it is clear already"), now, 0.2, hands)
            then = max(now, open_.meets_at)
            yield Move(by, _minutes(open_.number, chance.choice(sorted(rule.results))), then, 3.0, hands, onward=True)
            missed = MissAppointment(**ENVELOPE, appointment=open_.number, reason="nobody came")
            yield Move(by, missed, then, 0.3, hands)
    if open_ is not None:
        yield Move("citizen", DeclineAppointment(**ENVELOPE, words="I am away"), now, 0.2)
        over = MissAppointment(**ENVELOPE, appointment=open_.number, reason="nothing was recorded", by_time=True)
        yield Move("system", over, max(now, open_.record_by + SHORTLY), 0.3)


def _minutes(number: int, result: str) -> RecordMeeting:
    who = (Attendant(name="the applicant", part="the owner"),)
    return RecordMeeting(
        **ENVELOPE, appointment=number, result=result, minutes="what was seen", attended=who, files=(SHEET,)
    )


def _parts_elsewhere(definition: Definition, case: CaseState, now: datetime, chance: Random) -> Iterator[Move]:
    """What comes of the cases that this one opened: a result, reasons for none, the wish to stop."""
    for child in case.children:
        for by, hands in _at_hand(definition, case):
            yield Move(by, CallBackChild(**ENVELOPE, child=child.number, reason="not needed"), now, 0.1, hands)
        outcome = chance.choice(("granted", "refused"))
        result = SettleChild(
            **ENVELOPE,
            child=child.number,
            state=10,
            outcome=outcome,
            register="register",
            result_number=1,
            year=now.year,
        )
        yield Move("system", result, now, 3.0, onward=True)
        none = SettleChild(**ENVELOPE, child=child.number, state=8, reasons=("by the law",))
        yield Move("system", none, now, 0.5, onward=True)


def _other_unit(definition: Definition, case: CaseState, now: datetime) -> Iterator[Move]:
    """Another unit is competent, or says that it is not."""
    for by, hands in _at_hand(definition, case):
        sending = Transfer(**ENVELOPE, unit=OTHERS[0], reason="the applicant lives there")
        yield Move(by, sending, now, 0.2, hands)
        yield Move(by, AcceptTransfer(**ENVELOPE), now, 3.0, hands, onward=True)
        yield Move(by, ReturnTransfer(**ENVELOPE, reason="nor does it here"), now, 0.5, hands)


def _lateness(case: CaseState, now: datetime, chance: Random) -> Iterator[Move]:
    cause = chance.choice(CAUSES)
    yield Move("system", DraftExtension(**ENVELOPE), now, 0.2)
    new_due = now + timedelta(days=chance.randint(1, 40))
    putting_off = ExtendDeadline(**ENVELOPE, cause=cause, explanation="it takes longer", new_due=new_due)
    yield Move("leader 1", putting_off, now, 1.0 if case.apology_at else 0.1)


def _citizen(case: CaseState, now: datetime) -> Iterator[Move]:
    yield Move("citizen", Withdraw(**ENVELOPE), now, 0.08)
    answered = AnswerSupplement(**ENVELOPE, answers_digest="a2", files=("f1",))
    yield Move("citizen", answered, now, 4.0, onward=True)


def _time(definition: Definition, case: CaseState, now: datetime, chance: Random) -> Iterator[Move]:
    """What comes when the citizen's time is over: by itself, or by an officer who is faster than the worker."""
    if case.waiting is None:
        return
    over = max(now, case.waiting.reply_by + SHORTLY)
    yield Move("system", Lapse(**ENVELOPE, reason="no answer in time"), over, onward=True)
    for move in _actions(definition, case, over, chance):
        yield replace(move, likely=0.2)
