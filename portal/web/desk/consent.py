"""The sheet to sign, filled in from a draft: the same words that the last look shows."""

from portal.cases.confirming import SIGNED_SLIP, sheet_code
from portal.cases.files import files_of_draft
from portal.cases.story import authority_of, place_of
from portal.cases.submission import Submit
from portal.catalogue.fees import quote
from portal.documents.consent import ConsentPart, ConsentSheet
from portal.web.answer_view import answer_pages
from portal.web.case_words import return_name
from portal.web.citizen.open_draft import OpenDraft
from portal.web.citizen.review import competent_of
from portal.web.context import house, principal
from portal.web.format import money
from portal.web.names import unit_full_name


def consent_sheet(opened: OpenDraft, command: Submit, digest: str) -> ConsentSheet:
    """Return the sheet as data. Printed twice from the same draft it is the same."""
    draft, definition, directory = opened.draft, opened.definition, house().directory
    with house().database.read() as look:
        files = [file for file in files_of_draft(look, draft.id) if file.component != SIGNED_SLIP]
    competent, office = competent_of(opened), draft.unit or ""
    fee = quote(definition, draft.answers, draft.channel, opened.today).total
    return ConsentSheet(
        authority=authority_of(directory, office, opened.today),
        office=directory.name(office),
        place=place_of(directory, office),
        issued_at=draft.updated_at,
        applicant=draft.applicant_name,
        procedure_name=definition.name.vi,
        procedure_code=definition.code,
        competent=unit_full_name(competent) if competent else "",
        parts=tuple(
            ConsentPart(page.title, tuple((row.name, row.value) for row in page.rows))
            for page in answer_pages(definition, draft.answers)
        ),
        papers=tuple(file.file_name for file in files),
        fee=money(fee) if fee else "không thu",
        return_way=return_name(command.return_by),
        helper=f"{principal().name}, {unit_full_name(office)}",
        sheet_code=sheet_code(digest),
        digest=digest,
    )
