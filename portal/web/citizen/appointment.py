"""The applicant's appointment: when, where, what to bring; a file for their calendar; and asking for another day."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases import queries
from portal.cases.access import visible_to
from portal.cases.errors import NoSuchCase
from portal.documents.calendar_file import calendar_file
from portal.people.policy import Action
from portal.text import clean
from portal.web.case_words import case_error
from portal.web.context import house, now, principal
from portal.web.forms.command_form import CommandForm
from portal.web.identity import current_origin, keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.meeting_view import AppointmentView, appointment_view
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.codec import case_from_json
from portal.workflow.commands import DeclineAppointment
from portal.workflow.errors import CaseError, InputMissing

room = Blueprint("appointment", __name__)

MAX_WORDS = 1000


class DeclineForm(CommandForm):
    words = TextAreaField(validators=[Length(max=MAX_WORDS)])


@room.get("/cases/<code>/appointment")
@bound(Action.DECLINE_APPOINTMENT)
def show(code: str) -> ResponseReturnValue:
    """The appointment, and a form for who cannot come."""
    typed = take_stash()
    if typed is None:
        return _render(_own(code))
    return _render(_own(code), words=typed.get("words", ""), problem=_("Phiên đăng nhập đã hết. Xem lại rồi gửi."))


@room.post("/cases/<code>/appointment")
@keeps_form
@bound(Action.DECLINE_APPOINTMENT)
def decline(code: str) -> ResponseReturnValue:
    """Say that one cannot come; the appointment stands until the office names another day."""
    row, form = _own(code), DeclineForm(request.form)
    words = clean(form.words.data or "", lines=True)
    if not form.validate():
        problem = _("Viết ngắn hơn.") if "words" in form.errors else _("Trang này đã cũ. Xem lại rồi làm lại.")
        return _render(row, words=words, problem=problem), 422
    command = DeclineAppointment(case_id=row.id, seen_version=form.seen_version.data, key=form.key.data, words=words)
    try:
        house().door.apply(command, principal(), current_origin())
    except InputMissing as error:
        return _render(row, words=words, problem=case_error(error)), 422
    except CaseError as error:
        return _render(_own(code), words=words, problem=case_error(error)), 409
    return redirect(url_for("follow.show", code=code), 303)


@room.get("/cases/<code>/appointment.ics")
@bound(Action.READ_OWN_CASE)
def calendar(code: str) -> ResponseReturnValue:
    """The appointment as a file that a phone puts into its calendar."""
    row = _own(code)
    view = _view(row)
    if view is None:
        raise NoSuchCase
    content = calendar_file(
        uid=f"{code}-{view.number}@{request.host.partition(':')[0]}",
        version=view.version,
        written_at=row.last_at,
        starts_at=view.meets_at,
        title=f"{view.kind}, {code}",
        place=view.place,
        text="\n".join(view.bring),
        link=f"{house().settings.base_url}/cases/{code}",
    )
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{code}.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _own(code: str) -> Row[Any]:
    with house().database.read() as look:
        return queries.get_case(look, code, visible_to(principal(), house().directory))


def _view(row: Row[Any]) -> AppointmentView | None:
    with house().database.read() as look:
        published = house().versions.get(look, row.version_id)
        entries = queries.history(look, row.id, house().sealer)
    return appointment_view(entries, published.workflows[row.variant], case_from_json(row.snapshot))


def _render(row: Row[Any], *, words: str = "", problem: str = "") -> Response:
    view = _view(row)
    with house().database.read() as look:
        published = house().versions.get(look, row.version_id)
        documents = queries.documents_of(look, row.id)
    return render(
        "citizen/appointment.html",
        row=row,
        title=label(published.definition.name),
        appointment=view,
        paper=next((one for one in documents if view is not None and one.kind == view.invitation), None),
        may_decline=view is not None and view.meets_at > now() and not view.declined,
        words=words,
        problem=problem,
    )
