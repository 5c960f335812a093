"""Following one's own case: where it is, whose turn, what to do, by when and why; the papers, and who has read them."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases import deadlines, queries
from portal.cases.access import visible_to
from portal.cases.complaints import DAYS, is_against
from portal.cases.errors import NoSuchCase
from portal.cases.making import missing
from portal.cases.originals import originals_of_case
from portal.cases.queries import HistoryEntry
from portal.cases.secrets import tracking_secret
from portal.cases.slips import WITHDRAWAL, tracking_address
from portal.catalogue.versions import Published
from portal.clock import local
from portal.people.officers import officer_names
from portal.people.policy import Action
from portal.text import clean
from portal.web.answer_view import answer_rows, file_titles
from portal.web.case_words import case_error, due_badge, due_sentence, role_name, state_name
from portal.web.context import house, now, principal, today
from portal.web.document_words import document_file, document_title, receipt_file
from portal.web.downloads import send_file
from portal.web.filing_view import filed_for, filing_rows
from portal.web.format import moment, money
from portal.web.forms.command_form import CommandForm
from portal.web.history_view import actors_of, timeline
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.ledger_view import case_ledger_view
from portal.web.meeting_view import appointment_view, meeting_days
from portal.web.names import authority_name, unit_full_name, unit_name
from portal.web.originals_view import original_rows
from portal.web.qr import qr_path
from portal.web.refusal_view import refusal_of
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.case import CaseState, OfficialState
from portal.workflow.codec import case_from_json
from portal.workflow.commands import Withdraw
from portal.workflow.engine import may_withdraw
from portal.workflow.errors import CaseError

room = Blueprint("follow", __name__)


class WithdrawForm(CommandForm):
    """The wish to take an application back, as its applicant writes it, and as a counter notes it."""

    reason = TextAreaField(validators=[Length(max=1000)])

    def command(self, case_id: str) -> Withdraw:
        reason = clean(self.reason.data or "", lines=True)
        return Withdraw(case_id=case_id, seen_version=self.seen_version.data, key=self.key.data, reason=reason)


@room.get("/cases/<code>")
@bound(Action.READ_OWN_CASE)
def show(code: str) -> ResponseReturnValue:
    return _render(_dossier(code))


@room.get("/cases/<code>/receipt")
@bound(Action.READ_OWN_CASE)
def receipt(code: str) -> ResponseReturnValue:
    """The moment of filing: code, QR, secret, what happens next."""
    row = _own(code)
    published, state = _published(row), case_from_json(row.snapshot)
    address = tracking_address(house().settings.base_url, code)
    path, size = qr_path(address)
    due = deadlines.promised(published.definition, row.variant, row.channel, house().calendar, row.submitted_at)
    return render(
        "citizen/receipt.html",
        row=row,
        unpaid=state.unpaid,
        title=label(published.definition.name),
        qr_path=path,
        qr_size=size,
        secret=tracking_secret(house().sealer, row.id),
        due=due,
        limit=deadlines.time_limit(published.definition, row.variant),
        unit=unit_full_name(row.competent),
        filed_for=filed_for(row),
        address=address,
    )


@room.get("/cases/<code>/receipt.pdf")
@bound(Action.READ_OWN_CASE)
def receipt_pdf(code: str) -> ResponseReturnValue:
    """Slip 01: made from the events each time it is asked for, byte for byte the same."""
    row = _own(code)
    with house().database.read() as look:
        content = house().mill.slip_01(look, row)
    return send_file(content, receipt_file(row), "application/pdf")


@room.get("/cases/<code>/files/<uuid:file_id>")
@bound(Action.READ_OWN_CASE)
def file(code: str, file_id: Any) -> ResponseReturnValue:
    row = _own(code)
    with house().database.read() as look:
        found = next((f for f in queries.files_of(look, row.id) if f.id == str(file_id)), None)
    if found is None:
        raise NoSuchCase
    return send_file(house().storage.read(found.sha256), found.file_name, found.media_type)


@room.get("/cases/<code>/documents/<kind>.pdf")
@bound(Action.READ_OWN_CASE)
def document(code: str, kind: str) -> ResponseReturnValue:
    """A document that the authority made for the case: the result, or one of the slips."""
    row = _own(code)
    with house().database.read() as look:
        found = next((d for d in queries.documents_of(look, row.id) if d.kind == kind), None)
    if found is None:
        raise NoSuchCase
    return send_file(house().storage.read(found.sha256), document_file(kind, code, found.made_at), "application/pdf")


@room.get("/cases/<code>/withdraw")
@bound(Action.READ_OWN_CASE)
def withdraw_again(code: str) -> ResponseReturnValue:
    """Show the reason that was written before the session ended."""
    dossier, typed = _dossier(code), take_stash()
    if typed is None:
        return redirect(url_for("follow.show", code=code), 303)
    return _render(dossier, problem=_("Phiên đăng nhập đã hết giữa chừng. Xem lại rồi gửi."), typed=typed)


@room.post("/cases/<code>/withdraw")
@keeps_form
@bound(Action.WITHDRAW_CASE)
def withdraw(code: str) -> ResponseReturnValue:
    """Take the application back, while it is not decided (R2.11)."""
    row, form = _own(code), WithdrawForm(request.form)
    if not form.validate():
        problem = _("Trang này đã cũ, hoặc lý do dài quá. Xem lại rồi làm lại.")
        return _render(_dossier(code), problem=problem, typed=request.form), 422
    try:
        house().door.apply(form.command(row.id), principal(), current_origin())
    except CaseError as error:
        return _render(_dossier(code), problem=case_error(error), typed=request.form), 409
    return redirect(url_for("follow.show", code=code), 303)


def _own(code: str) -> Row[Any]:
    with house().database.read() as look:
        return queries.get_case(look, code, visible_to(principal(), house().directory))


def _dossier(code: str) -> queries.Dossier:
    with house().database.read() as look:
        return queries.get_dossier(look, code, visible_to(principal(), house().directory))


def _published(row: Row[Any]) -> Published:
    with house().database.read() as look:
        return house().versions.get(look, row.version_id)


def _render(dossier: queries.Dossier, *, problem: str = "", typed: MultiDict[str, str] | None = None) -> Response:
    row = dossier.row
    published = _published(row)
    state = case_from_json(row.snapshot)
    clock = deadlines.clock_of(state, published.definition, row.variant, row.channel)
    with house().database.read() as look:
        entries = queries.history(look, row.id, house().sealer)
        files, documents = queries.papers_of(look, row.id)
        originals = originals_of_case(look, row.id)
        views = queries.views_of(look, row.id)
        names = officer_names(look, {*actors_of(entries), *((row.helper,) if row.helper else ())})
    slips = [document for document in documents if document.kind != "result"]
    return render(
        "citizen/case.html",
        row=row,
        state=state,
        definition=published.definition,
        title=label(published.definition.name),
        badge=due_badge(row, now()),
        sentence=due_sentence(row),
        turn=_whose_turn(row, state, published, names, slips),
        events=timeline(entries, published.workflows[row.variant], names, private=True),
        ledger=case_ledger_view(row, clock, now(), meeting_days(entries)) if clock else None,
        appointment=appointment_view(entries, published.workflows[row.variant], state),
        answers=answer_rows(published.definition, dossier.answers(house().sealer)),
        files=files,
        file_titles=file_titles(published.definition),
        results=[document for document in documents if document.kind == "result"],
        slips=[(slip, document_title(slip.kind)) for slip in slips],
        elsewhere=[(unit_full_name(child.unit), child.code) for child in state.children],
        making=[document_title(kind) for kind in missing(entries, documents) if kind != "result"],
        refusal=refusal_of(entries, published.definition),
        complaint=_complaint(entries, row),
        filing=filing_rows(row, names),
        originals=original_rows(originals),
        views=[_view_row(view) for view in views],
        may_withdraw=may_withdraw(published.workflows[row.variant], state),
        withdraw_form=WithdrawForm(typed if typed is not None else MultiDict()),
        problem=problem,
        today_local=local(now()).date(),
    )


def _whose_turn(
    row: Row[Any], state: CaseState, published: Published, names: dict[str, str], slips: list[queries.DocumentRow]
) -> dict[str, dict[str, str]]:
    """Answer the three questions before anything else."""
    if state.end is not None or state.step is None:
        where = {"text": state_name(row.state), "note": due_sentence(row)}
        return {"where": where, "turn": {"text": _("Không còn ai"), "note": ""}, "deed": _deed(row, state, slips)}
    step = published.workflows[row.variant].steps[state.step]
    unit = unit_full_name(state.unit or row.competent)
    holder = names.get(state.holder or "", "")
    doing = _("%(who)s đang làm: %(step)s", who=holder, step=label(step.name)) if holder else label(step.name)
    turn = _("Bạn") if state.waiting else role_name(step.role).capitalize()
    return {
        "where": {"text": unit, "note": doing},
        "turn": {"text": turn, "note": ""},
        "deed": _deed(row, state, slips),
    }


def _deed(row: Row[Any], state: CaseState, slips: list[queries.DocumentRow]) -> dict[str, str]:
    if state.waiting is not None and state.waiting.kind == "payment":
        when = moment(state.waiting.reply_by, today(), language=language())
        note = _("Nộp tại quầy một cửa trước %(moment)s. Mang theo mã hồ sơ.", moment=when)
        return {"text": _("Nộp %(amount)s", amount=money(state.unpaid, language=language())), "note": note}
    if state.waiting is not None:
        href = url_for("supplement.show", code=row.code)
        return {"text": _("Bổ sung giấy tờ"), "note": "", "href": href, "link_text": _("Trả lời yêu cầu bổ sung")}
    if state.appointment is not None and state.appointment.declined:
        return {"text": _("Chờ cơ quan hẹn ngày khác"), "note": ""}
    if state.appointment is not None and state.appointment.meets_at > now():
        when = moment(state.appointment.meets_at, today(), language=language())
        where = {"href": url_for("appointment.show", code=row.code), "link_text": _("Xem cuộc hẹn")}
        return {"text": _("Có mặt lúc %(moment)s", moment=when), "note": "", **where}
    if state.unpaid and row.state in (OfficialState.ACCEPTED, OfficialState.IN_PROGRESS, OfficialState.DECIDED):
        return {"text": _("Nộp lệ phí tại quầy một cửa"), "note": _("Mang theo mã hồ sơ.")}
    if row.state == OfficialState.DECIDED:
        return {"text": _("Nhận kết quả"), "note": ""}
    told = next((slip for slip in slips if slip.kind in ("slip-03", "slip-05", WITHDRAWAL)), None)
    if told is not None:
        href = url_for("follow.document", code=row.code, kind=told.kind)
        return {
            "text": _("Không phải làm gì") if told.kind == WITHDRAWAL else _("Đọc lý do, việc có thể làm tiếp"),
            "note": "",
            "href": href,
            "link_text": document_title(told.kind),
        }
    return {"text": _("Không phải làm gì"), "note": ""}


def _complaint(entries: list[HistoryEntry], row: Row[Any]) -> dict[str, Any] | None:
    """Return how to complain of a decision against the applicant; None where there is none."""
    against = next((entry for entry in reversed(entries) if is_against(entry.event)), None)
    if against is None:
        return None
    competent = case_from_json(row.snapshot).competent
    return {"to": authority_name(competent), "days": DAYS, "since": against.at}


def _view_row(view: Row[Any]) -> dict[str, Any]:
    unit = unit_name(view.unit) if view.unit and house().directory.find(view.unit) else ""
    return {"at": view.at, "who": view.viewer_name, "post": ", ".join(p for p in (role_name(view.role), unit) if p)}
