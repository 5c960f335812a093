"""Writing down a person who came and whom nobody knows yet; what in the number does not fit is asked about."""

from collections import defaultdict
from typing import Any

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.catalogue.definition import FormField
from portal.catalogue.fields import Problem, Reader
from portal.catalogue.typed import day_as_typed
from portal.people.accounts import PersonRecord
from portal.people.counter import COUNTER, write_down_person
from portal.people.identifiers import PersonalIdWarning, mask_personal_id, personal_id_warnings
from portal.people.policy import Action
from portal.web.context import house, now, today
from portal.web.desk.intake_room import room
from portal.web.desk.sitting import sitting
from portal.web.forms.wording import problem_lines, problem_text
from portal.web.identity import keeps_form, take_stash
from portal.web.language import gettext as _
from portal.web.limits import allow_looking_up
from portal.web.names import unit_full_name
from portal.web.rendering import render
from portal.web.routing import page as bound
from portal.workflow.definition import Label

PERSON = FormField(
    name="person",
    type="person",
    label=Label(vi="Người nộp", en="Applicant"),
    parts=("identifier", "birth_date", "sex", "residence", "phone", "email"),
)


@room.get("/people/new", endpoint="new_person")
@bound(Action.TAKE_IN)
def new_person() -> ResponseReturnValue:
    return _render(take_stash() or MultiDict())


@room.post("/people/new", endpoint="add_person")
@keeps_form
@bound(Action.TAKE_IN)
def add_person() -> ResponseReturnValue:
    """Write the person down; a number that does not fit the rest is asked about once: numbers outlive corrections."""
    typed = {name: request.form.getlist(name) for name in request.form}
    if "find" in request.form:  # from the search: what was looked for is typed already
        return _render(request.form)
    reading = Reader(places=house().directory, today=today()).read(PERSON, typed)
    if reading.problems:
        return _render(request.form, problems=reading.problems), 422
    said = reading.value
    doubts = personal_id_warnings(said["identifier"], birth_date=said["birth_date"], sex=said["sex"])
    if doubts and request.form.get("sure") != "yes":
        return _render(request.form, doubts=doubts), 422
    allow_looking_up()
    with house().database.transaction() as work:
        person_id = write_down_person(work, house().sealer, said, now())
    return redirect(sitting().url("person", person_id=person_id), 303)


def person_line(person: PersonRecord) -> dict[str, Any]:
    """Return what a counter is shown to tell people apart: not the whole number, not the whole address."""
    return {
        "id": person.id,
        "name": person.name,
        "number": mask_personal_id(person.personal_id) if person.personal_id else "",
        "born": day_as_typed(person.birth_date) if person.birth_date else "",
        "home": unit_full_name(person.residence_unit) if person.residence_unit else "",
        "has_account": person.issuer != COUNTER,
    }


def _render(
    form: MultiDict[str, str],
    *,
    problems: tuple[Problem, ...] = (),
    doubts: tuple[PersonalIdWarning, ...] = (),
) -> Response:
    return render(
        "desk/intake_new_person.html",
        field=PERSON,
        typed=defaultdict(list, {name: form.getlist(name) for name in form}),
        errors=defaultdict(str, {p.path: problem_text(p) for p in reversed(problems)}),
        error_lines=problem_lines(problems, (PERSON,)),
        doubts=[_doubt(doubt) for doubt in doubts],
        communes=house().directory.commune_names(today()),
        sitting=sitting(),
    )


def _doubt(doubt: PersonalIdWarning) -> str:
    if doubt.doubt == "province":
        return _("Ba chữ số đầu (%(digits)s) không phải mã nơi đăng ký khai sinh nào.", digits=doubt.number_says)
    if doubt.doubt == "sex":
        return _("Chữ số thứ tư của số định danh không khớp giới tính đã ghi.")
    return _(
        "Theo số định danh thì sinh năm %(says)s, ở đây ghi %(form)s.", says=doubt.number_says, form=doubt.form_says
    )
