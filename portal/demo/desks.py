"""What the officers of a play do: take a task, act on it, take the fee."""

from dataclasses import dataclass

from sqlalchemy import Connection

from portal.cases.queries import answers_of, note_view
from portal.clock import local
from portal.demo.case_in_play import CaseInPlay, Props, Seen
from portal.demo.meetings import invitation, minutes
from portal.demo.moves import RETURNED, inputs_for, missing_items
from portal.demo.officers import DemoOfficer
from portal.demo.plans import Fate
from portal.people.principal import Origin
from portal.units.resolve import resolve_place
from portal.workflow.commands import Act, AnyCommand, MissingItem, RecordPayment, Take
from portal.workflow.definition import Action

OFFICE = Origin(address="192.0.2.20")  # an address of documentation


@dataclass(frozen=True, slots=True)
class Desks:
    """Acts for the officers."""

    props: Props

    def take(self, case: CaseInPlay, seen: Seen) -> None:
        self._do(case, Take(case_id=case.case_id, seen_version=seen.version, key=case.key()), seen)

    def fee_is_due(self, case: CaseInPlay, seen: Seen) -> bool:
        """Say whether reception asks for the fee now: when a dossier is brought in, else when the result leaves."""
        if not seen.state.unpaid or seen.step.role != "reception" or seen.state.waiting is not None:
            return False
        brought = case.plan.channel != "online" and case.plan.fate is not Fate.NOT_ACCEPTED
        return case.way.hands_over(seen.step) or (brought and seen.state.step == case.way.workflow.start)

    def take_fee(self, case: CaseInPlay, seen: Seen) -> None:
        command = RecordPayment(
            case_id=case.case_id,
            seen_version=seen.version,
            key=case.key(),
            amount=seen.state.unpaid,
            receipt=f"BL-{case.random.randint(1, 99999):05d}",
        )
        self._do(case, command, seen)

    def meet(self, case: CaseInPlay, seen: Seen) -> None:
        """Invite the applicant, or write down what came of the meeting whose day has come."""
        at = {"case_id": case.case_id, "seen_version": seen.version, "key": case.key()}
        if seen.state.appointment is None:
            command: AnyCommand = invitation(seen, self.props.tools.calendar, case.random, at)
        else:
            command = minutes(seen, self.props.file(case.random), case.plan.citizen.name, case.random, at)
        self._do(case, command, seen)

    def act(self, case: CaseInPlay, seen: Seen) -> None:
        """Do whichever action of the step brings the plan on."""
        code = self._choose(case, seen)
        action = seen.step.actions[code]
        inputs = inputs_for(
            action,
            case.random,
            items=self._missing(case, seen) if action.waits else (),
            officer=self._assignee(case, seen, action),
        )
        command = Act(case_id=case.case_id, seen_version=seen.version, key=case.key(), action=code, inputs=inputs)
        self._do(case, command, seen)

    def _choose(self, case: CaseInPlay, seen: Seen) -> str:
        way, plan, state, now = case.way, case.plan, seen.state, seen.now
        if plan.asked and not case.asked and self._asks_here(case, seen) and (code := way.asks(state, now)):
            case.asked = True
            return code
        if plan.sent_back and not case.sent_back and state.proposal and (code := way.sends_back(state, now)):
            case.sent_back = True
            return code
        goal = RETURNED if plan.fate is Fate.WITHDRAWN else plan.fate.goal
        # What was planned; else the result; and once the citizen did not answer, only the other ends are open.
        for state_wanted, outcome in ((goal, plan.fate.outcome), (RETURNED, "granted"), (3, ""), (8, "")):
            if found := way.onward(state, now, goal=state_wanted, outcome=outcome):
                return found
        raise ValueError(f"no way on from {state.step}")

    def _asks_here(self, case: CaseInPlay, seen: Seen) -> bool:
        """A third ask at reception, the rest further on; a case that is to rest or to be stopped is asked for there."""
        if case.plan.rests_at is not None:
            return seen.state.step == case.plan.rests_at
        at_reception = case.plan.fate is not Fate.STOPPED and case.plan.at.minute % 3 == 0
        return (seen.state.step == case.way.workflow.start) == at_reception

    def _missing(self, case: CaseInPlay, seen: Seen) -> tuple[MissingItem, ...]:
        with self.props.tools.database.read() as look:
            answers = answers_of(look, case.case_id, self.props.tools.sealer)
        return missing_items(case.plan.stage.published.definition, answers, seen.state.asked, case.random, seen.now)

    def _assignee(self, case: CaseInPlay, seen: Seen, action: Action) -> str | None:
        if "officer" not in action.needs:
            return None
        state, day = seen.state, local(seen.now).date()
        step = case.way.workflow.steps[action.to]
        unit = resolve_place(
            self.props.tools.directory, step.at, competent=state.competent, intake=state.intake, day=day
        )
        return self.props.cast.ids[case.random.choice(self.props.cast.holders(step.role, unit, day)).subject]

    def _officer(self, case: CaseInPlay, seen: Seen) -> DemoOfficer:
        """Return who does it: whoever holds the task, else one of those who may (signing is not for who appraised)."""
        cast = self.props.cast
        if seen.state.holder is not None:
            return cast.by_id(seen.state.holder)
        barred = {officer for other in seen.step.not_by for officer in seen.state.officers_of(other)}
        posted = cast.holders(seen.step.role, seen.state.unit or "", local(seen.now).date())
        return case.random.choice([officer for officer in posted if cast.ids[officer.subject] not in barred])

    def _do(self, case: CaseInPlay, command: AnyCommand, seen: Seen) -> None:
        """Apply a command; that the case was opened for it is written down with it (R-AZ-9)."""
        principal = self.props.cast.principal(self._officer(case, seen), local(seen.now).date())
        viewer = {
            "id": principal.id,
            "name": principal.name,
            "role": seen.step.role,
            "unit": seen.state.unit or "",
            "purpose": seen.state.step or "",
        }

        def open_it(work: Connection) -> None:
            note_view(work, case.case_id, viewer, seen.now)

        self.props.door.apply(command, principal, OFFICE, also=open_it)
        case.state = None
