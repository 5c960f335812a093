"""How officers arrange their list: what it is narrowed to, filters kept by name, and its columns."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.inbox import InboxRow
from portal.cases.own_desk import (
    COLUMNS,
    LONGEST_NAME,
    LONGEST_QUERY,
    FilterExists,
    Marks,
    OwnDesk,
    TooManyFilters,
    choose_columns,
    forget_filter,
    keep_filter,
)
from portal.catalogue.versions import Published
from portal.people.policy import Action
from portal.people.roles import DESK_ROLES
from portal.text import clean
from portal.web.case_words import channel_name
from portal.web.context import house, now, principal
from portal.web.desk.listing import Listing, listing_from_query
from portal.web.desk.room import room
from portal.web.format import moment_short
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_name
from portal.web.rendering import label, render
from portal.web.routing import page as bound

Options = list[dict[str, str]]
CHANNELS = ("online", "kiosk", "counter", "post")


def arrangement(listing: Listing, arranged: OwnDesk, in_force: Sequence[Published]) -> dict[str, Any]:
    """Return what the list's own controls need: its filters, those that are kept, its columns."""
    fields = [field for field in _fields(listing, arranged, in_force) if field["value"] or len(field["options"]) > 2]
    kept = [{"id": one.id, "text": one.name, "href": _href(one.query)} for one in arranged.filters]
    here = _href(urlencode(listing.query))
    return {
        "fields": fields,
        "active": _active(listing, fields),
        "hidden": {"lane": listing.query["lane"]} if "lane" in listing.query else {},
        "query": urlencode(listing.query),
        "listing": listing.query,
        "kept": [{**one, "current": one["href"] == here} for one in kept],
        "columns": [{"value": code, "text": text, "on": code in arranged.columns} for code, text in _columns().items()],
        "extra": [(code, text) for code, text in _columns().items() if code in arranged.columns],
    }


def extra_cells(row: InboxRow, marks: Marks) -> dict[str, Any]:
    """Return what stands in the columns that an officer may choose."""
    return {
        "channel": channel_name(row.channel),
        "arrived": moment_short(row.entered_at, language=language()),
        "step_due": moment_short(row.step_due_at, language=language()),
        "unit": unit_name(row.unit),
        "labels": marks.labels,
        "place": marks.place,
    }


@room.post("/filters")
@bound(Action.SEE_DESK)
def save_filter() -> ResponseReturnValue:
    """Keep what the list is narrowed to, under a name."""
    listing, name = listing_from_query(), clean(request.form.get("name", ""))
    query = urlencode(listing.query)
    problem = _("Đặt tên cho bộ lọc.") if not name else ""
    if len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        problem = _("Tên dài nhất %(n)s chữ.", n=LONGEST_NAME)
    try:
        if not problem:
            with house().database.transaction() as work:
                keep_filter(work, principal().id, name, query, now())
            return redirect(url_for("desk.inbox", **listing.query), 303)
    except FilterExists:
        problem = _("Bạn đã có bộ lọc tên này.")
    except TooManyFilters:
        problem = _("Bạn đã lưu nhiều bộ lọc. Bỏ bớt rồi lưu.")
    page = render("desk/filter.html", name=name, problem=problem, query=query)
    return page, 422


@room.post("/filters/forget")
@bound(Action.SEE_DESK)
def drop_filter() -> ResponseReturnValue:
    """Forget a filter of one's own."""
    with house().database.transaction() as work:
        forget_filter(work, principal().id, request.form.get("filter", ""))
    return redirect(url_for("desk.inbox"), 303)


@room.post("/columns")
@bound(Action.SEE_DESK)
def save_columns() -> ResponseReturnValue:
    """Keep which columns the list has."""
    listing = listing_from_query()
    with house().database.transaction() as work:
        choose_columns(work, principal().id, request.form.getlist("column"))
    return redirect(url_for("desk.inbox", **listing.query), 303)


def _fields(listing: Listing, arranged: OwnDesk, in_force: Sequence[Published]) -> list[dict[str, Any]]:
    only = listing.only
    due = {"overdue": _("Quá hạn"), "today": _("Hôm nay"), "soon": _("Trong 3 ngày tới")}
    units = sorted({post.unit for post in principal().posts if post.role in DESK_ROLES})
    labels = {one.id: one.name for one in arranged.labels}
    return [
        _field("procedure", _("Thủ tục"), only.procedure, {p.code: label(p.definition.name) for p in in_force}),
        _field("step", _("Bước"), only.step, _steps(in_force)),
        _field("due", _("Hạn"), only.due or "", due),
        _field("channel", _("Nộp qua"), only.channel, {code: channel_name(code) for code in CHANNELS}),
        _field("label", _("Nhãn"), only.label, labels),
        _field("unit", _("Đơn vị"), only.unit, {code: unit_name(code) for code in units}),
    ]


def _field(name: str, text: str, value: str, options: Mapping[str, str]) -> dict[str, Any]:
    every: Options = [{"value": "", "text": _("Tất cả")}]
    listed: Options = [{"value": code, "text": words} for code, words in options.items()]
    return {
        "id": f"only-{name}",
        "name": name,
        "label": text,
        "kind": "select",
        "value": value,
        "options": every + (listed if len(options) > 1 or value or name == "label" else []),
    }


def _steps(in_force: Sequence[Published]) -> dict[str, str]:
    """Return the steps that may lie with the officer's roles, by name; of steps of one code the first one names it."""
    mine = principal().roles
    steps: dict[str, str] = {}
    for published in in_force:
        for workflow in published.workflows.values():
            for code, step in workflow.steps.items():
                if step.role in mine:
                    steps.setdefault(code, label(step.name))
    return dict(sorted(steps.items(), key=lambda one: one[1]))


def _active(listing: Listing, fields: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what is on, each with the address of the list without it."""
    on = []
    for field in fields:
        if field["value"]:
            text = next((one["text"] for one in field["options"] if one["value"] == field["value"]), field["value"])
            rest = {name: value for name, value in listing.query.items() if name != field["name"]}
            on.append({"text": f"{field['label']}: {text}", "href": url_for("desk.inbox", **rest)})
    return on


def _columns() -> dict[str, str]:
    words = {
        "channel": _("Nộp qua"),
        "arrived": _("Đến tay"),
        "step_due": _("Bước này xong trước"),
        "unit": _("Đơn vị"),
        "labels": _("Nhãn"),
        "place": _("Giấy để ở"),
    }
    return {code: words[code] for code in COLUMNS}


def _href(query: str) -> str:
    return url_for("desk.inbox") + (f"?{query}" if query else "")
