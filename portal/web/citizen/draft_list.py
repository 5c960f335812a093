"""The citizen's own page, and where an application begins: drafts can be continued, deleted, or left for later."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal.cases.carrying import carried
from portal.cases.drafts import DraftRecord, begin_draft, carry_over, delete_draft, draft_for, list_drafts
from portal.cases.errors import ProcedureClosed
from portal.cases.finding import list_cases
from portal.catalogue.entries import find_entry
from portal.catalogue.versions import Published
from portal.people.policy import Action
from portal.web.case_words import due_badge, due_sentence
from portal.web.citizen.application import step_url
from portal.web.citizen.prefill import prefilled_answers
from portal.web.context import house, now, principal, today
from portal.web.identity import keeps_form
from portal.web.language import gettext as _
from portal.web.pages import cursor_from_query, next_page_url
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.definition import Label

room = Blueprint("citizen", __name__)


class _Changed(NamedTuple):
    """Names of what differs between two versions."""

    added: list[str]
    changed: list[str]
    removed: list[str]


@room.get("/me")
@bound(Action.SEE_OWN_CASES)
def home() -> ResponseReturnValue:
    """All my cases, newest first, and what I have begun to write."""
    with house().database.read() as look:
        drafts = list_drafts(look, house().sealer, principal().id)
        page = list_cases(look, principal(), after=cursor_from_query())
        wanted = {row.version_id for row in page.rows} | {draft.version_id for draft in drafts}
        names = {version_id: house().versions.get(look, version_id) for version_id in wanted}
    return render(
        "citizen/home.html",
        drafts=[(draft, names[draft.version_id], _resume_url(draft, names[draft.version_id])) for draft in drafts],
        cases=[_case_line(row, names[row.version_id]) for row in page.rows],
        next_url=next_page_url(page.next),
    )


@room.get("/procedures/<code>/apply")
@bound(Action.WRITE_APPLICATION)
def start(code: str) -> ResponseReturnValue:
    """What one needs to apply, and the draft that is already there."""
    published = _open_procedure(code)
    with house().database.read() as look:
        drafts = [d for d in list_drafts(look, house().sealer, principal().id) if d.procedure_code == code]
    begun = [(draft, _resume_url(draft, published)) for draft in drafts]
    return render("citizen/start.html", definition=published.definition, drafts=begun)


@room.post("/procedures/<code>/apply")
@keeps_form
@bound(Action.WRITE_APPLICATION)
def begin(code: str) -> ResponseReturnValue:
    """Begin a new draft, with what the identity provider already knows."""
    published = _open_procedure(code)
    with house().database.transaction() as work:
        answers = prefilled_answers(work, published.definition, principal().id)
        draft_id = begin_draft(
            work,
            house().sealer,
            person_id=principal().id,
            procedure_code=code,
            version_id=published.id,
            answers=answers,
            now=now(),
        )
    return redirect(step_url(draft_id, published.definition.form[0].page), 303)


@room.get("/apply/<uuid:draft_id>/new-version")
@bound(Action.WRITE_APPLICATION)
def outdated(draft_id: Any) -> ResponseReturnValue:
    """The procedure was published anew since the draft was begun: show what differs, and offer to carry it over."""
    with house().database.read() as look:
        draft = draft_for(look, house().sealer, str(draft_id), principal())
        before = house().versions.get(look, draft.version_id)
        after = house().versions.current(look, draft.procedure_code, today())
    if after is None:
        raise ProcedureClosed(draft.procedure_code)
    return render("citizen/outdated.html", draft=draft, before=before, after=after, changes=_changes(before, after))


@room.post("/apply/<uuid:draft_id>/new-version")
@bound(Action.WRITE_APPLICATION)
def carry(draft_id: Any) -> ResponseReturnValue:
    """Continue the draft under the version in force; answers that still fit are kept."""
    with house().database.transaction() as work:
        draft = draft_for(work, house().sealer, str(draft_id), principal())
        after = house().versions.current(work, draft.procedure_code, today())
        if after is None:
            raise ProcedureClosed(draft.procedure_code)
        before = house().versions.get(work, draft.version_id)
        answers = carried(before.definition, after.definition, draft.answers)
        carry_over(work, house().sealer, draft, version_id=after.id, answers=answers, now=now())
    return redirect(step_url(draft.id, after.definition.form[0].page), 303)


@room.post("/apply/<uuid:draft_id>/delete")
@bound(Action.WRITE_APPLICATION)
def delete(draft_id: Any) -> ResponseReturnValue:
    with house().database.transaction() as work:
        delete_draft(work, str(draft_id), principal().id)
    return redirect(url_for("citizen.home"), 303)


def _case_line(row: Row[Any], published: Published) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": label(published.definition.name),
        "badge": due_badge(row, now()),
        "sentence": due_sentence(row),
    }


def _open_procedure(code: str) -> Published:
    with house().database.read() as look:
        published = house().versions.current(look, code, today())
        known = house().versions.knows(look, code) or find_entry(look, code) is not None
    if published is not None and published.definition.is_open_online:
        return published
    if published is None and not known:
        abort(404)
    raise ProcedureClosed(code)


def _resume_url(draft: DraftRecord, published: Published) -> str:
    pages = [page.page for page in published.definition.form]
    return step_url(draft.id, draft.page if draft.page in pages else pages[0])


def _changes(before: Published, after: Published) -> list[tuple[str, list[Label]]]:
    """Return what came, what changed and what went, of questions and papers; each with its title, none empty."""
    old, new = before.definition, after.definition
    asked = _compare(old.fields, new.fields)
    papers = _compare(old.components, new.components)
    listed = [
        (_("Câu hỏi mới"), [new.fields[name].label for name in asked.added]),
        (_("Câu hỏi đã đổi"), [new.fields[name].label for name in asked.changed]),
        (_("Câu hỏi không còn"), [old.fields[name].label for name in asked.removed]),
        (_("Giấy tờ mới"), [new.components[name].name for name in papers.added]),
        (_("Giấy tờ đã đổi"), [new.components[name].name for name in papers.changed]),
        (_("Giấy tờ không còn cần"), [old.components[name].name for name in papers.removed]),
    ]
    return [(title, names) for title, names in listed if names]


def _compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> _Changed:
    return _Changed(
        added=[name for name in new if name not in old],
        changed=[name for name in new if name in old and old[name] != new[name]],
        removed=[name for name in old if name not in new],
    )
