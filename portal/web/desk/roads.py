"""Roads beside the actions of a step: take back, ask elsewhere, let ask again, put off. Each is one command."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from portal.cases.whom import may_be_asked
from portal.people.policy import Action, require
from portal.text import clean
from portal.web.case_words import case_error
from portal.web.context import house, principal, today
from portal.web.desk import meeting_roads
from portal.web.desk.action_form import MAX_WORDS, AnyChoice
from portal.web.desk.case import OpenCase, open_case, show
from portal.web.desk.room import room
from portal.web.forms.command_form import CommandForm
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.routing import page as bound
from portal.web.typed_days import new_due_of
from portal.workflow import commands
from portal.workflow.errors import BadMoment, CaseError, InputMissing


class RoadForm(CommandForm):
    """What may be written on any of these roads; each reads what it needs."""

    reason = TextAreaField(validators=[Length(max=MAX_WORDS)])
    question = TextAreaField(validators=[Length(max=MAX_WORDS)])
    explanation = TextAreaField(validators=[Length(max=MAX_WORDS)])
    cause = StringField(validators=[Length(max=40)])
    new_due = StringField(validators=[Length(max=20)])
    unit = StringField(validators=[Length(max=60)])
    child = IntegerField(validators=[Optional(), NumberRange(min=1, max=1000)])
    day = StringField(validators=[Length(max=20)])
    time = StringField(validators=[Length(max=20)])
    place = TextAreaField(validators=[Length(max=400)])
    asked = TextAreaField(validators=[Length(max=1000)])
    bring = TextAreaField(validators=[Length(max=1000)])
    appointment = IntegerField(validators=[Optional(), NumberRange(min=1, max=1000)])
    referral = IntegerField(validators=[Optional(), NumberRange(min=1, max=1000)])
    units = AnyChoice()
    sought = StringField(validators=[Length(max=100)])
    files = AnyChoice()
    targets = AnyChoice()

    def said(self, name: str) -> str:
        return clean(self[name].data or "", lines=True)


@dataclass(frozen=True, slots=True)
class Road:
    """A road: its action in the policy, and the command that a form becomes on it."""

    action: Action
    command: Callable[[RoadForm, dict[str, Any]], commands.AnyCommand]


def _extend(form: RoadForm, envelope: dict[str, Any]) -> commands.AnyCommand:
    cause, explanation = form.cause.data or "", form.said("explanation")
    new_due = new_due_of(form.new_due.data)
    return commands.ExtendDeadline(**envelope, cause=cause, explanation=explanation, new_due=new_due)


ROADS: dict[str, Road] = {
    "recall": Road(Action.RECALL_CASE, lambda form, at: commands.Recall(**at, reason=form.said("reason"))),
    "ask-again": Road(
        Action.ALLOW_SECOND_REQUEST,
        lambda form, at: commands.AllowSecondRequest(
            **at, targets=tuple(form.targets.data or ()), reason=form.said("reason")
        ),
    ),
    "refer": Road(
        Action.ASK_REFERRAL,
        lambda form, at: commands.AskReferral(
            **at,
            units=tuple(unit for unit in form.units.data or () if may_be_asked(house().directory, unit, today())),
            question=form.said("question"),
            files=tuple(form.files.data or ()),
        ),
    ),
    "stop-waiting": Road(
        Action.ASK_REFERRAL,
        lambda form, at: commands.CloseReferral(**at, referral=form.referral.data or 0, reason=form.said("reason")),
    ),
    "late": Road(
        Action.DRAFT_EXTENSION,
        lambda form, at: commands.DraftExtension(
            **at, cause=form.cause.data or "", explanation=form.said("explanation")
        ),
    ),
    "extend": Road(Action.EXTEND_DEADLINE, _extend),
    "call-back": Road(
        Action.CALL_BACK_CHILD,
        lambda form, at: commands.CallBackChild(**at, child=form.child.data or 0, reason=form.said("reason")),
    ),
    "transfer": Road(
        Action.TRANSFER_CASE,
        lambda form, at: commands.Transfer(**at, unit=form.unit.data or "", reason=form.said("reason")),
    ),
    "accept-transfer": Road(Action.ANSWER_TRANSFER, lambda _form, at: commands.AcceptTransfer(**at)),
    "return-transfer": Road(
        Action.ANSWER_TRANSFER, lambda form, at: commands.ReturnTransfer(**at, reason=form.said("reason"))
    ),
    "appoint": Road(Action.KEEP_APPOINTMENT, meeting_roads.appoint),
    "cancel-appointment": Road(Action.KEEP_APPOINTMENT, meeting_roads.cancel),
    "missed": Road(Action.MISS_APPOINTMENT, meeting_roads.missed),
}


def _go(code: str, name: str) -> ResponseReturnValue:
    """Carry out the command of a road; a refusal keeps what was written."""
    road, opened, form = ROADS[name], open_case(code), RoadForm(request.form)
    if not form.validate():
        return _again(opened, name, form, _("Xem lại những gì bạn đã ghi."), 422)
    if "seek" in request.form:  # another unit to ask is looked for: nothing is done yet
        return _again(opened, name, form, "", 200)
    at = {"case_id": opened.row.id, "seen_version": form.seen_version.data or 0, "key": form.key.data or ""}
    try:
        house().door.apply(road.command(form, at), principal(), current_origin())
    except InputMissing as error:
        require(principal(), road.action, opened.facts)  # what a form lacks is told to who may send it
        return _again(opened, name, form, case_error(error), 422, at=f"{name}-{error.need}")
    except BadMoment as error:
        return _again(opened, name, form, case_error(error), 422, at=f"{name}-day")
    except CaseError as error:
        return _again(open_case(code), name, form, case_error(error), 409)
    return redirect(url_for("desk.case", code=code), 303)


def _once_more(code: str, name: str) -> ResponseReturnValue:
    """Show what was written before the session ended."""
    opened, typed = open_case(code), take_stash()
    if typed is None:
        return redirect(url_for("desk.case", code=code), 303)
    return _again(opened, name, RoadForm(typed), _("Xem lại rồi gửi: phiên đăng nhập đã hết giữa chừng."), 200)


def _again(
    opened: OpenCase, name: str, form: RoadForm, problem: str, status: int, at: str = "actions"
) -> ResponseReturnValue:
    return show(opened, road=(name, form), problem=problem, problem_at=at, status=status)


def _lay(name: str, road: Road) -> None:
    """Give a road its address; a GET there leads back to the case."""
    endpoint = name.replace("-", "_")

    @room.get(f"/cases/<code>/{name}", endpoint=f"{endpoint}_again")
    @bound(Action.READ_CASE)
    def again(code: str) -> ResponseReturnValue:
        return _once_more(code, name)

    @room.post(f"/cases/<code>/{name}", endpoint=endpoint)
    @keeps_form
    @bound(road.action)
    def go(code: str) -> ResponseReturnValue:
        return _go(code, name)


for _name, _road in ROADS.items():
    _lay(_name, _road)
