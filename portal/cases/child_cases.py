"""Opening a case at another unit out of one that is there, in the transaction of the deed that opens it (R2.14).

The new case belongs to the same applicant and to the unit that is competent for its own procedure. Of the first case it
knows the answers and papers that the workflow names, and the code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Connection, Row, select

from portal.cases import queries, store
from portal.cases.chain import GENESIS, salted_digest
from portal.cases.competence import competent_unit
from portal.cases.desk_tasks import task_row
from portal.cases.errors import NotCompetent
from portal.cases.models import Case
from portal.cases.telling import tell
from portal.cases.words import answer_words, index_words
from portal.catalogue import answers as given
from portal.catalogue.definition import UNIT, ProcedureDefinition
from portal.catalogue.versions import Published
from portal.clock import local
from portal.documents.registers import next_daily_number
from portal.notifications.outbox import ENQUEUE, message_row
from portal.statements import Batch
from portal.workflow import commands, events
from portal.workflow.case import CaseState
from portal.workflow.children import RETURNED
from portal.workflow.definition import ChildCase, Definition
from portal.workflow.engine import begin
from portal.workflow.evolution import replay
from portal.workflow.setting import NewChild, Setting

if TYPE_CHECKING:
    from portal.cases.loaded import Loaded, Tools

Places = Callable[[Definition, str, str, datetime], dict[str, str]]
Leader = Callable[[Connection, Definition, Mapping[str, str], datetime], str]

PARENT_OVER = "Hồ sơ gốc đã kết thúc, không cần giải quyết nữa."  # stands on documents, which are Vietnamese


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChild:
    """A case that is about to be opened: of which, for whom, under which version, with what, at which unit."""

    new: NewChild
    parent: Row[Any]
    published: Published
    answers: Mapping[str, Any]
    files: Sequence[Row[Any]]
    variant: str
    intake: str
    places: Mapping[str, str]  # of its workflow
    leader: str
    now: datetime

    @property
    def today(self) -> date:
        return local(self.now).date()


class ChildCases:
    """Plans and writes the cases that other cases open."""

    def __init__(self, tools: "Tools", places: Places, leader: Leader) -> None:
        self._tools, self._places, self._leader = tools, places, leader

    def plan(
        self, work: Connection, loaded: "Loaded", command: commands.AnyCommand, now: datetime
    ) -> PlannedChild | None:
        """Return the case that a command opens; None where it opens none, or nobody could be given it."""
        rule = _rule(loaded, command)
        day = local(now).date()
        published = self._tools.versions.current(work, rule.procedure, day) if rule is not None else None
        if rule is None or published is None or UNIT not in published.definition.channels:
            return None
        whole = queries.answers_of(work, loaded.row.id, self._tools.sealer)
        answers = {name: whole[name] for name in rule.answers if name in whole}
        unit = self._competent(published.definition, answers, day)
        if unit is None:
            return None
        files = queries.files_of(work, loaded.row.id)
        intake = self._tools.directory.reception(unit, day)
        variant = given.variant(published.definition, answers, day)
        workflow = published.workflows[variant]
        places = self._places(workflow, intake, unit, now)
        return PlannedChild(
            new=NewChild(str(uuid4()), self._code(work, unit, day), unit),
            parent=work.execute(select(Case.__table__).where(Case.id == loaded.row.id)).one(),
            published=published,
            answers=answers,
            files=[file for file in files if file.component in rule.papers],
            variant=variant,
            intake=intake,
            places=places,
            leader=self._leader(work, workflow, places, now),
            now=now,
        )

    def open(self, batch: Batch, child: PlannedChild, actor: dict[str, Any]) -> None:
        """Write a case that was planned: its first events, its row, what it may know, its task, where it is found."""
        salt = token_hex(16)
        happened = self._begin(child, salt, actor)
        state = replay(happened)
        chained = store.chain(child.new.case, happened, actor, store.ChainEnd(0, GENESIS), self._tools.sealer)
        batch.add(store.INSERT_CASE, _row(child, state, chained, self._tools.calendar.version))
        batch.add(store.INSERT_EVENT, *chained.rows)
        self._add_dossier(batch, child, salt)
        workflow = child.published.workflows[child.variant]
        batch.add(store.INSERT_TASK, task_row(child.new.case, workflow, state, None, self._tools.calendar))
        self._add_places(batch, child, state)
        tell(batch, child.new.case, chained, happened, child.now, to_applicant=False)

    def _competent(self, definition: ProcedureDefinition, answers: Mapping[str, Any], day: date) -> str | None:
        try:
            return competent_unit(self._tools.directory, definition, answers, day)
        except NotCompetent:
            return None

    def _code(self, work: Connection, unit: str, day: date) -> str:
        agency = self._tools.directory.agency_code(unit)
        return f"{agency}-{day:%y%m%d}-{next_daily_number(work, agency, day):04d}"

    def _begin(self, child: PlannedChild, salt: str, actor: dict[str, Any]) -> tuple[events.AnyEvent, ...]:
        """Return the first events of the case. What the applicant owes was asked with the case that opens it."""
        workflow = child.published.workflows[child.variant]
        submitted = events.CaseSubmitted(
            at=child.now,
            facts=given.guards(workflow, child.published.definition, child.answers, child.today),
            intake=child.intake,
            competent=child.new.unit,
            channel=UNIT,
            fee=0,
            answers_digest=salted_digest(dict(child.answers), salt),
            files=tuple(sorted(file.sha256 for file in child.files)),
            applicant=child.parent.applicant_id,
            leader=child.leader,
            parent=child.parent.id,
            parent_code=child.parent.code,
        )
        return begin(workflow, submitted, Setting(now=child.now, actor=actor["id"], places=child.places))

    def _add_dossier(self, batch: Batch, child: PlannedChild, salt: str) -> None:
        content = {"salt": salt, "value": dict(child.answers)}
        sealed = self._tools.sealer.seal(content, bound_to=f"case_contents/{child.new.case}/1")
        batch.add(store.INSERT_CONTENT, store.content_row(child.new.case, sealed, child.now))
        own = {"case_id": child.new.case, "revision": 1}
        batch.add(store.INSERT_FILE, *({**file._asdict(), "id": str(uuid4()), **own} for file in child.files))

    def _add_places(self, batch: Batch, child: PlannedChild, state: CaseState) -> None:
        """Add which units may see it, and the words by which it is found."""
        there = {"case_id": child.new.case, "submitted_at": child.now}
        units = {child.new.unit, child.intake, state.unit or child.intake, state.leader or child.intake}
        batch.add(store.INSERT_UNIT, *({**there, "unit": unit} for unit in sorted(units)))
        name = child.parent.applicant_name
        words = index_words(code=child.new.code, name=name, procedure=child.published.code)
        said = answer_words(name, child.answers, self._tools.sealer)
        batch.add(store.INSERT_WORD, *store.word_rows(child.new.case, [*words, *said], child.now))


def tell_relatives(
    batch: Batch, case_id: str, before: CaseState, happened: Sequence[events.AnyEvent], now: datetime
) -> None:
    """Leave word for the worker: to the case that opened this one of its result, to those it opened that they stop."""
    result_known = before.result_number is not None
    for event in happened:
        result_known = result_known or isinstance(event, events.ResultIssued)
        over = isinstance(event, events.ResultIssued) or (isinstance(event, events.CaseEnded) and not result_known)
        if before.parent and over:
            batch.add(ENQUEUE, message_row("child-ended", {"case_id": case_id}, case_id=case_id, now=now))
        for child, reason in _stopped(before, event):
            stop = {"case_id": child, "reason": reason}
            batch.add(ENQUEUE, message_row("stop-child", stop, case_id=child, now=now))


def _stopped(before: CaseState, event: events.AnyEvent) -> list[tuple[str, str]]:
    match event:
        case events.CaseEnded(state=state) if state != RETURNED:
            return [(child.case, PARENT_OVER) for child in before.children]
        case events.ChildCalledBack(number=number, reason=reason):
            return [(child.case, reason) for child in before.children if child.number == number]
        case _:
            return []


def _rule(loaded: "Loaded", command: commands.AnyCommand) -> ChildCase | None:
    """Return what a command opens, if the action is one of the step where the case is."""
    if not isinstance(command, commands.Act) or loaded.state.step is None:
        return None
    action = loaded.definition.steps[loaded.state.step].actions.get(command.action)
    return action.opens if action is not None else None


def _row(child: PlannedChild, state: CaseState, chained: store.Chained, calendar: str) -> dict[str, Any]:
    """Return the case as its row."""
    parent = child.parent
    return {
        **store.projection(state, (None, None), None),
        "id": child.new.case,
        "code": child.new.code,
        "draft_id": f"child/{child.new.case}",  # no draft became it
        "parent_id": parent.id,
        "procedure_code": child.published.code,
        "version_id": child.published.id,
        "variant": child.variant,
        "applicant_id": parent.applicant_id,
        "applicant_name": parent.applicant_name,
        "channel": UNIT,
        "language": parent.language,
        "return_by": "portal",
        "calendar": calendar,
        "intake": child.intake,
        "competent": child.new.unit,
        "helper": "",
        "help_unit": "",
        "return_unit": "",
        "submitted_at": child.now,
        "version": 1,
        "last_seq": chained.last_seq,
        "last_at": child.now,
        "last_hash": chained.last_hash,
    }
