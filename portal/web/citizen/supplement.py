"""Answering the one notice that listed everything missing: exactly those papers and answers, beside what was sent."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases import queries
from portal.cases.access import visible_to
from portal.cases.supplements import AnswerFile, answer_supplement
from portal.people.policy import Action
from portal.text import clean
from portal.web.case_words import case_error
from portal.web.context import house, now, principal
from portal.web.document_words import document_title
from portal.web.forms.command_form import CommandForm
from portal.web.forms.uploads import RefusedUpload, receive
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow import events
from portal.workflow.case import CaseState
from portal.workflow.codec import case_from_json
from portal.workflow.errors import CaseError

room = Blueprint("supplement", __name__)

MAX_MESSAGE = 2000


class AnswerForm(CommandForm):
    """What stands beside the files."""

    message = TextAreaField(validators=[Length(max=MAX_MESSAGE)])


@room.get("/cases/<code>/supplement")
@bound(Action.ANSWER_SUPPLEMENT)
def show(code: str) -> ResponseReturnValue:
    typed = take_stash()
    if typed is None:
        return _render(_own(code))
    errors = {"message": _("Phiên đăng nhập đã hết giữa chừng. Chọn lại tệp nếu có, rồi gửi.")}
    return _render(_own(code), errors=errors, message=typed.get("message", ""))


@room.post("/cases/<code>/supplement")
@keeps_form
@bound(Action.ANSWER_SUPPLEMENT)
def answer(code: str) -> ResponseReturnValue:
    """Send what was asked for; the case goes back to the desk that asked."""
    row, form = _own(code), AnswerForm(request.form)
    state = case_from_json(row.snapshot)
    # Sent twice, the second comes when nothing waits any more: it has to be the same answer, to be known as the same.
    files, errors = _files(state.waiting.targets if state.waiting else state.asked)
    message = clean(form.message.data or "", lines=True)
    if not files and not message:
        errors["message"] = _("Đính kèm giấy tờ, hoặc viết câu trả lời.")
    if not form.validate():
        too_long = "message" in form.errors
        errors["message"] = _("Viết ngắn hơn.") if too_long else _("Trang này đã cũ. Xem lại rồi làm lại.")
    if errors:
        # No browser keeps the files of a form that comes back: without a word they would seem to be sent.
        again = {file.component: _("Bổ sung chưa được gửi. Chọn lại tệp này.") for file in files}
        return _render(row, errors=again | errors, message=message), 422
    try:
        answer_supplement(
            house().door,
            row,
            files=files,
            message=message,
            key=form.key.data,
            seen_version=form.seen_version.data,
            principal=principal(),
            origin=current_origin(),
        )
    except CaseError as error:
        return _render(_own(code), errors={"message": case_error(error)}, message=message), 409
    return redirect(url_for("follow.show", code=code), 303)


def _files(targets: tuple[str, ...]) -> tuple[list[AnswerFile], dict[str, str]]:
    """Store what was attached; a refused file gets its sentence and never blocks the rest."""
    files: list[AnswerFile] = []
    errors: dict[str, str] = {}
    for target in targets:
        for upload in request.files.getlist(target):
            if not upload.filename:
                continue
            try:
                stored = receive(upload)
            except RefusedUpload as refused:
                errors[target] = refused.sentence
                continue
            files.append(
                AnswerFile(
                    id=str(uuid4()),
                    component=target,
                    file_name=stored.file_name,
                    sha256=stored.sha256,
                    size=stored.size,
                    media_type=stored.media_type,
                )
            )
    return files, errors


def _own(code: str) -> Row[Any]:
    with house().database.read() as look:
        return queries.get_case(look, code, visible_to(principal(), house().directory))


def _render(row: Row[Any], *, errors: dict[str, str] | None = None, message: str = "") -> Response:
    state: CaseState = case_from_json(row.snapshot)
    with house().database.read() as look:
        published = house().versions.get(look, row.version_id)
        entries = queries.history(look, row.id, house().sealer)
        files = queries.files_of(look, row.id)
        documents = queries.documents_of(look, row.id)
    notices = [entry.event for entry in entries if isinstance(entry.event, events.SupplementRequested)]
    asked = notices[-1] if notices else None
    slip = next((document for document in documents if document.kind == f"slip-02-{len(notices)}"), None)
    items = [
        {
            "target": item.target,
            "name": _target_name(published.definition, item.target),
            "mend": item.mend,
            "sent": [f for f in files if f.component == item.target],
        }
        for item in (asked.items if asked is not None else ())
    ]
    return render(
        "citizen/supplement.html",
        row=row,
        waiting=state.waiting,
        title=label(published.definition.name),
        items=items,
        slip=slip,
        slip_title=document_title(slip.kind) if slip is not None else "",
        errors=errors or {},
        message=message,
        late=state.waiting is not None and state.waiting.reply_by < now(),
    )


def _target_name(definition: Any, target: str) -> str:
    component = definition.components.get(target)
    if component is not None:
        return label(component.name)
    field = definition.fields.get(target)
    return label(field.label) if field is not None else target
