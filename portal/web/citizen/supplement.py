"""Answering the one notice that listed everything missing: exactly those papers and answers, beside what was sent."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases import queries
from portal.cases.access import visible_to
from portal.cases.errors import NoSuchCase
from portal.cases.file_columns import file_values
from portal.cases.files import DossierFull, NewFile
from portal.cases.kept_answers import AnswerFile, drop_file, forget, keep
from portal.cases.supplements import Answer, answer_supplement
from portal.people.policy import Action
from portal.text import clean
from portal.web.case_words import case_error, role_name, state_name
from portal.web.citizen.supplement_form import MESSAGE, SupplementForm, load_form, typed_in
from portal.web.context import house, now, principal, today
from portal.web.document_words import document_title
from portal.web.downloads import send_file
from portal.web.draft_addresses import case_url
from portal.web.format import file_size
from portal.web.forms.command_form import CommandForm
from portal.web.forms.rows import changed_rows, row_numbers
from portal.web.forms.uploads import RefusedUpload, receive
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_full_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.errors import AnswerLate, CaseError, NothingToAnswer

room = Blueprint("supplement", __name__)

MAX_MESSAGE = 2000


class AnswerForm(CommandForm):
    """What stands beside the questions and files."""

    message = TextAreaField(validators=[Length(max=MAX_MESSAGE)])


@room.get("/cases/<code>/supplement")
@bound(Action.ANSWER_SUPPLEMENT)
def show(code: str) -> ResponseReturnValue:
    typed = take_stash()
    form = _load(_own(code), typed)
    if typed is None:
        return _render(form)
    return _render(form, errors={MESSAGE: _("Phiên đăng nhập đã hết giữa chừng. Chọn lại tệp nếu có, rồi gửi.")})


@room.get("/cases/<code>/supplement/files/<uuid:file_id>")
@bound(Action.ANSWER_SUPPLEMENT)
def file(code: str, file_id: Any) -> ResponseReturnValue:
    """A file that was chosen and not sent yet."""
    kept = _load(_own(code)).kept
    found = next((one for one in kept.files if one.id == str(file_id)), None)
    if found is None:
        raise NoSuchCase
    return send_file(house().storage.read(found.sha256), found.file_name, found.media_type)


@room.post("/cases/<code>/supplement")
@keeps_form
@bound(Action.ANSWER_SUPPLEMENT)
def answer(code: str) -> ResponseReturnValue:
    """Send what was asked for; the case goes back to the desk that asked. Whatever goes wrong, all of it is kept."""
    row, sent = _own(code), AnswerForm(request.form)
    form = _load(row, request.form)
    files, errors = _received(form)
    deed = request.form.get("do", "send")
    if form.is_unanswered:
        errors |= _keep(form, files, deed)
        if deed != "send" and not errors:
            return redirect(case_url("follow.show" if deed == "later" else "supplement.show", code=code), 303)
        form = _load(row, request.form)
    if not sent.validate():
        too_long = MESSAGE in sent.errors
        errors[MESSAGE] = _("Viết ngắn hơn.") if too_long else _("Trang này đã cũ. Xem lại rồi làm lại.")
    if form.is_open:
        errors = form.errors() | errors
    if errors:
        return _render(form, errors=errors), 422
    return _send(form, sent, _sent_before(form, files))


def _send(form: SupplementForm, sent: AnswerForm, files: list[AnswerFile]) -> ResponseReturnValue:
    message = clean(sent.message.data or "", lines=True)
    try:
        answer_supplement(
            house().door,
            form.row,
            Answer(answers=form.mended.answers, files=files, message=message),
            key=sent.key.data,
            seen_version=sent.seen_version.data,
            principal=principal(),
            origin=current_origin(),
        )
    except (AnswerLate, NothingToAnswer) as late:
        return _render(_load(_own(form.row.code), request.form), errors={MESSAGE: case_error(late)}), 409
    except CaseError as error:
        return _render(_load(_own(form.row.code), request.form), errors={MESSAGE: case_error(error)}), 409
    return redirect(case_url("follow.show", code=form.row.code), 303)


def _received(form: SupplementForm) -> tuple[list[NewFile], dict[str, str]]:
    """Take in what was attached; a refused file gets its sentence and never blocks the rest."""
    files: list[NewFile] = []
    errors: dict[str, str] = {}
    for target in form.targets:
        for upload in request.files.getlist(target):
            if not upload.filename:
                continue
            try:
                files.append(receive(upload).of(target))
            except RefusedUpload as refused:
                errors[target] = refused.sentence
    return files, errors


def _keep(form: SupplementForm, files: list[NewFile], deed: str) -> dict[str, str]:
    """Keep what was typed and attached; return what has to be said about it, if anything."""
    typed, most = typed_in(request.form, form.definition), house().settings.max_dossier_bytes
    if deed.startswith(("add:", "remove:")):
        typed = changed_rows(typed, deed)
    try:
        with house().database.transaction() as work:
            keep(work, house().sealer, form.row.id, typed, files, most_bytes=most, now=now())
            if deed.startswith("drop:"):
                drop_file(work, form.row.id, deed.removeprefix("drop:"))
    except DossierFull:
        limit = file_size(most, language=language())
        said = _("Cả hồ sơ nhiều nhất %(most)s. Bỏ bớt tệp, hoặc gửi bản nhỏ hơn.", most=limit)
        return {file.component: said for file in files}
    return {}


def _sent_before(form: SupplementForm, files: list[NewFile]) -> list[AnswerFile]:
    """Return the files of the answer.

    Sent twice, the second comes when nothing waits any more: it has to be the same answer, to be known as the same.
    """
    if form.is_unanswered or form.asked is None:
        return form.new_files
    with house().database.transaction() as work:
        forget(work, form.row.id)
    sent = [file for file in form.files if file.revision == form.asked.revision + 1]
    known = {(file.component, file.sha256) for file in sent}
    again = [AnswerFile(id=file.id, **file_values(file)) for file in sent]
    others = [file for file in files if (file.component, file.sha256) not in known]
    return again + [AnswerFile(id="", **file_values(file)) for file in others]


def _own(code: str) -> Row[Any]:
    with house().database.read() as look:
        return queries.get_case(look, code, visible_to(principal(), house().directory))


def _load(row: Row[Any], typed: Any = None) -> SupplementForm:
    with house().database.read() as look:
        if typed is None:
            return load_form(look, row)
        definition = house().versions.get(look, row.version_id).definition
        return load_form(look, row, typed_in(typed, definition))


def _render(form: SupplementForm, *, errors: dict[str, str] | None = None) -> Response:
    row, asked, shown = form.row, form.asked, form.shown() if form.is_open else {}
    kind = f"slip-02-{asked.number}" if asked is not None else ""
    slip = next((document for document in form.documents if document.kind == kind), None)
    asks_where = any(field.type in ("place", "address", "person", "group") for field in form.questions.values())
    files: dict[str, list[AnswerFile]] = defaultdict(list)
    for one in form.kept.files:
        files[one.component].append(one)
    return render(
        "citizen/supplement.html",
        form=form,
        row=row,
        title=label(form.definition.name),
        typed=defaultdict(list, shown),
        errors=defaultdict(str, errors or {}),
        error_lines=[{"id": id_, "text": text} for id_, text in (errors or {}).items()],
        numbers={name: row_numbers(shown, name) or [0] for name in form.questions},
        kept_files=files,
        communes=house().directory.commune_names(today()) if asks_where and form.is_open else (),
        slip=slip,
        slip_title=document_title(slip.kind) if slip is not None else "",
        late=_late(form),
    )


def _late(form: SupplementForm) -> dict[str, Any] | None:
    """Return what happens now that the time to answer is over, and whom to ask; None while it is not."""
    asked, state, row = form.asked, form.state, form.row
    over = state.waiting.is_over(now()) if form.is_open and state.waiting else form.is_unanswered
    if asked is None or not over:
        return None
    if state.step is None:
        then = _(
            "Hồ sơ đã kết thúc: %(state)s. Bạn có thể nộp hồ sơ mới.",
            state=state_name(row.state),
        )
    else:
        step = form.published.workflows[row.variant].steps[state.step]
        who = role_name(step.role)
        then = _("Bây giờ %(who)s xem hồ sơ với những gì đã có, rồi làm tiếp hoặc dừng hồ sơ.", who=who)
    return {
        "at": asked.notice.reply_by,
        "then": then,
        "unit": unit_full_name(state.unit or state.intake),
        "message": form.message,
        "is_kept": form.kept.at is not None,
    }
