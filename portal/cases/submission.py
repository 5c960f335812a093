"""From a draft to a case: once, whatever is clicked how often (issue of a receipt means it is stored).

The draft is the idempotency key: one draft becomes one case at the most, and every later submit of it gets the same
receipt. The applicant is whose draft it is; whoever sends it is another where an officer takes it in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, Row, select

from portal.cases import errors, store
from portal.cases.chain import GENESIS, salted_digest
from portal.cases.competence import competent_unit
from portal.cases.confirming import SIGNED_SLIP, Confirmed, Wish, require_confirmed
from portal.cases.desk_tasks import task_row
from portal.cases.door import NOWHERE, Door, Receipt
from portal.cases.drafts import BROUGHT, DraftRecord, draft_for
from portal.cases.intakes import Applicant, applicant_of, is_taken, require_writer
from portal.cases.loaded import Tools, actor_of
from portal.cases.models import Case, CaseEvent, DraftFile
from portal.cases.originals import carry_to_case, kept_of_draft
from portal.cases.surroundings import AboutCase, has_rule
from portal.cases.telling import tell
from portal.cases.words import answer_words, index_words
from portal.catalogue import answers as given
from portal.catalogue.fees import quote
from portal.catalogue.versions import Published
from portal.clock import local
from portal.documents.registers import next_daily_number
from portal.people.principal import Origin, Principal
from portal.people.roles import Role
from portal.statements import Batch
from portal.units.renewal import keep_fresh
from portal.workflow import events
from portal.workflow.case import CaseState, OfficialState
from portal.workflow.definition import Definition
from portal.workflow.engine import begin
from portal.workflow.evolution import replay
from portal.workflow.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Send a finished draft to the authority. The channel of one that an office takes in is the draft's."""

    draft_id: str
    channel: str = "online"
    language: str = "vi"
    return_by: str = "portal"
    return_at: Literal["intake", "competent"] = "intake"  # whose counter gives it, if one does
    kiosk_at: str = ""  # the office where the public screen stands, if it was written at one


