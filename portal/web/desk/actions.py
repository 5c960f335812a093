"""What an officer does to a case: each is one command through the one door; a refusal keeps what was written."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length

from portal.cases.errors import StaleCase
from portal.people.policy import Action
from portal.web.case_words import case_error
from portal.web.context import house, principal
from portal.web.desk.action_form import ActionForm
from portal.web.desk.case import open_case, show
from portal.web.desk.room import room
from portal.web.identity import current_origin
from portal.web.language import gettext as _
from portal.web.rendering import render
from portal.web.routing import page as bound
from portal.workflow.commands import Act, RecordPayment, Release, Take
from portal.workflow.errors import CaseError, InputMissing


class HoldForm(Form):
    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    seen_version = IntegerField(validators=[InputRequired()])


class PaymentForm(HoldForm):
    receipt = StringField(validators=[Length(max=60)])


@room.post("/cases/<code>/actions/<action>")
@bound(Action.ACT_ON_TASK)
def act(code: str, action: str) -> ResponseReturnValue:
    """Do one of the actions that the case's step offers."""
    opened = open_case(code)
    form = ActionForm(request.form)
    if not form.validate():
        return show(opened, forms={action: form}, problem=_("Xem lại những gì bạn đã ghi."), status=422)
    command = Act(
        case_id=opened.row.id,
        seen_version=form.seen_version.data or 0,
        key=form.key.data or "",
        action=action,
        inputs=form.inputs(),
    )
    try:
        house().door.apply(command, principal(), current_origin())
    except InputMissing as error:
        return show(opened, forms={action: form}, problem=case_error(error), status=422)
    except CaseError as error:
        return show(open_case(code), forms={action: form}, problem=case_error(error), status=409)
    except StaleCase as error:
        return _somebody_was_faster(code, error, form)
    return redirect(url_for("desk.inbox", done=code), 303)


@room.post("/cases/<code>/take")
@bound(Action.TAKE_TASK)
def take(code: str) -> ResponseReturnValue:
    """Put a pooled task on one's own desk."""
    return _hold(code, Take)


@room.post("/cases/<code>/release")
@bound(Action.RELEASE_TASK)
def release(code: str) -> ResponseReturnValue:
    """Give a task back to the pool."""
    return _hold(code, Release)


@room.post("/cases/<code>/payment")
@bound(Action.RECORD_PAYMENT)
def record_payment(code: str) -> ResponseReturnValue:
    """Reception took the fee at the counter."""
    opened = open_case(code)
    form = PaymentForm(request.form)
    if not form.validate():
        return show(opened, problem=_("Ghi số biên lai."), status=422)
    command = RecordPayment(
        case_id=opened.row.id,
        seen_version=form.seen_version.data,
        key=form.key.data,
        amount=opened.state.unpaid,
        receipt=form.receipt.data or "",
    )
    try:
        house().door.apply(command, principal(), current_origin())
    except InputMissing:
        return show(opened, problem=_("Ghi số biên lai."), status=422)
    except CaseError as error:
        return show(open_case(code), problem=case_error(error), status=409)
    return redirect(url_for("desk.case", code=code), 303)


def _hold(code: str, kind: type[Take] | type[Release]) -> ResponseReturnValue:
    opened = open_case(code)
    form = HoldForm(request.form)
    if not form.validate():
        return show(opened, problem=_("Trang này đã cũ. Xem lại rồi làm lại."), status=422)
    try:
        house().door.apply(
            kind(case_id=opened.row.id, seen_version=form.seen_version.data, key=form.key.data),
            principal(),
            current_origin(),
        )
    except CaseError as error:
        return show(open_case(code), problem=case_error(error), status=409)
    return redirect(url_for("desk.case", code=code), 303)


def _somebody_was_faster(code: str, error: StaleCase, form: ActionForm) -> ResponseReturnValue:
    """Say who did what, and keep every word the officer wrote."""
    opened = open_case(code)
    written = [text for text in (form.reason.data, form.reasons.data, form.draft.data, form.minutes.data) if text]
    return render("desk/conflict.html", opened=opened, error=error, by=_who(error.by), written=written), 409


def _who(officer_id: str) -> str:
    from portal.people.accounts import officer_names

    with house().database.read() as look:
        return officer_names(look, {officer_id}).get(officer_id, "")
