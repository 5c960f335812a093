"""A page of a definition as a WTForms form: binding and errors are the form's, reading is the catalogue's.

Classes are made once for each page of a published version and kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from portal.catalogue.answers import read_page
from portal.catalogue.definition import FormField, Page, ProcedureDefinition
from portal.catalogue.fields import Problem, Reader
from portal.catalogue.typed import NameOf, typed
from portal.web.forms.wording import problem_text


class QuestionField(Field):
    """One question. A person, an address or a group has several inputs, named `<question>.<part>`."""

    def __init__(self, question: FormField, **options: Any) -> None:
        super().__init__(label="", **options)
        self.question = question
        self.typed: dict[str, list[str]] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Keep what was typed, exactly: an answer that cannot be taken is shown again as it was."""
        self.process_errors: list[str] = []
        if formdata is None:
            return
        own, inner = self.question.name, self.question.name + "."
        self.typed = {name: formdata.getlist(name) for name in formdata if name == own or name.startswith(inner)}


class PageForm(Form):
    """All questions of one page. `errors_by_path` names the single input that each error belongs to."""

    page: Page

    def __init__(self, formdata: MultiDict[str, str] | None = None) -> None:
        super().__init__(formdata)
        self.problems: tuple[Problem, ...] = ()

    def read(
        self, definition: ProcedureDefinition, answers: Mapping[str, Any], reader: Reader
    ) -> tuple[dict[str, Any], bool]:
        """Return all answers with this page's replaced, and whether the page is in order."""
        merged, self.problems = read_page(definition, self.page, self.typed, answers, reader)
        for question in self._fields.values():
            question.errors = [problem_text(p) for p in self.problems if p.path.split(".")[0] == question.name]
        return merged, not self.problems

    @property
    def typed(self) -> dict[str, list[str]]:
        return {name: values for field in self._fields.values() for name, values in field.typed.items()}

    @property
    def errors_by_path(self) -> dict[str, str]:
        return {problem.path: problem_text(problem) for problem in reversed(self.problems)}

    def show(self, answers: Mapping[str, Any], name_of: NameOf) -> None:
        """Fill the inputs with saved answers."""
        for field in self._fields.values():
            field.typed = typed(field.question, answers.get(field.name), name_of)

    def holds(self, name: str) -> bool:
        """Say whether the inputs of a question were sent, empty or not."""
        return bool(self._fields[name].typed)

    def forget(self, name: str) -> None:
        """Empty the inputs of a question."""
        self._fields[name].typed = {}

    def show_typed(self, kept: Mapping[str, Sequence[str]]) -> None:
        """Fill the inputs with what was typed before and not yet taken."""
        for field in self._fields.values():
            own, inner = field.name, field.name + "."
            for name, values in kept.items():
                if name == own or name.startswith(inner):
                    field.typed[name] = list(values)


class FormClasses:
    """The form class of each page, made once: a published version never changes."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], type[PageForm]] = {}

    def of(self, version_id: str, page: Page) -> type[PageForm]:
        key = (version_id, page.page)
        if key not in self._made:
            questions: dict[str, Any] = {field.name: QuestionField(field) for field in page.fields}
            self._made[key] = type("PageForm", (PageForm,), {**questions, "page": page})
        return self._made[key]