class Submission:
    """Turns drafts into cases."""

    def __init__(self, tools: Tools, door: Door) -> None:
        self._tools = tools
        self._door = door

    def submit(self, command: Submit, principal: Principal, origin: Origin = NOWHERE) -> Receipt:
        """Submit a draft, wholly or not at all; return the receipt, the same each time.

        Raises `NoSuchDraft`, `DraftOutdated`, `ProcedureClosed`, `NotComplete`, `NotConfirmed`, `NotCompetent`,
        `NotAllowed`, `DatabaseBusy`.
        """
        require_writer(principal)
        with self._tools.database.transaction() as work:
            tree = work.execute(store.DRAFT_LOCKED, {"draft_id": command.draft_id}).scalar()
            keep_fresh(self._tools.directory, work, tree)
            draft = draft_for(work, self._tools.sealer, command.draft_id, principal)
            if draft.case_id is not None:
                return self._receipt(work, draft.case_id)
            now = self._door.now_after(None)
            published = self._published(work, draft, now)
            held = work.execute(select(DraftFile.__table__).where(DraftFile.draft_id == draft.id)).all()
            present = {file.component for file in held} | kept_of_draft(work, draft.id)
            _refuse_incomplete(published, draft, present, now)
            said: Confirmed | None = None
            if draft.is_assisted:
                wish = Wish(command.return_by, command.return_at)
                said = require_confirmed(work, self._tools.sealer, draft, held, wish, now)
            opening = self._opening(command, principal, draft, said, published, held, now)
            receipt = self._open(work, opening, origin)
            if draft.unit is not None:
                carry_to_case(work, draft.id, receipt.case_id)
            return receipt

    def _receipt(self, work: Connection, case_id: str) -> Receipt:
        """Return the receipt as it was given: the case may have moved on since."""
        row = work.execute(select(Case.id, Case.code).where(Case.id == case_id)).one()
        entered = (CaseEvent.case_id == case_id, CaseEvent.kind == "StepEntered")
        first = work.execute(select(CaseEvent.facts).where(*entered).order_by(CaseEvent.seq).limit(1)).scalar_one()
        return Receipt(row.id, row.code, version=1, state=int(OfficialState.SUBMITTED), step=first["step"])

    def _published(self, work: Connection, draft: DraftRecord, now: datetime) -> Published:
        current = self._tools.versions.current(work, draft.procedure_code, local(now).date())
        if current is None or not is_taken(current.definition, draft.channel):
            raise errors.ProcedureClosed(draft.procedure_code)
        if current.id != draft.version_id:
            raise errors.DraftOutdated(draft.id, draft.procedure_code)
        return current

    def _opening(
        self,
        command: Submit,
        principal: Principal,
        draft: DraftRecord,
        said: Confirmed | None,
        published: Published,
        held: Sequence[Row[Any]],
        now: datetime,
    ) -> "_Opening":
        definition, today = published.definition, local(now).date()
        competent = competent_unit(self._tools.directory, definition, draft.answers, today)
        decider = self._tools.directory.reception(competent, today)
        called_for = {component.id for component in given.components(definition, draft.answers, today)}
        return _Opening(
            id=str(uuid4()),
            command=command,
            principal=principal,
            applicant=applicant_of(draft, principal),
            draft=draft,
            said=said,
            published=published,
            variant=given.variant(definition, draft.answers, today),
            competent=competent,
            intake=self._intake(command, draft, decider, today),
            decider=decider,
            files=[file for file in held if file.component in called_for or _is_proof(file, said)],
            salt=token_hex(16),
            now=now,
        )

    def _intake(self, command: Submit, draft: DraftRecord, decider: str, today: date) -> str:
        """Return the office that takes it in: where it was brought to, where the screen stands, else the decider's."""
        if draft.unit is not None:
            return draft.unit if draft.channel in BROUGHT else decider
        screen = self._tools.directory.find(command.kiosk_at)
        return screen.code if screen is not None and screen.alive_on(today) else decider

    def _open(self, work: Connection, opening: "_Opening", origin: Origin) -> Receipt:
        happened = self._begin(work, opening)
        state, actor = replay(happened), {**actor_of(opening.principal, origin), **opening.post}
        chained = store.chain(opening.id, happened, actor, store.ChainEnd(0, GENESIS), self._tools.sealer)
        code = self._code(work, opening.competent, opening.now)
        batch = Batch(work)
        batch.add(store.INSERT_CASE, opening.row(code, state, chained, self._tools.calendar.version))
        batch.add(store.INSERT_EVENT, *chained.rows)
        self._add_dossier(batch, opening)
        self._add_places(batch, opening, code, state)
        tell(batch, opening.id, chained, happened, opening.now)
        batch.send()
        return Receipt(opening.id, code, 1, int(state.state), state.step)

    def _begin(self, work: Connection, opening: "_Opening") -> tuple[events.AnyEvent, ...]:
        """Return the first events of the case."""
        definition, answers, workflow = opening.published.definition, opening.draft.answers, opening.workflow
        places = self._door.surroundings.places(workflow, opening.intake, opening.competent, opening.now)
        submitted = events.CaseSubmitted(
            at=opening.now,
            facts=given.guards(workflow, definition, answers, opening.today),
            intake=opening.intake,
            competent=opening.competent,
            channel=opening.channel,
            fee=quote(definition, answers, opening.channel, opening.today).total,
            answers_digest=salted_digest(dict(answers), opening.salt),
            files=tuple(sorted(file.sha256 for file in opening.files)),
            leader=self._door.surroundings.leader(work, workflow, places, opening.now),
            elsewhere=opening.intake != self._tools.directory.reception(opening.competent, opening.today),
            applicant="" if opening.applicant.id == opening.principal.id else opening.applicant.id,
            confirmed_by=opening.said.kind if opening.said else "",
            confirmed_to=opening.said.recipient if opening.said else "",
            **opening.help,
        )
        setting = Setting(
            now=opening.now, actor=opening.principal.id, places=places, assignee=self._assignees(work, opening)
        )
        return begin(workflow, submitted, setting)

    def _assignees(self, work: Connection, opening: "_Opening") -> dict[str, str]:
        """Return who gets the first task, where the rule of the first step names somebody."""
        first = opening.workflow.start
        if not has_rule(opening.workflow, first):
            return {}
        case = AboutCase(opening.applicant.id, opening.intake, opening.competent, opening.draft.answers)
        return self._door.surroundings.assignees(work, opening.workflow, [first], case, opening.now)

    def _add_dossier(self, batch: Batch, opening: "_Opening") -> None:
        """Add what the applicant sent: answers, files; the draft is done."""
        content = {"salt": opening.salt, "value": dict(opening.draft.answers)}
        sealed = self._tools.sealer.seal(content, bound_to=f"case_contents/{opening.id}/1")
        batch.add(store.INSERT_CONTENT, store.content_row(opening.id, sealed, opening.now))
        files = (store.file_row(str(uuid4()), opening.id, file, file.added_at) for file in opening.files)
        batch.add(store.INSERT_FILE, *files)
        sent = {"b_id": opening.draft.id, "case_id": opening.id, "updated_at": opening.now}
        batch.add(store.MARK_SUBMITTED, sent)

    def _add_places(self, batch: Batch, opening: "_Opening", code: str, state: CaseState) -> None:
        """Add where the case lies and where it is found: on a desk, in units, by words."""
        batch.add(store.INSERT_TASK, task_row(opening.id, opening.workflow, state, None, self._tools.calendar))
        there = {"case_id": opening.id, "submitted_at": opening.now}
        places = {opening.competent, opening.intake, state.unit or opening.intake, state.leader or opening.intake}
        units = sorted(places)
        batch.add(store.INSERT_UNIT, *({**there, "unit": unit} for unit in units))
        words = index_words(code=code, name=opening.applicant.name, procedure=opening.published.code)
        said = answer_words(opening.applicant.name, opening.draft.answers, self._tools.sealer)
        batch.add(store.INSERT_WORD, *store.word_rows(opening.id, [*words, *said], opening.now))

    def _code(self, work: Connection, competent: str, now: datetime) -> str:
        """Return the next code of the agency and day, without a gap: the counter lives in this transaction."""
        agency = self._tools.directory.agency_code(competent)
        day = local(now).date()
        number = next_daily_number(work, agency, day)
        return f"{agency}-{day:%y%m%d}-{number:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """A case that is about to be: what is sent, by whom, how, when, under which version, and to whom."""

    id: str
    command: Submit
    principal: Principal
    applicant: Applicant
    draft: DraftRecord
    said: Confirmed | None  # how the person confirmed what a helper wrote
    published: Published
    variant: str
    competent: str
    intake: str
    decider: str  # the counter of the competent unit
    files: Sequence[Row[Any]]  # of the draft: one for a paper that the answers do not call for stays behind
    salt: str
    now: datetime

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def workflow(self) -> Definition:
        return self.published.workflows[self.variant]

    @property
    def channel(self) -> str:
        return self.command.channel if self.draft.unit is None else self.draft.channel

    @property
    def help(self) -> dict[str, str]:
        """Return who helped, and which counter gives the result."""
        at_counter = self.command.return_by == "counter"
        return {
            "helper": self.principal.id if self.draft.unit is not None else "",
            "help_unit": self.draft.unit or "",
            "return_unit": (self.decider if self.command.return_at == "competent" else self.intake)
            if at_counter
            else "",
        }

    @property
    def post(self) -> dict[str, str]:
        """Return in which post an officer sends it."""
        if self.draft.unit is None:
            return {}
        helps = self.draft.is_assisted and self.draft.unit in self.principal.units_as(Role.HELPER)
        return {"unit": self.draft.unit, "role": (Role.HELPER if helps else Role.RECEPTION).value}

    def row(self, code: str, state: CaseState, chained: store.Chained, calendar: str) -> dict[str, Any]:
        """Return the case as its row."""
        return {
            **store.projection(state, (None, None), None),
            "id": self.id,
            "code": code,
            "draft_id": self.draft.id,
            "parent_id": None,
            "procedure_code": self.published.code,
            "version_id": self.published.id,
            "variant": self.variant,
            "applicant_id": self.applicant.id,
            "applicant_name": self.applicant.name,
            "channel": self.channel,
            "language": self.command.language,
            "return_by": self.command.return_by,
            "calendar": calendar,
            "intake": self.intake,
            "competent": self.competent,
            **self.help,
            "submitted_at": self.now,
            "version": 1,
            "last_seq": chained.last_seq,
            "last_at": self.now,
            "last_hash": chained.last_hash,
        }


def problems_of(published: Published, draft: DraftRecord, present: set[str], now: datetime) -> tuple[object, ...]:
    """Return what a draft lacks before it can be sent; `present` are the papers that are there."""
    today, definition = local(now).date(), published.definition
    missing = given.missing_components(definition, draft.answers, today, present=frozenset(present))
    return (*given.check(definition, draft.answers, today), *missing)


def _refuse_incomplete(published: Published, draft: DraftRecord, present: set[str], now: datetime) -> None:
    if problems := problems_of(published, draft, present, now):
        raise errors.NotComplete(problems)


def _is_proof(file: Row[Any], said: Confirmed | None) -> bool:
    """Say whether a file is the signed sheet that the application stands on."""
    return file.component == SIGNED_SLIP and said is not None and said.kind == "slip"
