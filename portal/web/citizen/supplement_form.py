"""The form that answers a notice: exactly what was asked, each beside what was sent; kept until it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from werkzeug.datastructures import MultiDict

from portal.cases import queries
from portal.cases.kept_answers import AnswerFile, Kept, read_kept
from portal.cases.supplements import Asked, latest_notice
from portal.catalogue.definition import FormField, ProcedureDefinition
from portal.catalogue.fields import Reader
from portal.catalogue.mending import Mended, mend, mendable
from portal.catalogue.typed import typed as typed_as
from portal.catalogue.versions import Published
from portal.web.context import house, today
from portal.web.forms.wording import problem_text
from portal.web.language import gettext as _
from portal.web.supplement_view import Item, asked_items
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json

Typed = Mapping[str, Sequence[str]]

MESSAGE = "message"


@dataclass(frozen=True)
class SupplementForm:
    """A case, the notice it got, and what is typed to answer it."""

    row: Row[Any]
    state: CaseState
    published: Published
    asked: Asked | None
    answers: Mapping[str, Any]  # as they are on file
    files: Sequence[Any]  # of the case
    documents: Sequence[Any]
    kept: Kept
    typed: Typed

    @property
    def definition(self) -> ProcedureDefinition:
        return self.published.definition

    @property
    def is_open(self) -> bool:
        """Whether the case waits for this answer."""
        return self.state.waiting is not None and self.state.waiting.kind == "supplement"

    @property
    def is_unanswered(self) -> bool:
        return self.asked is not None and self.asked.answer is None

    @property
    def message(self) -> str:
        return next(iter(self.typed.get(MESSAGE, ())), "")

    @cached_property
    def items(self) -> list[Item]:
        if self.asked is None:
            return []
        return asked_items(self.definition, self.asked, self.files, self.answers)

    @cached_property
    def questions(self) -> dict[str, FormField]:
        """The questions among what was asked that are answered anew, by name."""
        names = mendable(self.definition, self.answers, [item.target for item in self.items], self._reader)
        return {name: self.definition.fields[name] for name in names}

    @cached_property
    def mended(self) -> Mended:
        present = frozenset(file.component for file in (*self.files, *self.kept.files))
        return mend(self.definition, self.answers, list(self.questions), self.typed, self._reader, present=present)

    @property
    def _reader(self) -> Reader:
        return Reader(places=house().directory, today=today())

    @property
    def targets(self) -> list[str]:
        """All for which a file may be sent: what was asked, and papers that the new answers call for."""
        return [*(item.target for item in self.items), *(paper.id for paper in self.mended.papers)]

    @property
    def new_files(self) -> list[AnswerFile]:
        called_for = {component.id for component in self.definition.dossier}
        return [file for file in self.kept.files if file.component in {*self.targets, *called_for}]

    def errors(self) -> dict[str, str]:
        """Return what is still wrong, by the input it belongs to. With words to the officer a thing may stay open."""
        found = {problem.path: problem_text(problem) for problem in reversed(self.mended.problems)}
        if self.message:
            return found
        answered = self.mended.changed | {file.component for file in self.new_files}
        open_ = [item.target for item in self.items if item.target not in answered and item.target not in found]
        said = _("Trả lời mục này. Nếu không có, viết cho cán bộ vì sao, ở ô cuối trang.")
        paper = _("Câu trả lời mới cần thêm giấy tờ này. Đính kèm vào đây.")
        papers = dict.fromkeys((component.id for component in self.mended.papers), paper)
        return dict.fromkeys(open_, said) | papers | found

    def shown(self) -> dict[str, list[str]]:
        """Return the inputs as they are shown: as typed, else as answered before."""
        made: dict[str, list[str]] = {}
        for name, field in self.questions.items():
            own = {key: list(values) for key, values in self.typed.items() if _is_of(key, name)}
            made |= own or typed_as(field, self.answers.get(name), house().directory.full_name)
        for field in self.mended.followed:
            made |= {key: list(values) for key, values in self.typed.items() if _is_of(key, field.name)}
        return made


def load_form(look: Any, row: Row[Any], typed: Typed | None = None) -> SupplementForm:
    """Read a case with its latest notice; `typed` is what came with a request, else what was kept."""
    sealer = house().sealer
    files, documents = queries.papers_of(look, row.id)
    kept = read_kept(look, sealer, row.id)
    return SupplementForm(
        row=row,
        state=case_from_json(row.snapshot),
        published=house().versions.get(look, row.version_id),
        asked=latest_notice(queries.history(look, row.id, sealer)),
        answers=queries.answers_of(look, row.id, sealer),
        files=files,
        documents=documents,
        kept=kept,
        typed=kept.typed if typed is None else typed,
    )


def typed_in(form: MultiDict[str, str], definition: ProcedureDefinition) -> dict[str, list[str]]:
    """Return what was typed to questions of the procedure, and the words to the officer."""
    names = {*definition.fields, MESSAGE}
    return {name: form.getlist(name) for name in form if name.partition(".")[0] in names}


def _is_of(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}.")
