"""What `decide` is told of the world around a case: numbers, places, deadlines, whose hands, who gets the next task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from portal.cases import queries, store
from portal.cases.assigning import Facts, address_units, assignee
from portal.cases.child_cases import PlannedChild
from portal.cases.competence import competent_units
from portal.cases.hands import hands, stood_in_at
from portal.cases.leading import deciding_office
from portal.cases.loaded import Loaded, Tools, place_in
from portal.cases.numbers import Numbers, take_numbers, take_slip_number
from portal.cases.office_hours import OfficeHours
from portal.clock import local
from portal.people.principal import Principal
from portal.units.directory import UnitDirectory
from portal.units.resolve import place_carried_on
from portal.workflow import commands
from portal.workflow.case import CaseState
from portal.workflow.definition import Definition, Step
from portal.workflow.setting import Setting
from portal.workflow.transfer import seat_of_intake

# Commands whose event is told on a numbered paper, and which.
NUMBERED: dict[type[commands.Command], str] = {
    commands.ExtendDeadline: "04",
    commands.FixAppointment: "invitation",
    commands.RecordMeeting: "minutes",
}

# Commands that lead to no step: they go through while nobody knows yet who carries on a unit of the case.
PLACELESS = (commands.Rehome, commands.Withdraw, commands.StopChild)

# Commands after which a case is another leader's to decide on.
LED = (commands.DraftExtension, commands.AcceptTransfer)


@dataclass(frozen=True, slots=True)
class AboutCase:
    """What is known of a case when its next task is to be given to somebody."""

    applicant: str
    intake: str
    competent: str
    answers: Mapping[str, Any]
    state: CaseState | None = None

    def facts(self, step: Step) -> Facts:
        barred = {one for other in step.not_by for one in self.state.officers_of(other)} if self.state else set()
        units = {self.intake, self.competent, *address_units(self.answers)}
        return Facts(applicant=self.applicant, units=frozenset(units), barred=frozenset(barred))


def has_rule(definition: Definition, step: str) -> bool:
    return definition.steps[step].assign != "pooled"


class Surroundings:
    """Looks around for a command. It only remembers which unit a place means on a day."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

        @lru_cache(maxsize=4096)
        def unit_of(directory: UnitDirectory, place: str, intake: str, competent: str, day: date) -> str:
            return place_carried_on(directory, place, competent=competent, intake=intake, day=day)

        self._unit_of = unit_of

    def setting(
        self,
        work: Connection,
        command: commands.AnyCommand,
        principal: Principal,
        loaded: Loaded,
        now: datetime,
        child: PlannedChild | None,
    ) -> Setting:
        """Return what `decide` is told; numbers of registers are taken for it, and go back if it refuses."""
        stays = isinstance(command, PLACELESS)
        numbers, due = self._numbers(work, command, loaded, local(now).year), None
        if isinstance(command, commands.ExtendDeadline):
            due = self.tools.deadline(loaded.state, loaded.published, loaded.row.variant, loaded.row.channel).due
        places = {} if stays else self._places(command, loaded, now)
        opened = isinstance(command, commands.Recall) and self._was_opened(work, loaded, principal)
        return Setting(
            now=now,
            actor=principal.id,
            hands=self._hands(work, command, principal, loaded, local(now).date()),
            places=places,
            leader=self.leader(work, loaded.definition, places, now) if isinstance(command, LED) else "",
            register=loaded.published.definition.result.register_,
            number=numbers.result,
            slip_number=numbers.slip,
            year=local(now).year,
            due=due,
            opened=opened,
            child=child.new if child is not None else None,
            seats=self._seats(command, loaded, now),
            assignee=self._assignees(work, loaded, now),
            office=OfficeHours(self.tools.calendar),
        )

    def _numbers(self, work: Connection, command: commands.AnyCommand, loaded: Loaded, year: int) -> Numbers:
        """Take the numbers of what the command will put on paper."""
        state, register = loaded.state, loaded.published.definition.result.register_
        if isinstance(command, commands.Act) and state.step is not None:
            action = loaded.definition.steps[state.step].actions.get(command.action)
            return Numbers() if action is None else take_numbers(work, action, state, register=register, year=year)
        if type(command) in NUMBERED:
            return Numbers(slip=take_slip_number(work, NUMBERED[type(command)], state, year=year))
        return Numbers()

    def _places(self, command: commands.AnyCommand, loaded: Loaded, now: datetime) -> dict[str, str]:
        """Return the units of the workflow's places; for whoever takes a case over, those that it will have."""
        state, intake, competent = loaded.state, loaded.state.intake, loaded.state.competent
        if isinstance(command, commands.AcceptTransfer) and state.passed is not None:
            intake, competent = seat_of_intake(state), state.passed.unit
        return self.places(loaded.definition, intake, competent, now)

    def leader(self, work: Connection, definition: Definition, places: Mapping[str, str], now: datetime) -> str:
        """Return the office whose leader apologises and lets things be asked again; none where nobody has to."""
        if definition.extend is None:
            return ""
        return deciding_office(work, self.tools.directory, places[definition.extend.at], local(now).date())

    def _seats(self, command: commands.AnyCommand, loaded: Loaded, now: datetime) -> dict[str, str]:
        """Return the unit that a case is to be sent to with its reception, if it may be competent."""
        if not isinstance(command, commands.Transfer):
            return {}
        directory, day = self.tools.directory, local(now).date()
        may_be = competent_units(directory, loaded.published.definition.competence, day)
        return {command.unit: directory.reception(command.unit, day)} if command.unit in may_be else {}

    def _was_opened(self, work: Connection, loaded: Loaded, sender: Principal) -> bool:
        """Say whether somebody else has looked at the case since it came to where it lies."""
        since = {"case_id": loaded.row.id, "since": loaded.state.step_since, "sender": sender.id}
        return work.execute(store.OPENED_SINCE, since).first() is not None

    def _hands(
        self, work: Connection, command: commands.AnyCommand, principal: Principal, loaded: Loaded, day: date
    ) -> frozenset[str]:
        """Return the officers for whom this one acts, and who acted for either at a step that has to be another's."""
        state = loaded.state
        found = hands(work, principal, place_in(principal, loaded), state.holder, day)
        if not isinstance(command, commands.Act) or state.step is None:
            return found
        apart = loaded.definition.steps[state.step].not_by
        return found | stood_in_at(work, loaded.row.id, {principal.id, *found}, apart)

    def _assignees(self, work: Connection, loaded: Loaded, now: datetime) -> dict[str, str]:
        """Return who gets the task at each step that may follow, where its rule names somebody."""
        state, definition = loaded.state, loaded.definition
        if state.step is None:
            return {}
        following = {state.step, *(action.to for action in definition.steps[state.step].actions.values())}
        ruled = [code for code in sorted(following & definition.steps.keys()) if has_rule(definition, code)]
        if not ruled:
            return {}
        answers = queries.answers_of(work, loaded.row.id, self.tools.sealer)
        case = AboutCase(loaded.row.applicant_id, state.intake, state.competent, answers, state)
        return self.assignees(work, definition, ruled, case, now)

    def assignees(
        self, work: Connection, definition: Definition, steps: Sequence[str], case: AboutCase, now: datetime
    ) -> dict[str, str]:
        """Return the officer of each of these steps for whom its rule finds one."""
        places = self.places(definition, case.intake, case.competent, now)
        found: dict[str, str] = {}
        for code in steps:
            step = definition.steps[code]
            officer = assignee(work, step, places[step.at], case.facts(step), local(now).date())
            if officer is not None:
                found[code] = officer
        return found

    def places(self, definition: Definition, intake: str, competent: str, now: datetime) -> dict[str, str]:
        """Return the unit of every place of a workflow, on the day. Raises `NoSuchPlace`."""
        day = local(now).date()
        return {
            place: self._unit_of(self.tools.directory, place, intake, competent, day) for place in definition.places
        }
