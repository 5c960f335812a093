"""Writing an application, page by page. Nothing typed is lost by an error, by the end of a session, or on a device."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.cases.drafts import draft_for
from portal.cases.errors import DraftOutdated
from portal.catalogue.definition import FormField, Page
from portal.people.policy import Action
from portal.web.citizen.keeping import keep_answers, keep_in_passing, keep_typed
from portal.web.citizen.open_draft import PAPERS, REVIEW, OpenDraft, open_draft
from portal.web.citizen.particulars import Particulars
from portal.web.context import house, now, principal, today
from portal.web.draft_addresses import draft_url
from portal.web.forms.page_form import FormClasses, PageForm
from portal.web.forms.rows import changed_rows, row_numbers
from portal.web.forms.wording import problem_lines
from portal.web.identity import keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.rendering import render
from portal.web.routing import page as bound

room = Blueprint("application", __name__, url_prefix="/apply")
classes = FormClasses()

LEAVING = frozenset({"back", "later"})  # what is not in order yet is kept as it was typed


@room.get("/<uuid:draft_id>/<page_code>")
@bound(Action.WRITE_APPLICATION)
def show(draft_id: Any, page_code: str) -> ResponseReturnValue:
    opened = open_draft(str(draft_id))
    page = opened.page(page_code)
    form = classes.of(opened.published.id, page)()
    form.show(_with_defaults(page, opened.draft.answers), house().directory.full_name)
    form.show_typed(opened.draft.typed.get(page_code, {}))
    stash = take_stash()
    if stash is not None:
        form.show_typed({name: stash.getlist(name) for name in stash})
    return _render(Particulars.of(opened, page), form)


@room.post("/<uuid:draft_id>/<page_code>")
@keeps_form
@bound(Action.WRITE_APPLICATION)
def save(draft_id: Any, page_code: str) -> ResponseReturnValue:
    opened = _open_to_write(str(draft_id), page_code)
    page = opened.page(page_code)
    form = classes.of(opened.published.id, page)(request.form)
    particulars = Particulars.of(opened, page)
    particulars.forget_where_another_is_meant(form)
    deed = request.form.get("do", "next")
    if deed.startswith(("add:", "remove:")):
        return _change_rows(opened, page, form, deed)
    if deed == "ask":
        keep_in_passing(opened, page, form.typed)
        return _render(particulars, form)
    answers, in_order = form.read(opened.definition, particulars.before, opened.reader())
    if in_order:
        answers = keep_answers(opened, page, particulars.settled(answers))
    else:
        keep_typed(opened, page, form.typed)
        if deed not in LEAVING:
            return _render(particulars, form), 422
    return redirect(_way_on(opened, page_code, deed, answers), 303)


@room.post("/<uuid:draft_id>/<page_code>/autosave")
@bound(Action.WRITE_APPLICATION)
def autosave(draft_id: Any, page_code: str) -> ResponseReturnValue:
    """Keep what is being typed, right or wrong; the page shows it again on any device."""
    opened = _open_to_write(str(draft_id), page_code)
    page = opened.page(page_code)
    form = classes.of(opened.published.id, page)(request.form)
    keep_in_passing(opened, page, form.typed)
    return render("citizen/_autosave.html", saved_at=now(), kept_until=opened.draft.expires_at)


def _open_to_write(draft_id: str, page_code: str) -> OpenDraft:
    """Open a draft. Where its procedure was published anew in between, what was just typed is kept first."""
    try:
        return open_draft(draft_id)
    except DraftOutdated:
        with house().database.read() as look:
            draft = draft_for(look, house().sealer, draft_id, principal())
            before = house().versions.get(look, draft.version_id)
        opened = OpenDraft(draft, before, today())
        page = opened.page(page_code)
        keep_typed(opened, page, classes.of(before.id, page)(request.form).typed)
        raise


def _change_rows(opened: OpenDraft, page: Page, form: PageForm, deed: str) -> ResponseReturnValue:
    """Add or remove a row of a repeating group; works without a script, and keeps all that was typed."""
    typed = changed_rows(form.typed, deed)
    keep_typed(opened, page, typed)
    form = classes.of(opened.published.id, page)(MultiDict([(k, v) for k, vs in typed.items() for v in vs]))
    return _render(Particulars.of(opened, page), form)


def _render(particulars: Particulars, form: PageForm) -> Response:
    opened, page = particulars.opened, particulars.page
    asked, locked = particulars.questions(form)
    typed = particulars.offer(form) | form.typed
    for field in locked:
        typed |= particulars.typed(field)
    steps = opened.steps
    return render(
        "citizen/page.html",
        opened=opened,
        page=page,
        fields=asked,
        typed=defaultdict(list, typed),
        errors=defaultdict(str, form.errors_by_path),
        error_lines=problem_lines(form.problems, page.fields),
        locked={field.name for field in locked},
        numbers={field.name: row_numbers(typed, field.name) or [0] for field in page.fields if field.type == "group"},
        step=steps.index(page.page) + 1,
        steps=len(steps),
        communes=house().directory.commune_names(opened.today) if _asks_where(page.fields) else (),
        then=REVIEW if _leads_to_review() else "",
        prefilled=_("Lấy từ tài khoản định danh của bạn")
        if principal().is_citizen
        else _("Lấy từ hồ sơ của người nộp"),
        from_identity=particulars.from_identity(locked),
        has_conditions=any(f.when is not None or f.fixed is not None for f in page.fields),
    )


def _asks_where(fields: Sequence[FormField]) -> bool:
    """Say whether a page needs the names of the communes."""
    return any(
        f.type in ("place", "address") or (f.type == "person" and "residence" in f.parts) or _asks_where(f.fields)
        for f in fields
    )


def _with_defaults(page: Page, answers: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {field.name: field.default for field in page.fields if field.default is not None}
    return {**defaults, **{name: value for name, value in answers.items() if value is not None}}


def _step_url(opened: OpenDraft, step: str) -> str:
    return step_url(opened.draft.id, step)


def _way_on(opened: OpenDraft, page_code: str, deed: str, answers: Mapping[str, Any]) -> str:
    if deed == "later":
        return draft_url("citizen.home")
    if deed == "back":
        return _step_url(opened, opened.before(page_code))
    if _leads_to_review():
        return _mending_url(opened, answers)
    return _step_url(opened, opened.after(page_code, answers))


def _mending_url(opened: OpenDraft, answers: Mapping[str, Any]) -> str:
    """Return the way on from a change: to the first page that the change left unanswered, or back to the review."""
    unanswered = next((str(problem.facts["page"]) for problem in opened.check(answers)), REVIEW)
    return change_url(opened.draft.id, unanswered)


def _leads_to_review() -> bool:
    """Say whether the page was opened from the review: by its address at first, by its form from then on."""
    return request.values.get("then") == REVIEW


def change_url(draft_id: str, step: str) -> str:
    """Return the address of a step that leads back to the review."""
    url = step_url(draft_id, step)
    return url if step in (PAPERS, REVIEW) else f"{url}?then={REVIEW}"


def step_url(draft_id: str, step: str) -> str:
    """Return the address of a step of an application."""
    if step == PAPERS:
        return draft_url("papers.show", draft_id=draft_id)
    if step == REVIEW:
        return draft_url("review.show", draft_id=draft_id)
    return draft_url("application.show", draft_id=draft_id, page_code=step)
