"""What an officer does to a case: each is one command through the one door; a refusal keeps what was written."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import Length

from portal.cases.errors import NoSuchCase
from portal.cases.standing_in import refuse_if_over
from portal.people.policy import Action, NotAllowed
from portal.text import clean
from portal.web.case_words import case_error
from portal.web.context import house, now, principal
from portal.web.desk.action_form import ActionForm
from portal.web.desk.case import OpenCase, open_case, show
from portal.web.desk.case_panels import colleagues
from portal.web.desk.listing import came_from
from portal.web.desk.room import room
from portal.web.forms.command_form import CommandForm
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.routing import page as bound
from portal.workflow.case import OfficialState
from portal.workflow.commands import Act, RecordPayment, Release, Take
from portal.workflow.errors import CaseError, HeldByAnother, InputMissing

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def says_when_over(view: View) -> View:
    """Tell a stand-in whose days ended while the page was open so, with what was written; others what they are told."""

    @wraps(view)
    def told(code: str, **values: str) -> ResponseReturnValue:
        try:
            return view(code, **values)
        except (NoSuchCase, NotAllowed):
            _refuse_if_over(code)
            raise

    return cast("View", told)


def _refuse_if_over(code: str) -> None:
    with house().database.read() as look:
        refuse_if_over(look, principal(), code, now())


ACCEPTED = (OfficialState.ACCEPTED, OfficialState.IN_PROGRESS)


class PaymentForm(CommandForm):
    receipt = StringField(validators=[Length(max=60)])


@room.get("/cases/<code>/actions/<action>")
@bound(Action.READ_CASE)
def act_again(code: str, action: str) -> ResponseReturnValue:
    """Show the form of an action with what was written before the session ended."""
    opened, typed = open_case(code), take_stash()
    if typed is None:
        return redirect(url_for("desk.case", code=code), 303)
    return show(opened, forms={action: ActionForm(typed)}, problem=_kept())


@room.post("/cases/<code>/actions/<action>")
@keeps_form
@bound(Action.ACT_ON_TASK)
@says_when_over
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
        inputs=form.inputs(_targets(opened), refuses=_refuses(opened, action)),
    )
    unexplained = next((one.target for one in command.inputs.refusals if not one.why), None)
    if unexplained is not None:
        problem, at = _("Ghi lý do cho từng mục đã chọn."), f"{action}-why-{unexplained}"
        return show(opened, forms={action: form}, problem=problem, problem_at=at, status=422)
    if command.seen_version == opened.row.version and not _may_be_given_to(opened, command.inputs.officer):
        return _incomplete(opened, action, form, InputMissing("officer"))
    try:
        receipt = house().door.apply(command, principal(), current_origin())
    except InputMissing as error:
        return _incomplete(opened, action, form, error)
    except CaseError as error:
        if isinstance(error, HeldByAnother):
            _refuse_if_over(code)
        return show(open_case(code), forms={action: form}, problem=case_error(error), status=409)
    accepted: dict[str, Any] = {"accepted": "1"} if opened.row.accepted_at is None and receipt.state in ACCEPTED else {}
    return redirect(url_for("desk.inbox", done=code, **accepted, **came_from()), 303)


@room.post("/cases/<code>/take")
@bound(Action.TAKE_TASK)
@says_when_over
def take(code: str) -> ResponseReturnValue:
    """Put a pooled task on one's own desk."""
    return _hold(code, Take)


@room.post("/cases/<code>/release")
@bound(Action.RELEASE_TASK)
@says_when_over
def release(code: str) -> ResponseReturnValue:
    """Give a task back to the pool."""
    return _hold(code, Release)


@room.get("/cases/<code>/payment")
@bound(Action.READ_CASE)
def payment_again(code: str) -> ResponseReturnValue:
    """Show the receipt number that was written before the session ended."""
    opened, typed = open_case(code), take_stash()
    if typed is None:
        return redirect(url_for("desk.case", code=code), 303)
    return show(opened, problem=_kept(), receipt=typed.get("receipt", ""))


@room.post("/cases/<code>/payment")
@keeps_form
@bound(Action.RECORD_PAYMENT)
@says_when_over
def record_payment(code: str) -> ResponseReturnValue:
    """Reception took the fee at the counter."""
    opened = open_case(code)
    form = PaymentForm(request.form)
    receipt = clean(form.receipt.data or "")
    if not form.validate():
        return _receipt_missing(opened, receipt)
    command = RecordPayment(
        case_id=opened.row.id,
        seen_version=form.seen_version.data,
        key=form.key.data,
        amount=opened.state.unpaid or opened.state.paid,  # sent again after it was taken, it is the same command
        receipt=receipt,
    )
    try:
        house().door.apply(command, principal(), current_origin())
    except InputMissing:
        return _receipt_missing(opened, receipt)
    except CaseError as error:
        return show(open_case(code), problem=case_error(error), status=409, receipt=receipt)
    return redirect(url_for("desk.case", code=code), 303)


def _incomplete(opened: OpenCase, action: str, form: ActionForm, error: InputMissing) -> ResponseReturnValue:
    """Say beside the control what is missing, with everything that was written."""
    at = f"{action}-{error.need}"
    return show(opened, forms={action: form}, problem=case_error(error), problem_at=at, status=422)


def _receipt_missing(opened: OpenCase, receipt: str) -> ResponseReturnValue:
    return show(opened, problem=_("Ghi số biên lai."), problem_at="payment-receipt", status=422, receipt=receipt)


def _targets(opened: OpenCase) -> frozenset[str]:
    """Return what a supplement may be asked of: the papers and questions of this procedure, nothing else."""
    definition = opened.published.definition
    return frozenset(definition.components) | frozenset(definition.fields)


def _refuses(opened: OpenCase, action: str) -> bool:
    """Say whether an action is told on slip 03, whose reasons may be bound to papers and questions."""
    step = opened.definition.steps.get(opened.state.step or "")
    found = step.actions.get(action) if step is not None else None
    return found is not None and found.slip == "03"


def _may_be_given_to(opened: OpenCase, officer: str | None) -> bool:
    """Say whether a task may go to this officer: a case given to nobody that is would stand for ever."""
    if officer is None:
        return True
    with house().database.read() as look:
        return officer in dict(colleagues(look, opened))


def _kept() -> str:
    return _("Phiên đăng nhập đã hết giữa chừng. Những gì bạn viết vẫn còn đây: xem lại rồi gửi.")


def _hold(code: str, kind: type[Take] | type[Release]) -> ResponseReturnValue:
    opened = open_case(code)
    form = CommandForm(request.form)
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
