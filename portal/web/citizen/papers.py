"""Attaching papers to a draft, one component at a time. A refused file never blocks the rest."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from portal.cases.drafts import draft_for
from portal.cases.errors import NoSuchDraft
from portal.cases.files import DossierFull, add_file, files_of_draft, get_draft_file, remove_file
from portal.cases.originals import originals_of_draft
from portal.catalogue import answers as given
from portal.people.policy import Action
from portal.web.citizen.application import step_url
from portal.web.citizen.open_draft import PAPERS, OpenDraft, open_draft
from portal.web.context import house, now, principal
from portal.web.downloads import send_file
from portal.web.draft_addresses import draft_url
from portal.web.format import file_size
from portal.web.forms.uploads import RefusedUpload, receive
from portal.web.identity import keeps_form
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.limits import allow_attempt
from portal.web.rendering import render
from portal.web.routing import page as bound

room = Blueprint("papers", __name__, url_prefix="/apply")


@room.get("/<uuid:draft_id>/papers")
@bound(Action.WRITE_APPLICATION)
def show(draft_id: Any) -> ResponseReturnValue:
    return _render(open_draft(str(draft_id)))


@room.get("/<uuid:draft_id>/papers/<component>")
@bound(Action.WRITE_APPLICATION)
def upload_again(draft_id: Any, component: str) -> ResponseReturnValue:
    """Come back to the papers, when the session ended before a file was sent: files are not kept over a login."""
    return redirect(draft_url("papers.show", draft_id=open_draft(str(draft_id)).draft.id), 303)


@room.post("/<uuid:draft_id>/papers/<component>")
@keeps_form
@bound(Action.WRITE_APPLICATION)
def upload(draft_id: Any, component: str) -> ResponseReturnValue:
    """Take in one or several files for a component."""
    opened = open_draft(str(draft_id))
    if component not in {c.id for c in given.components(opened.definition, opened.draft.answers, opened.today)}:
        raise NoSuchDraft
    allow_attempt("upload", principal().id)
    sentences = [] if any(f.filename for f in request.files.getlist("file")) else [_("Chọn tệp trước khi tải lên.")]
    for sent in request.files.getlist("file"):
        if sent.filename:
            sentences += _attach(opened, component, sent)
    if sentences:
        return _render(opened, errors={component: " ".join(sentences)}), 422
    return redirect(draft_url("papers.show", draft_id=draft_id), 303)


@room.post("/<uuid:draft_id>/papers/files/<uuid:file_id>/remove")
@bound(Action.WRITE_APPLICATION)
def remove(draft_id: Any, file_id: Any) -> ResponseReturnValue:
    opened = open_draft(str(draft_id))
    with house().database.transaction() as work:
        remove_file(work, str(file_id), opened.draft.id)
    return redirect(draft_url("papers.show", draft_id=draft_id), 303)


@room.get("/<uuid:draft_id>/papers/files/<uuid:file_id>")
@bound(Action.WRITE_APPLICATION)
def file(draft_id: Any, file_id: Any) -> ResponseReturnValue:
    with house().database.read() as look:
        draft = draft_for(look, house().sealer, str(draft_id), principal())
        found = get_draft_file(look, str(file_id), draft.person_id)
    if found.draft_id != draft.id or draft.case_id is not None:  # once sent, they are the case's to show
        raise NoSuchDraft
    return send_file(house().storage.read(found.sha256), found.file_name, found.media_type)


def _attach(opened: OpenDraft, component: str, sent: Any) -> list[str]:
    """Attach one file; return what has to be said about it, if anything. The blob is stored outside a transaction."""
    most = house().settings.max_dossier_bytes
    try:
        new = receive(sent).of(component)
        with house().database.transaction() as work:
            add_file(work, opened.draft.id, new, most_bytes=most, now=now())
    except RefusedUpload as refused:
        return [refused.sentence]
    except DossierFull:
        limit = file_size(most, language=language())
        return [_("Cả hồ sơ nhiều nhất %(most)s. Bỏ bớt tệp, hoặc gửi bản nhỏ hơn.", most=limit)]
    return []


def _render(opened: OpenDraft, *, errors: dict[str, str] | None = None) -> Response:
    with house().database.read() as look:
        files = files_of_draft(look, opened.draft.id)
        originals = [] if opened.draft.unit is None else originals_of_draft(look, opened.draft.id)
    steps = opened.steps
    wanted = given.components(opened.definition, opened.draft.answers, opened.today)
    return render(
        "citizen/papers.html",
        opened=opened,
        papers=[(component, [f for f in files if f.component == component.id]) for component in wanted],
        originals=originals,
        errors=errors or {},
        most_file=house().settings.max_file_bytes,
        most_dossier=house().settings.max_dossier_bytes,
        step=steps.index(PAPERS) + 1 if PAPERS in steps else len(steps),
        steps=len(steps),
        back_url=step_url(opened.draft.id, opened.pages[-1].page),
    )
