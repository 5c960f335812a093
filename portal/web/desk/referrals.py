"""Questions of other units to this one: a list, the question with the papers that are shared, and the answer."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional

from portal.cases.answering import MOST_FILES, Enclosed, answer_question
from portal.cases.errors import NoSuchCase
from portal.cases.referrals import AskedOfUs, enclosed_in, list_asked, list_open, read_asked
from portal.people.policy import Action
from portal.text import clean
from portal.web.case_words import case_error, opinion_words
from portal.web.context import house, now, principal
from portal.web.desk.action_form import MAX_WORDS
from portal.web.desk.case import note_paper, open_case
from portal.web.desk.question_clock import question_clock
from portal.web.desk.room import room
from portal.web.downloads import send_file
from portal.web.forms.command_form import CommandForm
from portal.web.forms.uploads import RefusedUpload, receive
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.names import unit_full_name, unit_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.commands import AnswerReferral
from portal.workflow.errors import CaseError, InputMissing

OPINIONS = ("agrees", "objects", "other")


class AnswerForm(CommandForm):
    opinion = StringField(validators=[Optional(), AnyOf(OPINIONS)])
    text = TextAreaField(validators=[Length(max=MAX_WORDS)])


@room.get("/referrals")
@bound(Action.SEE_REFERRALS)
def referrals() -> ResponseReturnValue:
    """The open questions to one's own units, and those that this officer asked others."""
    with house().database.read() as look:
        rows, asked = list_open(look, principal(), house().directory), list_asked(look, principal())
        published = {row.version_id: house().versions.get(look, row.version_id) for row in (*rows, *asked)}
    names = {version: one.definition.name for version, one in published.items()}
    listed = [(row, label(names[row.version_id]), unit_name(row.competent), row.reply_by < now()) for row in rows]
    mine = [(row, label(names[row.version_id]), question_clock(row)) for row in asked]
    return render("desk/referrals.html", listed=listed, mine=mine)


@room.get("/referrals/<code>/<int:number>")
@bound(Action.SEE_REFERRALS)
def referral(code: str, number: int) -> ResponseReturnValue:
    """One question; after a login that came in between, with what was written."""
    typed = take_stash()
    return _show(_read(code, number), AnswerForm(typed) if typed is not None else AnswerForm())


@room.post("/referrals/<code>/<int:number>")
@keeps_form
@bound(Action.ANSWER_REFERRAL)
def answer_referral(code: str, number: int) -> ResponseReturnValue:
    """Answer a question; silence is never taken for consent."""
    asked, form = _read(code, number), AnswerForm(request.form)
    if not form.validate():
        return _show(asked, form, problem=_("Xem lại những gì bạn đã ghi."), status=422)
    enclosed, refused = _enclosed()
    if refused:
        return _show(asked, form, problem=refused, at="files", status=422)
    command = AnswerReferral(
        case_id=asked.row.id,
        seen_version=form.seen_version.data or 0,
        key=form.key.data or "",
        referral=number,
        opinion=form.opinion.data or "",
        text=clean(form.text.data or "", lines=True),
        files=tuple(sorted(one.sha256 for one in enclosed)),
    )
    try:
        answer_question(house().door, command, enclosed, principal(), current_origin())
    except InputMissing as error:
        return _show(asked, form, problem=case_error(error), at=error.need, status=422, again=bool(enclosed))
    except CaseError as error:
        return _show(_read(code, number), form, problem=case_error(error), status=409)
    return redirect(url_for("desk.referral", code=code, number=number), 303)


def _enclosed() -> tuple[list[Enclosed], str]:
    """Store what was attached; return it, and why a paper was refused."""
    kept: dict[str, Enclosed] = {}
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    if len(uploads) > MOST_FILES:
        return [], _("Đính kèm nhiều nhất %(most)s tệp.", most=MOST_FILES)
    for upload in uploads:
        try:
            stored = receive(upload)
        except RefusedUpload as refused:
            return [], refused.sentence
        kept[stored.sha256] = Enclosed(
            sha256=stored.sha256, file_name=stored.file_name, size=stored.size, media_type=stored.media_type
        )
    return list(kept.values()), ""


@room.get("/cases/<code>/answers/<int:number>/<sha256>")
@bound(Action.READ_CASE)
def enclosed_file(code: str, number: int, sha256: str) -> ResponseReturnValue:
    """A paper that came with an answer, for who may read the case."""
    opened = open_case(code)
    with house().database.read() as look:
        papers = enclosed_in(look, opened.row.id)
    found = next((paper for paper in papers if (paper.number, paper.sha256) == (number, sha256)), None)
    if found is None:
        raise NoSuchCase
    note_paper(opened)
    return send_file(house().storage.read(sha256), found.file_name, found.media_type, inline="show" in request.args)


@room.get("/referrals/<code>/<int:number>/files/<uuid:file_id>")
@bound(Action.SEE_REFERRALS)
def referral_file(code: str, number: int, file_id: Any) -> ResponseReturnValue:
    """A paper that is shared with the question, and no other."""
    found = next((file for file in _read(code, number).files if file.id == str(file_id)), None)
    if found is None:
        raise NoSuchCase
    content = house().storage.read(found.sha256)
    return send_file(content, found.file_name, found.media_type, inline="show" in request.args)


def _read(code: str, number: int) -> AskedOfUs:
    with house().database.read() as look:
        return read_asked(look, code, number, principal(), house().directory, house().sealer)


def _show(
    asked: AskedOfUs,
    form: AnswerForm,
    *,
    problem: str = "",
    at: str = "opinion",
    status: int = 200,
    again: bool = False,
) -> ResponseReturnValue:
    with house().database.read() as look:
        definition = house().versions.get(look, asked.row.version_id).definition
    page = render(
        "desk/referral.html",
        asked=asked,
        form=form,
        procedure=label(definition.name),
        titles={component.id: label(component.name) for component in definition.components.values()},
        from_unit=unit_full_name(asked.row.competent),
        opinions=[{"value": code, "text": opinion_words(code)} for code in OPINIONS],
        answer=opinion_words(asked.answered.opinion) if asked.answered else "",
        is_open=asked.referral.status == "open",
        overdue=asked.referral.reply_by < now(),
        problem=problem,
        problem_at=at,
        files_again=again,
    )
    return page, status
