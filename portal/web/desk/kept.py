"""What officers keep beside a case: notes, labels, where the paper lies, the ticks of the checklist."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.labels import NoSuchLabel, put_on, take_off
from portal.cases.notes import LONGEST_NOTE, NoSuchNote, NotYourNote, write_note
from portal.cases.places import LONGEST_PLACE, lay_paper
from portal.cases.ticks import tick
from portal.people.policy import Action, require
from portal.text import clean
from portal.web.context import house, now, principal
from portal.web.desk.case import OpenCase, open_case, show
from portal.web.desk.listing import came_from
from portal.web.desk.room import room
from portal.web.language import gettext as _
from portal.web.routing import page as bound

MOST_LINES = 100  # of a checklist


@room.post("/cases/<code>/notes")
@bound(Action.KEEP_NOTES)
def note(code: str) -> ResponseReturnValue:
    """Write a note, or the correction of one's own."""
    opened = _opened(code)
    text, corrects = clean(request.form.get("text", ""), lines=True), request.form.get("corrects") or None
    at = f"note-{corrects}" if corrects else "note"
    if not text or len(text) > LONGEST_NOTE:
        problem = _("Viết ghi chú.") if not text else _("Ghi chú dài nhất %(n)s chữ.", n=LONGEST_NOTE)
        return show(opened, problem=problem, problem_at=at, status=422, kept={at: text})
    try:
        with house().database.transaction() as work:
            write_note(work, opened.row.id, text, principal(), house().sealer, now(), corrects=corrects)
    except (NoSuchNote, NotYourNote):
        return show(opened, problem=_("Bạn chỉ sửa được ghi chú của mình."), problem_at="note", status=409)
    return _back(code, "notes")


@room.post("/cases/<code>/labels")
@bound(Action.KEEP_NOTES)
def label_case(code: str) -> ResponseReturnValue:
    """Put a label of one's unit on the case, or take one off."""
    opened = _opened(code)
    units = [post.unit for post in principal().posts]
    put, take = request.form.get("put", ""), request.form.get("take", "")
    if not put and not take:
        return show(opened, problem=_("Chọn một nhãn."), problem_at="put", status=422)
    change: Callable[..., None] = put_on if put else take_off
    try:
        with house().database.transaction() as work:
            change(work, opened.row.id, put or take, units, principal(), now())
    except NoSuchLabel:
        return show(opened, problem=_("Đơn vị của bạn không có nhãn này."), problem_at="put", status=409)
    return _back(code, "labels")


@room.post("/cases/<code>/place")
@bound(Action.KEEP_NOTES)
def place(code: str) -> ResponseReturnValue:
    """Write down where the paper lies in one's own unit."""
    opened = _opened(code)
    text, unit = clean(request.form.get("place", "")), request.form.get("unit", "")
    own = {post.unit for post in principal().posts} & opened.facts.units
    if unit not in own or len(text) > LONGEST_PLACE:
        wrong = unit not in own
        problem = _("Chọn đơn vị của bạn.") if wrong else _("Ghi ngắn hơn, nhiều nhất %(n)s chữ.", n=LONGEST_PLACE)
        return show(opened, problem=problem, problem_at="place", status=422, kept={"place": text})
    with house().database.transaction() as work:
        lay_paper(work, opened.row.id, unit, text, principal(), now())
    return _back(code, "kept-place")


@room.post("/cases/<code>/checks")
@bound(Action.ACT_ON_TASK)
def check(code: str) -> ResponseReturnValue:
    """Keep which lines of the step's checklist are ticked."""
    opened = open_case(code)
    require(principal(), Action.ACT_ON_TASK, opened.facts)
    task = opened.task
    if task is None or request.form.get("task") != task.id:
        return show(opened, problem=_("Hồ sơ đã sang bước khác. Xem lại danh sách kiểm tra."), status=409)
    shown, ticked = _lines("shown"), _lines("line")
    with house().database.transaction() as work:
        tick(work, opened.row.id, task.id, shown=shown, ticked=ticked, who=principal(), now=now())
    return _back(code, "actions")


def _opened(code: str) -> OpenCase:
    """Open a case for somebody who may keep something beside it."""
    opened = open_case(code)
    require(principal(), Action.KEEP_NOTES, opened.facts)
    return opened


def _lines(name: str) -> set[int]:
    return {int(line) for line in request.form.getlist(name) if line.isdecimal() and int(line) < MOST_LINES}


def _back(code: str, place: str) -> ResponseReturnValue:
    return redirect(url_for("desk.case", code=code, _anchor=place, **came_from()), 303)
