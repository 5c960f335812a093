"""What happens next to a case, and when: the director of a play."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from portal.demo.applicants import Applicants
from portal.demo.case_in_play import CaseInPlay, Deed, Props, Seen
from portal.demo.desks import Desks
from portal.demo.meetings import must_meet
from portal.demo.pace import Pace
from portal.demo.plans import Fate

TAKEN = 0.25  # of the tasks are taken from the pool before somebody acts on them
PAYING = timedelta(minutes=3)
MEETING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Director:
    """Lets one deed happen at a time, and says when the one after it will."""

    props: Props
    _applicants: Applicants = field(init=False)
    _desks: Desks = field(init=False)
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_applicants", Applicants(self.props))
        object.__setattr__(self, "_desks", Desks(self.props))
        object.__setattr__(self, "_pace", Pace(self.props.tools.calendar))

    def let_happen(self, case: CaseInPlay) -> datetime | None:
        """Do the next deed; return when the one that follows comes, None when there is none."""
        if case.deed is Deed.APPLY:
            return self._next(case) if self._applicants.apply(case) else None
        seen = self.props.see(case)
        match case.deed:
            case Deed.ANSWER:
                self._applicants.answer(case, seen)
            case Deed.WITHDRAW:
                self._applicants.withdraw(case, seen)
            case Deed.MEET:
                self._desks.meet(case, seen)
            case Deed.TAKE:
                self._desks.take(case, seen)
                return self._after_taking(case)
            case _ if self._desks.fee_is_due(case, seen):
                self._desks.take_fee(case, seen)
                return seen.now + PAYING
            case _:
                self._desks.act(case, seen)
        return self._next(case)

    def _next(self, case: CaseInPlay) -> datetime | None:
        """Settle the next deed and return its moment; None when the case is over, or rests till the end of the play."""
        if self.props.state_of(case).end is not None:
            return None
        seen, random = self.props.see(case), case.random
        if seen.state.waiting is not None:
            return self._while_waiting(case, seen)
        if must_meet(seen) and not (self._rests(case, seen) and seen.state.appointment):  # it may rest till that day
            return self._before_meeting(case, seen)
        takes = seen.state.holder is None and random.random() < TAKEN
        case.deed = Deed.TAKE if takes else Deed.WORK
        if self._rests(case, seen):
            return self._done_at(case, seen, share=Decimal("0.3")) if takes else None
        if case.plan.fate is Fate.WITHDRAWN and len(seen.state.path) > 1:
            case.deed = Deed.WITHDRAW
            return seen.now + timedelta(hours=random.uniform(1, 20))
        return self._done_at(case, seen, share=Decimal("0.5" if takes else "1"))

    def _before_meeting(self, case: CaseInPlay, seen: Seen) -> datetime:
        """The applicant is invited soon, and met on the day: an hour later the minutes are written."""
        case.deed = Deed.MEET
        if seen.state.appointment is None:
            return self._pace.briskly(case.random, seen.now, Decimal(2))
        return seen.state.appointment.meets_at + MEETING

    def _after_taking(self, case: CaseInPlay) -> datetime | None:
        seen = self.props.see(case)
        case.deed = Deed.WORK
        return None if self._rests(case, seen) else self._done_at(case, seen, share=Decimal("0.5"))

    def _while_waiting(self, case: CaseInPlay, seen: Seen) -> datetime | None:
        """The citizen answers after some days; of those who never do, an officer goes on when the time is over."""
        waiting = seen.state.waiting
        if waiting is None or case.plan.rests_at is not None:
            return None
        if not case.plan.answers:
            case.deed = Deed.WORK
            return self._pace.later(case.random, waiting.reply_by + timedelta(days=1), Decimal(2))
        case.deed = Deed.ANSWER
        return seen.now + timedelta(days=case.random.triangular(0.4, 14, 3))

    def _rests(self, case: CaseInPlay, seen: Seen) -> bool:
        """Say whether this is where the case still lies at the end, once the citizen was asked who is to be asked."""
        return case.plan.rests_at == seen.state.step and (case.asked or not case.plan.asked)

    def _done_at(self, case: CaseInPlay, seen: Seen, *, share: Decimal) -> datetime:
        """Return when the step is done, or taken, which is a `share` of it. A result on paper waits to be fetched."""
        last_day = case.plan.stage.last_day
        if case.way.hands_over(seen.step) and case.plan.return_by != "portal" and last_day is None:
            return self._pace.in_days(case.random, seen.now, 0.2, 6)
        if case.plan.rests_at is not None:  # it has to come there before the play is over
            return self._pace.briskly(case.random, seen.now, seen.step.hours * share)
        return self._pace.done_at(
            case.random,
            seen.now,
            seen.step.hours * share,
            unit=seen.state.unit or "",
            last_day=last_day,
            steps_left=case.way.steps_left(seen.state.step or ""),
        )
