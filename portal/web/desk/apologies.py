"""For the leader: the apologies that wait for a signature, each with its cause, its words and its day (slip 04)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from portal.cases.apologies import MOST, Apology, Drafts, count_waiting
from portal.cases.errors import NoSuchCase, StaleCase
from portal.people.policy import Action, NotAllowed
from portal.text import clean
from portal.web.case_words import case_error, due_badge, need_words
from portal.web.context import house, now, principal
from portal.web.desk.action_form import MAX_WORDS
from portal.web.desk.road_panel import late_causes
from portal.web.desk.room import room
from portal.web.forms.command_form import KEY, LATEST
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.web.typed_days import new_due_of
from portal.web.waiting import keep_waiting
from portal.workflow.commands import ExtendDeadline
from portal.workflow.errors import CaseError, InputMissing, NotExtendable


class SheetForm(Form):
    key = HiddenField(validators=[InputRequired(), Regexp(KEY)])


class ApologyForm(Form):
    """One apology of the page; its fields bear the code of the case."""

    case_id = HiddenField(validators=[InputRequired(), Length(max=64)])
    version = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=LATEST)])
    cause = StringField(validators=[Length(max=40)])
    explanation = TextAreaField(validators=[Length(max=MAX_WORDS)])
    new_due = StringField(validators=[Length(max=20)])


@dataclass(slots=True)
class Line:
    """One apology as it stands on the page."""

    apology: Apology
    form: ApologyForm
    ticked: bool = False
    problems: dict[str, str] = field(default_factory=dict)  # by the field that each is about

    @property
    def code(self) -> str:
        return str(self.apology.row.code)


@room.get("/apologies")
@bound(Action.SEE_APOLOGIES)
def apologies() -> ResponseReturnValue:
    """The drafts that wait; after a login that came in between, with what was written."""
    typed = take_stash()
    return _show(_lines(typed) if typed is not None else _lines(None))


@room.post("/apologies")
@keeps_form
@bound(Action.EXTEND_DEADLINE)
def sign_apologies() -> ResponseReturnValue:
    """Sign those that were ticked, or the one whose own button was pressed; what cannot be signed says why."""
    wanted = dict.fromkeys((request.form.getlist("one") or request.form.getlist("case"))[:MOST])
    if not SheetForm(request.form).validate() or not wanted:
        return _show(_lines(request.form), problem=_("Đánh dấu ít nhất một hồ sơ để ký."), status=422)
    refused = {code: problems for code in wanted if (problems := _sign(code))}
    if not refused:
        return redirect(url_for("desk.apologies", signed=len(wanted)), 303)
    signed, lines = len(wanted) - len(refused), _lines(request.form)  # as they are now: what was signed is gone
    for line in lines:
        line.problems = refused.pop(line.code, {})
    return _show(lines, signed=signed, gone=sorted(refused), status=409 if refused else 422)


def _sign(code: str) -> dict[str, str]:
    """Sign one apology as it was typed; return why not, by the field that each reason is about."""
    form = ApologyForm(request.form, prefix=f"{code}-")
    if not form.validate():
        return {"explanation": _("Xem lại những gì bạn đã ghi.")}
    try:
        house().door.apply(_command(form), principal(), current_origin())
    except InputMissing as error:
        return {error.need: need_words(error.need)}
    except NotExtendable as error:
        return {"new_due": case_error(error)}
    except CaseError as error:
        return {"explanation": case_error(error)}
    except (StaleCase, NoSuchCase, NotAllowed):
        return {"explanation": _("Hồ sơ vừa thay đổi. Mở hồ sơ xem lại rồi ký lần nữa.")}
    return {}


def _command(form: ApologyForm) -> ExtendDeadline:
    return ExtendDeadline(
        case_id=form.case_id.data or "",
        seen_version=form.version.data or 0,
        key=f"{request.form.get('key')}-{form.case_id.data}",
        cause=form.cause.data or "",
        explanation=clean(form.explanation.data or "", lines=True),
        new_due=new_due_of(form.new_due.data),
    )


def _lines(typed: MultiDict[str, str] | None) -> list[Line]:
    drafts = Drafts(sealer=house().sealer, versions=house().versions, calendar=house().calendar)
    with house().database.read() as look:
        waiting = drafts.waiting(look, principal(), now())
    ticked = set(typed.getlist("case")) if typed is not None else set()
    return [Line(one, _form(one, typed), one.row.code in ticked) for one in waiting]


def _form(apology: Apology, typed: MultiDict[str, str] | None) -> ApologyForm:
    """Return the form of one apology: as it was typed, or as the draft has it."""
    prefix = f"{apology.row.code}-"
    if typed is not None and f"{prefix}new_due" in typed:
        return ApologyForm(typed, prefix=prefix)
    drafted = {"cause": apology.cause, "explanation": apology.explanation}
    return ApologyForm(prefix=prefix, new_due=f"{apology.suggested:%d/%m/%Y}", **drafted)


def _show(
    lines: Sequence[Line], *, problem: str = "", signed: int = 0, gone: Sequence[str] = (), status: int = 200
) -> ResponseReturnValue:
    with house().database.read() as look:
        waiting = keep_waiting(principal(), count_waiting(look, principal()))
    told = request.args.get("signed", "")
    found = [{"id": f"{line.code}-{at}", "text": text} for line in lines for at, text in line.problems.items()]
    named = [label(line.apology.published.definition.name) for line in lines]
    badges = [due_badge(line.apology.row, now()) for line in lines]
    page = render(
        "desk/apologies.html",
        lines=list(zip(lines, named, badges, strict=True)),
        more=waiting - len(lines),
        causes=late_causes(),
        signed=signed or (int(told) if told.isdecimal() and len(told) < 4 else 0),
        gone=gone,
        problems=[{"id": "apologies", "text": problem}] if problem else found,
    )
    return page, status
