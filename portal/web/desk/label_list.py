"""The labels of a unit: made, and taken out of the list, by those who work there."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.finding import units_of_desk
from portal.cases.labels import (
    COLOURS,
    LONGEST_LABEL,
    LabelExists,
    NoSuchLabel,
    TooManyLabels,
    labels_of,
    make_label,
    retire_label,
)
from portal.people.policy import Action
from portal.text import clean
from portal.web.context import house, now, principal
from portal.web.desk.room import room
from portal.web.language import gettext as _
from portal.web.names import unit_full_name
from portal.web.rendering import render
from portal.web.routing import page as bound


@room.get("/labels")
@bound(Action.SEE_DESK)
def labels() -> ResponseReturnValue:
    return _page()


@room.post("/labels")
@bound(Action.SEE_DESK)
def add_label() -> ResponseReturnValue:
    """Add a label to the list of one of one's units."""
    units, name = units_of_desk(principal()), clean(request.form.get("name", ""))
    unit, colour = request.form.get("unit", ""), request.form.get("colour", "")
    if not name or len(name) > LONGEST_LABEL:
        problem = _("Đặt tên nhãn.") if not name else _("Tên nhãn dài nhất %(n)s chữ.", n=LONGEST_LABEL)
        return _page(problem, "name", name), 422
    if unit not in units or colour not in COLOURS:
        return _page(_("Chọn đơn vị và màu."), "unit" if unit not in units else "colour", name), 422
    try:
        with house().database.transaction() as work:
            make_label(work, unit, name, colour, principal(), now())
    except LabelExists:
        return _page(_("Đơn vị đã có nhãn tên này."), "name", name), 422
    except TooManyLabels:
        return _page(_("Đơn vị đã có nhiều nhãn. Bỏ bớt rồi thêm."), "name", name), 422
    return redirect(url_for("desk.labels"), 303)


@room.post("/labels/retire")
@bound(Action.SEE_DESK)
def drop_label() -> ResponseReturnValue:
    """Take a label out of the list; on cases it stays."""
    try:
        with house().database.transaction() as work:
            retire_label(work, request.form.get("label", ""), units_of_desk(principal()), now())
    except NoSuchLabel:
        return _page(_("Đơn vị của bạn không có nhãn này."), "labels"), 409
    return redirect(url_for("desk.labels"), 303)


def _page(problem: str = "", problem_at: str = "", name: str = "") -> Response:
    units = units_of_desk(principal())
    with house().database.read() as look:
        listed = labels_of(look, units)
    words = {"red": _("đỏ"), "amber": _("vàng"), "green": _("xanh lá"), "blue": _("xanh dương"), "grey": _("xám")}
    return render(
        "desk/labels.html",
        lists=[(unit_full_name(unit), [one for one in listed if one.unit == unit]) for unit in units],
        units=[{"value": unit, "text": unit_full_name(unit)} for unit in units],
        colours=[{"value": colour, "text": words[colour]} for colour in COLOURS],
        colour_words=words,
        problem=problem,
        problem_at=problem_at,
        name=name,
        unit=request.form.get("unit", units[0] if units else ""),
        colour=request.form.get("colour", COLOURS[0]),
    )
