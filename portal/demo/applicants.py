"""What the citizens of a play do: apply, send what is missing, take an application back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.cases.drafts import begin_draft
from portal.cases.files import NewFile, add_file
from portal.cases.kept_answers import AnswerFile
from portal.cases.models import Case
from portal.cases.queries import answers_of
from portal.cases.submission import Submit
from portal.cases.supplements import Answer, answer_supplement
from portal.catalogue.answers import components
from portal.catalogue.definition import ProcedureDefinition
from portal.clock import local
from portal.demo.case_in_play import CaseInPlay, Props, Seen
from portal.demo.sample_answers import sample_answers
from portal.people.principal import Kind, Origin, Principal
from portal.workflow.commands import Withdraw

MOST_BYTES = 100 * 1024 * 1024
WRITING = timedelta(minutes=18)  # from the first page of a form to sending it
HOME = Origin(address="203.0.113.7")
COUNTER = Origin(address="198.51.100.1")  # both are addresses of documentation


@dataclass(frozen=True, slots=True)
class Applicants:
    """Acts for the citizens."""

    props: Props

    def apply(self, case: CaseInPlay) -> bool:
        """Write a draft, attach papers and submit it. False when the procedure is no longer what was planned with."""
        plan, tools = case.plan, self.props.tools
        with tools.database.read() as look:
            published = tools.versions.current(look, plan.stage.published.code, local(tools.clock()).date())
        if published is None or published.id != plan.stage.published.id:
            return False
        submit = Submit(
            draft_id=self._draft(case, published.id, published.definition),
            channel=plan.channel,
            return_by=plan.return_by,
        )
        origin = HOME if plan.channel == "online" else COUNTER
        case.case_id = self.props.submission.submit(submit, self._principal(case), origin).case_id
        return True

    def answer(self, case: CaseInPlay, seen: Seen) -> None:
        """Send a file for each paper that was asked for."""
        waiting, papers = seen.state.waiting, case.plan.stage.published.definition.components
        files = [
            AnswerFile(id=self._id(case), component=target, **self.props.file(case.random))
            for target in (waiting.targets if waiting else ())
            if target in papers
        ]
        tools = self.props.tools
        with tools.database.read() as look:
            row = look.execute(select(Case.__table__).where(Case.id == case.case_id)).one()
            answers = answers_of(look, row.id, tools.sealer)
        message = "Tôi gửi lại giấy tờ theo yêu cầu." if files else "Tôi xác nhận lại nội dung đã khai."
        answer_supplement(
            self.props.door,
            row,
            Answer(answers=answers, files=files, message=message),
            key=case.key(),
            seen_version=seen.version,
            principal=self._principal(case),
            origin=HOME,
        )
        case.state = None

    def withdraw(self, case: CaseInPlay, seen: Seen) -> None:
        command = Withdraw(
            case_id=case.case_id, seen_version=seen.version, key=case.key(), reason="Tôi không cần giấy này nữa."
        )
        self.props.door.apply(command, self._principal(case), HOME)
        case.state = None

    def _draft(self, case: CaseInPlay, version_id: str, definition: ProcedureDefinition) -> str:
        tools, now = self.props.tools, self.props.tools.clock()
        answers = self._answers(case, definition)
        with tools.database.transaction() as work:
            draft_id = begin_draft(
                work,
                tools.sealer,
                person_id=self._principal(case).id,
                procedure_code=definition.code,
                version_id=version_id,
                answers=answers,
                now=now - WRITING,
            )
            for component in components(definition, answers, local(now).date()):
                if component.required or case.random.random() < 0.4:
                    file = NewFile(component=component.id, **self.props.file(case.random))
                    add_file(work, draft_id, file, most_bytes=MOST_BYTES, now=now - WRITING / 2)
        return draft_id

    def _answers(self, case: CaseInPlay, definition: ProcedureDefinition) -> dict[str, Any]:
        commune = case.plan.stage.commune
        return sample_answers(
            definition,
            commune=commune,
            rng=case.random,
            today=local(self.props.tools.clock()).date(),
            applicant=case.plan.citizen.answer(commune),
        )

    def _principal(self, case: CaseInPlay) -> Principal:
        who = case.plan.citizen
        return Principal(kind=Kind.CITIZEN, id=self.props.citizens[who.subject], name=who.name)

    def _id(self, case: CaseInPlay) -> str:
        return str(UUID(int=case.random.getrandbits(128), version=4))
