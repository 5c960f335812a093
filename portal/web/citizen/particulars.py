"""One's own particulars on a page of an application.

Where they are fixed they stand as the identity provider gave them; where another's are asked for, they are no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalogue import answers as given
from portal.catalogue.definition import FormField, Page
from portal.catalogue.typed import typed as typed_as
from portal.web.citizen.open_draft import OpenDraft
from portal.web.citizen.prefill import known_answers, with_fixed
from portal.web.context import house
from portal.web.forms.page_form import PageForm


@dataclass(frozen=True, slots=True)
class Particulars:
    """A page, and what is known of whoever fills it in.

    `own`: question -> answer, for those that may be fixed; `offered`: what the others begin with, unless answered.
    """

    opened: OpenDraft
    page: Page
    own: Mapping[str, Any]
    offered: Mapping[str, Any]

    @classmethod
    def of(cls, opened: OpenDraft, page: Page) -> "Particulars":
        known, fields = known_answers(opened.definition, page, opened.draft.person_id), opened.definition.fields
        own = {name: value for name, value in known.items() if fields[name].fixed is not None}
        defaults = {field.name: field.default for field in page.fields if field.default is not None}
        answered = {*own, *opened.draft.answers}
        offered = {name: value for name, value in {**defaults, **known}.items() if name not in answered}
        return cls(opened, page, own, offered)

    @property
    def before(self) -> dict[str, Any]:
        """The answers that the page is read over: its fixed ones with one's own particulars."""
        here = {field.name: self.own[field.name] for field in self.page.fields if field.name in self.own}
        return {**self.opened.draft.answers, **here}

    def questions(self, form: PageForm) -> tuple[list[FormField], list[FormField]]:
        """Return the questions that what is typed leads to, and those of them that may not be typed over."""
        if all(field.when is None and field.name not in self.own for field in self.page.fields):
            return list(self.page.fields), []
        definition, today, answers = self.opened.definition, self.opened.today, self._read(form)
        asked, known = given.asked(self.page, definition, answers, today), given.environment(definition, answers)
        fixed = [field for field in asked if field.name in self.own and given.holds(field.fixed, known, today)]
        return asked, fixed

    def typed(self, field: FormField) -> dict[str, list[str]]:
        """Return one's own answer to a question as its inputs hold it."""
        return typed_as(field, self.own[field.name], house().directory.full_name)

    def offer(self, form: PageForm) -> dict[str, list[str]]:
        """Return the inputs of questions that have just come up, with what their answers begin with."""
        fresh = (field for field in self.page.fields if field.name in self.offered and not form.holds(field.name))
        made: dict[str, list[str]] = {}
        for field in fresh:
            made |= typed_as(field, self.offered[field.name], house().directory.full_name)
        return made

    def forget_where_another_is_meant(self, form: PageForm) -> None:
        """Empty the inputs that still hold one's own particulars although somebody else's are asked for.

        They stood in the page, fixed, when the choice was made: nobody wrote them, so they are asked for anew.
        """
        _asked, locked = self.questions(form)
        fixed = {field.name for field in locked}
        for field in self.page.fields:
            if field.name in self.own and field.name not in fixed and self._is_own(field, form):
                form.forget(field.name)

    def settled(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers of the whole form, with one's own particulars wherever those are fixed."""
        return with_fixed(self.opened.definition, answers, self.own)

    def from_identity(self, locked: Sequence[FormField]) -> set[str]:
        """Name the questions whose answer came from the identity provider, for its source to be shown."""
        saved = {**self.offered, **self.opened.draft.answers}
        filled = (f.name for f in self.page.fields if f.prefill is not None and f.fixed is None)
        return {name for name in filled if saved.get(name) is not None} | {field.name for field in locked}

    def _read(self, form: PageForm) -> dict[str, Any]:
        merged, _problems = given.read_page(
            self.opened.definition, self.page, form.typed, self.before, self.opened.reader()
        )
        return merged

    def _is_own(self, field: FormField, form: PageForm) -> bool:
        told = {f"{field.name}.{part}" for part in ("name", "identifier")}
        own = {name: values for name, values in self.typed(field).items() if name in told}
        return bool(own) and all(form.typed.get(name) == values for name, values in own.items())
