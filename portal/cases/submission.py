"""From a draft to a case: once, whatever is clicked how often (issue of a receipt means it is stored).

The draft is the idempotency key: one draft becomes one case at the most, and every later submit of it gets the same
receipt.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from portal.cases import errors, store
from portal.cases.chain import GENESIS, salted_digest
from portal.cases.competence import competent_unit
from portal.cases.desk_tasks import task_row
from portal.cases.door import NOWHERE, Door, Receipt, Tools, actor_of
from portal.cases.drafts import DraftRecord, get_draft
from portal.cases.models import Case, CaseEvent, DraftFile
from portal.cases.telling import tell
from portal.cases.words import index_words
from portal.catalogue import answers as given
from portal.catalogue.fees import quote
from portal.catalogue.versions import Published
from portal.clock import local
from portal.documents.registers import next_daily_number
from portal.people.policy import Action, require
from portal.people.principal import Origin, Principal
from portal.statements import Batch
from portal.workflow import events
from portal.workflow.case import OfficialState
from portal.workflow.engine import Setting, begin, replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Send a finished draft to the authority."""

    draft_id: str
    channel: str = "online"
    language: str = "vi"
    return_by: str = "portal"


class Submission:
    """Turns drafts into cases."""

    def __init__(self, tools: Tools, door: Door) -> None:
        self._tools = tools
        self._door = door

    def submit(self, command: Submit, principal: Principal, origin: Origin = NOWHERE) -> Receipt:
        """Submit a draft, wholly or not at all; return the receipt, the same each time.

        Raises `NoSuchDraft`, `DraftOutdated`, `ProcedureClosed`, `NotComplete`, `NotCompetent`, `NotAllowed`,
        `DatabaseBusy`.
        """
        require(principal, Action.WRITE_APPLICATION)
        with self._tools.database.transaction() as work:
            work.execute(store.DRAFT_LOCKED, {"draft_id": command.draft_id})
            draft = get_draft(work, self._tools.sealer, command.draft_id, principal.id)
            if draft.case_id is not None:
                return self._receipt(work, draft.case_id)
            now = self._door.now_after(None)
            published = self._published(work, draft, now)
            self._complete(work, published, draft, now)
            return self._open(work, command, draft, published, principal, origin, now)

    def _receipt(self, work: Connection, case_id: str) -> Receipt:
        """Return the receipt as it was given: the case may have moved on since."""
        row = work.execute(select(Case.id, Case.code).where(Case.id == case_id)).one()
        entered = (CaseEvent.case_id == case_id, CaseEvent.kind == "StepEntered")
        first = work.execute(select(CaseEvent.facts).where(*entered).order_by(CaseEvent.seq).limit(1)).scalar_one()
        return Receipt(row.id, row.code, version=1, state=int(OfficialState.SUBMITTED), step=first["step"])

    def _published(self, work: Connection, draft: DraftRecord, now: datetime) -> Published:
        current = self._tools.versions.current(work, draft.procedure_code, local(now).date())
        if current is None or current.definition.online == "information":
            raise errors.ProcedureClosed(draft.procedure_code)
        if current.id != draft.version_id:
            raise errors.DraftOutdated(draft.id, draft.procedure_code)
        return current

    def _complete(self, work: Connection, published: Published, draft: DraftRecord, now: datetime) -> None:
        today = local(now).date()
        held = work.execute(select(DraftFile.component).where(DraftFile.draft_id == draft.id)).scalars()
        problems = (
            *given.check(published.definition, draft.answers, today),
            *given.missing_components(published.definition, draft.answers, today, present=frozenset(held)),
        )
        if problems:
            raise errors.NotComplete(problems)

    def _open(
        self,
        work: Connection,
        command: Submit,
        draft: DraftRecord,
        published: Published,
        principal: Principal,
        origin: Origin,
        now: datetime,
    ) -> Receipt:
        definition, today = published.definition, local(now).date()
        variant = given.variant(definition, draft.answers, today)
        workflow = published.workflows[variant]
        directory = self._tools.directory
        competent = competent_unit(directory, definition, draft.answers, today)
        intake = directory.reception(competent, today)
        case_id = str(uuid4())
        called_for = frozenset(component.id for component in given.components(definition, draft.answers, today))
        files = self._take_files(work, case_id, draft.id, called_for)
        salt = token_hex(16)
        submitted = events.CaseSubmitted(
            at=now,
            facts=given.guards(workflow, definition, draft.answers, today),
            intake=intake,
            competent=competent,
            channel=command.channel,
            fee=quote(definition, draft.answers, command.channel, today).total,
            answers_digest=salted_digest(dict(draft.answers), salt),
            files=tuple(sorted(row["sha256"] for row in files)),
        )
        places = self._door.places(workflow, intake, competent, now)
        happened = begin(workflow, submitted, Setting(now=now, actor=principal.id, places=places))
        state = replay(happened)
        chained = store.chain(
            case_id, happened, actor_of(principal, origin), store.ChainEnd(0, GENESIS), self._tools.sealer
        )
        code = self._code(work, competent, now)
        row = {
            **store.projection(state, (None, None), None),
            "id": case_id,
            "code": code,
            "draft_id": draft.id,
            "procedure_code": definition.code,
            "version_id": published.id,
            "variant": variant,
            "applicant_id": principal.id,
            "applicant_name": principal.name,
            "channel": command.channel,
            "language": command.language,
            "return_by": command.return_by,
            "calendar": self._tools.calendar.version,
            "intake": intake,
            "competent": competent,
            "submitted_at": now,
            "version": 1,
            "last_seq": chained.last_seq,
            "last_at": now,
            "last_hash": chained.last_hash,
        }
        batch = Batch(work)
        batch.add(store.INSERT_CASE, row)
        batch.add(store.INSERT_EVENT, *chained.rows)
        sealed = self._tools.sealer.seal(
            {"salt": salt, "value": dict(draft.answers)}, bound_to=f"case_contents/{case_id}/1"
        )
        batch.add(store.INSERT_CONTENT, store.content_row(case_id, sealed, now))
        batch.add(store.INSERT_FILE, *files)
        batch.add(store.INSERT_TASK, task_row(case_id, workflow, state, None, self._tools.calendar))
        units = sorted({competent, intake, state.unit or intake})
        batch.add(store.INSERT_UNIT, *({"case_id": case_id, "unit": unit, "submitted_at": now} for unit in units))
        words = index_words(code=code, name=principal.name, procedure=definition.code)
        batch.add(store.INSERT_WORD, *store.word_rows(case_id, words, now))
        batch.add(store.MARK_SUBMITTED, {"b_id": draft.id, "case_id": case_id, "updated_at": now})
        tell(batch, case_id, chained, happened, now)
        batch.send()
        return Receipt(case_id, code, 1, int(state.state), state.step)

    def _take_files(
        self, work: Connection, case_id: str, draft_id: str, called_for: frozenset[str]
    ) -> list[dict[str, Any]]:
        """Return the rows of the files that go along; one for a paper that the answers do not call for stays behind."""
        held = work.execute(select(DraftFile.__table__).where(DraftFile.draft_id == draft_id))
        return [
            {
                "id": str(uuid4()),
                "case_id": case_id,
                "component": row.component,
                "file_name": row.file_name,
                "sha256": row.sha256,
                "size": row.size,
                "media_type": row.media_type,
                "added_at": row.added_at,
                "revision": 1,
            }
            for row in held
            if row.component in called_for
        ]

    def _code(self, work: Connection, competent: str, now: datetime) -> str:
        """Return the next code of the agency and day, without a gap: the counter lives in this transaction."""
        agency = self._tools.directory.agency_code(competent)
        day = local(now).date()
        number = next_daily_number(work, agency, day)
        return f"{agency}-{day:%y%m%d}-{number:04d}"
