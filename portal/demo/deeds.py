"""One deed after another: the citizen applies, officers take and act, the citizen answers or withdraws."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from portal.cases.door import Door, Tools
from portal.cases.drafts import begin_draft
from portal.cases.files import NewFile, add_file
from portal.cases.models import Case
from portal.cases.queries import answers_of, note_view
from portal.cases.submission import Submission, Submit
from portal.cases.supplements import AnswerFile, answer_supplement
from portal.catalogue.answers import components
from portal.clock import local
from portal.demo.cast import Cast
from portal.demo.moves import RETURNED, Way, inputs_for, missing_items
from portal.demo.officers import DemoOfficer
from portal.demo.pace import Pace
from portal.demo.plans import Fate, Plan
from portal.demo.sample_answers import sample_answers
from portal.demo.scans import MEDIA_TYPE, Scan
from portal.people.principal import Kind, Origin, Principal
from portal.units.resolve import resolve_place
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import Act, AnyCommand, RecordPayment, Take, Withdraw
from portal.workflow.definition import Action, Step

MOST_BYTES = 100 * 1024 * 1024
WRITING = timedelta(minutes=18)  # from the first page of a form to sending it
COUNTER = Origin(address="10.48.0.1")
HOME = Origin(address="203.0.113.7")


class Deed(Enum):
    """What somebody does next to a case."""

    APPLY = "apply"
    TAKE = "take"
    WORK = "work"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


@dataclass(slots=True)
class CaseInPlay:
    """A case that is being played: its plan, its own stream of chance, and what happens next."""

    plan: Plan
    random: Random
    deed: Deed = Deed.APPLY
    case_id: str = ""
    variant: str = ""
    asked: bool = False
    sent_back: bool = False
    keys: int = 0

    def key(self) -> str:
        """Return an idempotency key of its own for each command."""
        self.keys += 1
        return f"demo-{self.case_id}-{self.keys}"

    @property
    def way(self) -> Way:
        return self.plan.stage.ways[self.variant]


@dataclass(frozen=True, slots=True)
class Moment:
    """A case as it stands when somebody turns to it."""

    now: datetime
    version: int
    state: CaseState

    @property
    def step(self) -> str:
        """The step the case is at. Raises `ValueError` for a case that is over."""
        if self.state.step is None:
            raise ValueError("the case is over")
        return self.state.step


@dataclass(frozen=True, slots=True)
class Actor:
    """Does what is next with a case, and says when the one after that will be."""

    tools: Tools
    door: Door
    submission: Submission
    cast: Cast
    citizens: dict[str, str]  # subject -> id
    scans: tuple[Scan, ...]
    until: datetime

    def act(self, case: CaseInPlay) -> datetime | None:
        """Do the next deed; return when the one that follows comes, None when there is none."""
        if case.deed is Deed.APPLY:
            return self._apply(case)
        seen = self._see(case)
        match case.deed:
            case Deed.ANSWER:
                self._answer(case, seen)
            case Deed.WITHDRAW:
                command = Withdraw(case_id=case.case_id, seen_version=seen.version, key=case.key(), reason="Không cần nữa.")
                self.door.apply(command, self._citizen(case), HOME)
            case Deed.TAKE:
                return self._take(case, seen)
            case _:
                following = self._work(case, seen)
                if following is not None:
                    return following
        return self._next(case)

    # The citizen.

    def _apply(self, case: CaseInPlay) -> datetime | None:
        plan, now = case.plan, self.tools.clock()
        day = local(now).date()
        with self.tools.database.read() as look:
            published = self.tools.versions.current(look, plan.stage.published.code, day)
        if published is None or published.id != plan.stage.published.id:
            return None
        definition = published.definition
        person = self._citizen(case)
        answers = sample_answers(
            definition,
            commune=plan.stage.commune,
            rng=case.random,
            today=day,
            applicant=plan.citizen.answer(plan.stage.commune),
        )
        with self.tools.database.transaction() as work:
            draft_id = begin_draft(
                work,
                self.tools.sealer,
                person_id=person.id,
                procedure_code=definition.code,
                version_id=published.id,
                answers=answers,
                now=now - WRITING,
            )
            for component in components(definition, answers, day):
                if component.required or case.random.random() < 0.4:
                    file = NewFile(component=component.id, **self._file(case))
                    add_file(work, draft_id, file, most_bytes=MOST_BYTES, now=now - WRITING / 2)
        submit = Submit(draft_id=draft_id, channel=plan.channel, return_by=plan.return_by)
        origin = HOME if plan.channel == "online" else COUNTER
        case.case_id = self.submission.submit(submit, person, origin).case_id
        with self.tools.database.read() as look:
            case.variant = look.execute(select(Case.variant).where(Case.id == case.case_id)).scalar_one()
        return self._next(case)

    def _answer(self, case: CaseInPlay, seen: Moment) -> None:
        waiting = seen.state.waiting
        papers = case.plan.stage.published.definition.components
        targets = [target for target in (waiting.targets if waiting else ()) if target in papers]
        files = [
            AnswerFile(id=str(UUID(int=case.random.getrandbits(128), version=4)), component=target, **self._file(case))
            for target in targets
        ]
        with self.tools.database.read() as look:
            row = look.execute(select(Case.__table__).where(Case.id == case.case_id)).one()
        answer_supplement(
            self.door,
            row,
            files=files,
            message="Tôi gửi lại giấy tờ theo yêu cầu." if files else "Tôi xác nhận lại nội dung đã khai.",
            key=case.key(),
            seen_version=seen.version,
            principal=self._citizen(case),
            origin=HOME,
        )

    def _citizen(self, case: CaseInPlay) -> Principal:
        who = case.plan.citizen
        return Principal(kind=Kind.CITIZEN, id=self.citizens[who.subject], name=who.name)

    def _file(self, case: CaseInPlay) -> dict[str, Any]:
        scan = case.random.choice(self.scans)
        stored = scan.stored
        return {"file_name": scan.file_name, "sha256": stored.sha256, "size": stored.size, "media_type": MEDIA_TYPE}

    # The officers.

    def _take(self, case: CaseInPlay, seen: Moment) -> datetime | None:
        officer = self._officer(case, seen)
        command = Take(case_id=case.case_id, seen_version=seen.version, key=case.key())
        self._do(case, command, officer, seen)
        case.deed = Deed.WORK
        return None if self._rests(case, seen.step) else self._done_at(case, self._see(case), share=Decimal("0.5"))

    def _work(self, case: CaseInPlay, seen: Moment) -> datetime | None:
        """Let an officer act. Return a moment when it was only a payment, after which the step is still to be done."""
        officer = self._officer(case, seen)
        if seen.state.unpaid and self._fee_is_due(case, seen):
            receipt = f"BL-{case.random.randint(1, 99999):05d}"
            amount = seen.state.unpaid
            pay = RecordPayment(case_id=case.case_id, seen_version=seen.version, key=case.key(), amount=amount, receipt=receipt)
            self._do(case, pay, officer, seen)
            return seen.now + timedelta(minutes=3)
        code = self._action(case, seen)
        action = case.way.workflow.steps[seen.step].actions[code]
        items = ()
        if action.waits:
            items = missing_items(
                case.plan.stage.published.definition, self._answers(case), seen.state.asked, case.random, seen.now
            )
        inputs = inputs_for(action, case.random, items=items, officer=self._assignee(case, seen, action))
        act = Act(case_id=case.case_id, seen_version=seen.version, key=case.key(), action=code, inputs=inputs)
        self._do(case, act, officer, seen)
        return None

    def _action(self, case: CaseInPlay, seen: Moment) -> str:
        """Return which action brings the plan on: ask, send back, or go on to its end."""
        way, plan, state, now = case.way, case.plan, seen.state, seen.now
        if plan.asked and not case.asked and self._asks_here(case, seen) and (code := way.asks(state, now)):
            case.asked = True
            return code
        if plan.sent_back and not case.sent_back and state.proposal and (code := way.sends_back(state, now)):
            case.sent_back = True
            return code
        goal = plan.fate.goal if plan.fate is not Fate.WITHDRAWN else RETURNED
        found = way.onward(state, now, goal=goal, outcome=plan.fate.outcome)
        found = found or way.onward(state, now, goal=RETURNED, outcome="granted")
        if found is None:  # nothing else is offered once the citizen did not answer
            found = way.onward(state, now, goal=3, outcome="") or way.onward(state, now, goal=8, outcome="")
        if found is None:
            raise ValueError(f"no way on from {seen.step}")
        return found

    def _asks_here(self, case: CaseInPlay, seen: Moment) -> bool:
        """A third ask at reception; whoever lets the case stop asks where stopping is possible; the rest further on."""
        if case.plan.rests_at is not None:
            return seen.step == case.plan.rests_at
        at_first = seen.step == case.way.workflow.start
        early = case.plan.fate is not Fate.STOPPED and case.plan.at.minute % 3 == 0
        return at_first == early

    def _assignee(self, case: CaseInPlay, seen: Moment, action: Action) -> str | None:
        if "officer" not in action.needs:
            return None
        step = case.way.workflow.steps[action.to]
        unit = resolve_place(
            self.tools.directory,
            step.at,
            competent=seen.state.competent,
            intake=seen.state.intake,
            day=local(seen.now).date(),
        )
        chosen = case.random.choice(self.cast.holders(step.role, unit, local(seen.now).date()))
        return self.cast.ids[chosen.subject]

    def _fee_is_due(self, case: CaseInPlay, seen: Moment) -> bool:
        """The fee is paid at the counter: when the dossier is taken in there, at the latest when the result is fetched."""
        step = case.way.workflow.steps[seen.step]
        if step.role != "reception" or seen.state.waiting is not None:
            return False
        last = any(case.way.workflow.ends.get(action.to) == RETURNED for action in step.actions.values())
        taken_in = case.plan.channel != "online" and case.plan.fate is not Fate.NOT_ACCEPTED
        return last or (taken_in and seen.step == case.way.workflow.start)

    def _officer(self, case: CaseInPlay, seen: Moment) -> DemoOfficer:
        if seen.state.holder is not None:
            return self.cast.by_id(seen.state.holder)
        step = case.way.workflow.steps[seen.step]
        barred = {officer for other in step.not_by for officer in seen.state.officers_of(other)}
        day = local(seen.now).date()
        able = [o for o in self.cast.holders(step.role, seen.state.unit or "", day) if self.cast.ids[o.subject] not in barred]
        return case.random.choice(able)

    def _do(self, case: CaseInPlay, command: AnyCommand, officer: DemoOfficer, seen: Moment) -> None:
        """Apply an officer's command; that the case was opened for it is written down with it (R-AZ-9)."""
        step = case.way.workflow.steps[seen.step]
        principal = self.cast.principal(officer, local(seen.now).date())

        def open_it(work: Connection) -> None:
            viewer = {"id": principal.id, "name": principal.name, "role": step.role, "unit": seen.state.unit or ""}
            note_view(work, case.case_id, {**viewer, "purpose": seen.step}, seen.now)

        self.door.apply(command, principal, COUNTER, also=open_it)

    # What comes after.

    def _see(self, case: CaseInPlay) -> Moment:
        with self.tools.database.read() as look:
            row = look.execute(select(Case.version, Case.snapshot).where(Case.id == case.case_id)).one()
        return Moment(self.tools.clock(), row.version, case_from_json(row.snapshot))

    def _answers(self, case: CaseInPlay) -> dict[str, object]:
        with self.tools.database.read() as look:
            return dict(answers_of(look, case.case_id, self.tools.sealer))

    def _next(self, case: CaseInPlay) -> datetime | None:
        """Settle the next deed and return its moment; None when the case is over or rests."""
        seen = self._see(case)
        state, random, now = seen.state, case.random, seen.now
        if state.end is not None:
            return None
        if state.waiting is not None:
            return self._while_waiting(case, seen)
        if self._rests(case, seen.step) and not self._still_to_ask(case):
            case.deed = Deed.TAKE
            took = state.holder is None and random.random() < 0.4
            return self._done_at(case, seen, share=Decimal("0.3")) if took else None
        if case.plan.fate is Fate.WITHDRAWN and len(state.path) > 1:
            case.deed = Deed.WITHDRAW
            return now + timedelta(hours=random.uniform(1, 20))
        takes = state.holder is None and random.random() < 0.35
        case.deed = Deed.TAKE if takes else Deed.WORK
        return self._done_at(case, seen, share=Decimal("0.5" if takes else "1"))

    def _while_waiting(self, case: CaseInPlay, seen: Moment) -> datetime | None:
        waiting = seen.state.waiting
        if waiting is None or case.plan.rests_at is not None:
            return None
        pace = Pace(self.tools.calendar)
        if not case.plan.answers:
            case.deed = Deed.WORK
            return pace.later(case.random, waiting.reply_by + timedelta(days=1), Decimal(2))
        case.deed = Deed.ANSWER
        return seen.now + timedelta(days=case.random.triangular(0.4, 14, 3))

    def _rests(self, case: CaseInPlay, step: str) -> bool:
        return case.plan.rests_at == step

    def _still_to_ask(self, case: CaseInPlay) -> bool:
        return case.plan.asked and not case.asked

    def _done_at(self, case: CaseInPlay, seen: Moment, *, share: Decimal) -> datetime:
        """Return when the step is done, or taken: in `share` of the time it takes. Results wait to be fetched."""
        pace = Pace(self.tools.calendar)
        step: Step = case.way.workflow.steps[seen.step]
        leaves = any(case.way.workflow.ends.get(a.to) == RETURNED for a in step.actions.values())
        last_day = case.plan.stage.last_day
        if leaves and case.plan.return_by != "portal" and last_day is None:
            return pace.in_days(case.random, seen.now, 0.2, 6)
        return pace.done_at(
            case.random,
            seen.now,
            step.hours * share,
            unit=seen.state.unit or "",
            last_day=last_day,
            steps_left=case.way.steps_left(seen.step),
        )
