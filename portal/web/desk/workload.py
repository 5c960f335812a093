"""For the head of a unit: who holds how much, and giving tasks of one to another, with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from portal.cases.bulk import MOST_CASES, REASSIGN, NothingChosen, Order, TooManyChosen
from portal.cases.workload import Load, Person, people_of, tasks_of, workload
from portal.people.policy import Action
from portal.people.roles import DESK_ROLES, Role
from portal.text import clean
from portal.web.case_words import SOON_DAYS, due_badge, role_name
from portal.web.context import house, now, principal, today
from portal.web.desk.action_form import MAX_WORDS
from portal.web.desk.bulk_form import begin_job, chosen_cases
from portal.web.desk.listing import moments_of
from portal.web.desk.room import room
from portal.web.forms.command_form import KEY
from portal.web.language import gettext as _
from portal.web.names import unit_full_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound


class MoveForm(Form):
    key = HiddenField(validators=[InputRequired(), Regexp(KEY)])
    unit = HiddenField(validators=[Length(max=64)])
    role = HiddenField(validators=[Length(max=40)])
    holder = HiddenField(validators=[Length(max=64)])
    officer = StringField(validators=[Length(max=64)])
    reason = TextAreaField(validators=[Length(max=MAX_WORDS)])


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose tasks are looked at: those of an officer in a role of a unit, or of its pool."""

    unit: str
    role: str
    holder: str | None


@room.get("/workload")
@bound(Action.SEE_WORKLOAD)
def work_of_all() -> ResponseReturnValue:
    """Who holds how much; with `?unit=…&role=…` the tasks of one of them, or of the pool."""
    asked = request.args
    return _show(_desk(asked["unit"], asked.get("role", ""), asked.get("holder", "")) if "unit" in asked else None)


@room.post("/workload")
@bound(Action.REASSIGN_TASK)
def move_work() -> ResponseReturnValue:
    """Give the ticked tasks to another officer; the worker does it, case by case."""
    form, chosen = MoveForm(request.form), chosen_cases()
    if not form.validate() or form.unit.data not in _units() or form.role.data not in DESK_ROLES:
        return _show(None, problems={"tasks": _("Trang này đã cũ. Chọn lại người trong bảng dưới đây.")})
    desk = Desk(form.unit.data, form.role.data, form.holder.data or None)
    officer, reason = clean(form.officer.data or ""), clean(form.reason.data or "", lines=True)
    with house().database.read() as look:
        people = people_of(look, _units(), today())
    problems = _problems(desk, people, officer, reason, chosen)
    if not problems:
        order = Order(deed=REASSIGN, key=form.key.data or "", assignee=officer, reason=reason)
        try:
            return begin_job(order, chosen)
        except NothingChosen:
            problems["tasks"] = _nothing_chosen()
        except TooManyChosen:
            problems["tasks"] = _("Chọn nhiều nhất %(most)s hồ sơ một lần.", most=MOST_CASES)
    return _show(desk, problems=problems, officer=officer, reason=reason)


def _problems(desk: Desk, people: Sequence[Person], officer: str, reason: str, chosen: Sequence[Any]) -> dict[str, str]:
    """Return what is wrong with the form, by the field that it stands at."""
    problems = {}
    if not chosen:
        problems["tasks"] = _nothing_chosen()
    if officer not in {one.officer for one in people if (one.unit, one.role) == (desk.unit, desk.role)}:
        problems["officer"] = _("Chọn cán bộ.")
    if not reason:
        problems["reason"] = _("Ghi lý do.")
    return problems


def _nothing_chosen() -> str:
    return _("Đánh dấu ít nhất một hồ sơ.")


def _units() -> frozenset[str]:
    return principal().units_as(Role.HEAD)


def _desk(unit: str, role: str, holder: str) -> Desk:
    """Return whose tasks are meant; another unit's are the same page as none."""
    if unit not in _units() or role not in DESK_ROLES or len(holder) > 64:
        abort(404)
    return Desk(unit, role, holder or None)


def _show(
    desk: Desk | None, *, problems: dict[str, str] | None = None, officer: str = "", reason: str = ""
) -> ResponseReturnValue:
    soon = moments_of(now()).end_of_today + timedelta(days=SOON_DAYS - 1)
    with house().database.read() as look:
        people = people_of(look, _units(), today())
        loads = workload(look, _units(), people, now(), soon)
        rows = tasks_of(look, desk.unit, desk.role, desk.holder) if desk else []
        names = {row.version_id: house().versions.get(look, row.version_id) for row in rows}
    ticked = {one.case_id for one in chosen_cases()} if problems else set()
    tasks = [
        {
            "row": row,
            "badge": due_badge(row, now()),
            "step": label(names[row.version_id].workflows[row.variant].steps[row.step].name),
            "checked": row.id in ticked or request.args.get("chosen") == "all",
        }
        for row in rows
    ]
    page = render(
        "desk/workload.html",
        loads=[_told(load, desk) for load in loads],
        desk=desk,
        whose=_name_of(desk, loads) if desk else "",
        tasks=tasks,
        others=[(one.officer, one.name) for one in people if desk and _could_get(one, desk)],
        problems=problems or {},
        officer=officer,
        reason=reason,
    )
    return page, 422 if problems else 200


def _could_get(person: Person, desk: Desk) -> bool:
    return (person.unit, person.role) == (desk.unit, desk.role) and person.officer != desk.holder


def _told(load: Load, desk: Desk | None) -> dict[str, Any]:
    here = Desk(load.unit, load.role, load.officer)
    return {
        "load": load,
        "name": _name(load),
        "role": role_name(load.role),
        "unit": unit_full_name(load.unit),
        "href": url_for("desk.work_of_all", unit=load.unit, role=load.role, holder=load.officer),
        "current": here == desk,
    }


def _name(load: Load) -> str:
    if load.officer is None:
        return _("Nhóm, chưa ai nhận")
    return load.name or _("Người đã rời đơn vị")


def _name_of(desk: Desk, loads: Sequence[Load]) -> str:
    found = (load for load in loads if Desk(load.unit, load.role, load.officer) == desk)
    return next((_name(load) for load in found), _("Nhóm, chưa ai nhận"))
