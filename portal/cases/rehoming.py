"""Where an open case goes when its units end: to exactly one desk that lives, or it is told why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, exists, or_, select

from portal.cases import queries
from portal.cases.competence import answered_code
from portal.cases.leading import planned_office
from portal.cases.loaded import Tools
from portal.cases.models import NOT_DONE, Case, CaseUnit, Task
from portal.catalogue.versions import Published
from portal.people.principal import Kind, Post, Principal
from portal.people.roles import Role
from portal.units.errors import NoSuchPlace
from portal.units.reorganisation import Heirs
from portal.units.resolve import place_carried_on
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import Rehome

SYSTEM = Principal(kind=Kind.SYSTEM, id="reorganisation")


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that a reorganisation would leave with nobody: a case, an appointment, a register; and why."""

    kind: str
    place: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """One open case, and the units it goes on in."""

    case_id: str
    code: str
    version: int
    procedure: str
    step: str
    role: Role
    since: str  # the unit whose desk it leaves, or stays on
    intake: str
    competent: str
    unit: str
    holder: str | None
    leader: str = ""
    passed_to: str = ""

    def command(self, decree: str) -> Rehome:
        return Rehome(
            case_id=self.case_id,
            seen_version=self.version,
            key=f"{decree}/{self.case_id}/{self.version}",
            intake=self.intake,
            competent=self.competent,
            unit=self.unit,
            holder=self.holder,
            decree=decree,
            leader=self.leader,
            passed_to=self.passed_to,
        )


class Rehoming:
    """Says for each case that has a unit which is over where it goes; `posts` are those of the day after."""

    def __init__(self, tools: Tools, heirs: Heirs, posts: set[tuple[str, Post]]) -> None:
        self._tools, self._heirs, self._posts = tools, heirs, posts
        self._led = {post.unit for _, post in posts if post.role is Role.LEADER}

    def all(self, look: Connection) -> Iterator[CaseMove | Orphan]:
        """Yield every open case that has to move, by code. One that was moved has nothing left that is over."""
        over = [unit.code for unit in self._tools.directory.units() if self._heirs.is_over(unit.code)]
        for row in look.execute(_open_in(over)).all():
            state = case_from_json(row.snapshot)
            also = (state.leader, state.passed.unit if state.passed else "")  # to apologise, to take it over
            units = (state.intake, state.competent, row.task_unit, *filter(None, also))
            if any(map(self._heirs.is_over, units)):
                yield self._move(look, row, state)

    def _move(self, look: Connection, row: Row[Any], state: CaseState) -> CaseMove | Orphan:
        published = self._tools.versions.get(look, row.version_id)
        wishes = self._wishes(look, row, state, published)
        competent = self._heirs.follow(state.competent, wishes)
        intake = None if competent is None else self._intake(state.intake, wishes, competent)
        if competent is None or intake is None:
            missing = state.competent if competent is None else state.intake
            return Orphan("case", row.code, self._why(missing))
        workflow = published.workflows[row.variant]
        places = {"intake": intake, "competent": competent}
        try:
            desks = {at: self._desk(at, places) for at in workflow.places}
        except NoSuchPlace as lost:
            return Orphan("case", row.code, f"Its workflow goes to {lost.place}, which nobody carries on.")
        passed_to = self._heirs.follow(state.passed.unit, wishes) if state.passed else ""
        if passed_to is None:
            return Orphan("case", row.code, self._why(state.passed.unit if state.passed else ""))
        unit = row.task_unit
        if self._heirs.is_over(unit):
            unit = self._reception(passed_to) if passed_to else desks[workflow.steps[row.step].at]
        role = Role(row.role)
        return CaseMove(
            case_id=row.id,
            code=row.code,
            version=row.version,
            procedure=row.procedure_code,
            step=row.step,
            role=role,
            since=row.task_unit,
            **places,
            unit=unit,
            holder=row.holder if (row.holder, Post(role, unit)) in self._posts else None,
            leader=self._leader(desks[workflow.extend.at]) if workflow.extend else "",
            passed_to=passed_to,
        )

    def _wishes(self, look: Connection, row: Row[Any], state: CaseState, published: Published) -> list[str]:
        """Return which units a case wishes to go to: by the citizen's choice, by its answers, by where it came in."""
        directory, day, rule = self._tools.directory, self._heirs.file.day, published.definition.competence
        choice = self._heirs.file.choices.get(row.code)
        answers = queries.answers_of(look, row.id, self._tools.sealer)
        named = answered_code(directory, rule.answer, answers, day) if rule.answer else None
        at_hand = [code for code in (named, self._heirs.home(state.intake)) if code is not None]
        ahead = (directory.successors(code, day) for code in at_hand)
        return [*([choice] if choice else []), *(heirs[0] for heirs in ahead if len(heirs) == 1)]

    def _intake(self, intake: str, wishes: list[str], competent: str) -> str | None:
        """Return the office of intake: that of the competent unit's territory, where several carry on the old one."""
        return self._heirs.follow(intake, [*wishes, self._heirs.home(competent)])

    def _reception(self, unit: str) -> str:
        """Return the desk where a case lies that a unit is asked to take over."""
        return self._tools.directory.reception(unit, self._heirs.file.day)

    def _leader(self, unit: str) -> str:
        return planned_office(self._tools.directory, unit, self._heirs.file.day, self._led)

    def _desk(self, place: str, units: dict[str, str]) -> str:
        return place_carried_on(self._tools.directory, place, **units, day=self._heirs.file.day)

    def _why(self, unit: str) -> str:
        directory, change = self._tools.directory, self._heirs.change_of(unit)
        if change is None:
            return f"{unit} is over since {directory.get(unit).valid_to}, and no change of the file names it."
        if not change.into:
            return f"{unit} ends, and the file names nobody who carries it on."
        if len(change.into) > 1:
            return (
                f"{unit} goes to {', '.join(change.into)}, and neither the answers nor the intake say to which."
                f" Ask the citizen and write it down under choices, or name a unit under otherwise."
            )
        return f"{unit} has no office of its kind in {change.into[0]}."


def _open_in(units: list[str]) -> Any:
    touches = exists().where(CaseUnit.case_id == Case.id, CaseUnit.unit.in_(units))
    return (
        select(Case.id, Case.code, Case.version, Case.procedure_code, Case.version_id, Case.variant, Case.snapshot)
        .add_columns(Task.step, Task.role, Task.unit.label("task_unit"), Task.holder)
        .join(Task, Task.case_id == Case.id)
        .where(NOT_DONE, or_(Task.unit.in_(units), touches))
        .order_by(Case.code)
    )
