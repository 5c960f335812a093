"""A draft on its owner's page: the draft, the version it is written for, and where in the form it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.cases.drafts import DraftRecord, draft_for
from portal.cases.errors import DraftOutdated, NoSuchDraft, ProcedureClosed
from portal.cases.intakes import is_taken
from portal.catalogue import answers as given
from portal.catalogue.definition import Page, ProcedureDefinition
from portal.catalogue.fields import Problem, Reader
from portal.catalogue.versions import Published
from portal.web.context import house, principal, today
from portal.web.draft_addresses import HELPING, desk_room

PAPERS = "papers"
REVIEW = "review"


@dataclass(eq=False)
class DraftSent(Exception):
    """The draft was submitted: what was written is a case now, and is changed no more."""

    case_id: str


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """What the pages of an application share."""

    draft: DraftRecord
    published: Published
    today: date

    @property
    def definition(self) -> ProcedureDefinition:
        return self.published.definition

    @property
    def pages(self) -> list[Page]:
        """The pages that the answers so far lead through."""
        return given.pages(self.definition, self.draft.answers, self.today)

    @property
    def steps(self) -> list[str]:
        """Codes of all pages in order, papers and review included."""
        papers = [PAPERS] if given.components(self.definition, self.draft.answers, self.today) else []
        return [*(page.page for page in self.pages), *papers, REVIEW]

    def page(self, code: str) -> Page:
        """Return a page by code. Raises `NoSuchDraft` for one that these answers do not lead to."""
        for page in self.pages:
            if page.page == code:
                return page
        raise NoSuchDraft

    def after(self, code: str, answers: Mapping[str, Any]) -> str:
        """Return the step that follows a page once it has these answers."""
        pages = [page.page for page in given.pages(self.definition, answers, self.today)]
        papers = [PAPERS] if given.components(self.definition, answers, self.today) else []
        steps = [*pages, *papers, REVIEW]
        return steps[min(steps.index(code) + 1, len(steps) - 1)] if code in steps else steps[0]

    def before(self, code: str) -> str:
        """Return the step before a page; the first page has none."""
        steps = self.steps
        return steps[max(steps.index(code) - 1, 0)]

    def check(self, answers: Mapping[str, Any]) -> tuple[Problem, ...]:
        """Return what is still missing or contradictory over the whole form."""
        return given.check(self.definition, answers, self.today)

    def only_asked(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that the form asks for, given the others."""
        return given.only_asked(self.definition, answers, self.today)

    def reader(self) -> Reader:
        return Reader(places=house().directory, today=self.today)


def open_draft(draft_id: str) -> OpenDraft:
    """Load one's own draft, or one that one's office takes in, with the version it was begun for.

    Raises `NoSuchDraft`, `DraftSent` once it was submitted, `DraftOutdated` when the procedure was published anew,
    `ProcedureClosed` when it ended.
    """
    with house().database.read() as look:
        draft = draft_for(look, house().sealer, draft_id, principal())
        current = house().versions.current(look, draft.procedure_code, today())
        published = house().versions.get(look, draft.version_id)
    if draft.unit is not None and draft.is_assisted != (desk_room() == HELPING):
        raise NoSuchDraft  # each kind has its own address: a helper's does not end at the counter's button
    if draft.case_id is not None:
        raise DraftSent(draft.case_id)
    if current is None or not is_taken(current.definition, draft.channel):
        raise ProcedureClosed(draft.procedure_code)
    if current.id != draft.version_id:
        raise DraftOutdated(draft.id, draft.procedure_code)
    return OpenDraft(draft, published, today())
