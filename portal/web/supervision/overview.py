"""Turnaround by unit, level, procedure and officer over a period, as of a moment; each number opens what it counts."""

from typing import Any, cast, get_args

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from portal.cases.searching import search_cases
from portal.people.officers import officer_names
from portal.people.policy import Action
from portal.statistics.desk_work import DeskWork, Promptness, desk_work, tasks_behind
from portal.statistics.figures import Figures, Grouping, Line, codes
from portal.statistics.figures import overview as figures_of
from portal.statistics.indicators import INDICATORS
from portal.statistics.scope import Books, Scope
from portal.statistics.territory import supervised, units_on
from portal.web.case_words import due_badge, role_name
from portal.web.context import house, now, principal
from portal.web.entry_words import facet_value_name
from portal.web.format import number, working_hours
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_full_name, unit_name
from portal.web.pages import cursor_from_query, next_page_url
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.web.supervision.question import (
    at,
    days_asked,
    one_unit,
    period_words,
    scope_of,
    scope_of_request,
    shortcuts,
)
from portal.web.supervision.words import (
    indicator_counted,
    indicator_name,
    promptness_counted,
    promptness_name,
    share_note,
    share_text,
)

room = Blueprint("supervision", __name__, url_prefix="/supervision")

GROUPINGS = (*get_args(Grouping), "officer")
PROMPTNESS = get_args(Promptness)


@room.get("/")
@bound(Action.SEE_FIGURES)
def overview() -> ResponseReturnValue:
    """The figures of the scope, and a table by unit, level, procedure or officer."""
    by = request.args.get("by", "unit")
    if by not in GROUPINGS:
        abort(404)
    days = days_asked()
    scope = scope_of(days)
    with house().database.read() as look:
        found = figures_of(look, _books(), scope, cast("Grouping", by if by != "officer" else "unit"))
        table = _officers(look, scope) if by == "officer" else _lines(look, found.lines, cast("Grouping", by))
        procedures = _procedures(look, scope)
    unit = one_unit(scope)
    page = render(
        "supervision/overview.html",
        by=by,
        days=days,
        scope=scope,
        place=unit_full_name(unit) if unit else _("Các đơn vị bạn giám sát"),
        period=period_words(scope),
        shortcuts=shortcuts(scope),
        figures=found.total,
        kpis=_kpis(found.total),
        columns=[*map(promptness_name, PROMPTNESS), _("Giờ mỗi việc")]
        if by == "officer"
        else [_("Tỷ lệ đúng hạn"), *map(indicator_name, INDICATORS)],
        rows=table,
        needs_unit=by == "officer" and not _few_enough(scope),
        counted=[
            *((indicator_name(code), indicator_counted(code)) for code in INDICATORS),
            *((promptness_name(which), promptness_counted(which)) for which in PROMPTNESS if by == "officer"),
        ],
        units=[(code, unit_full_name(code)) for code in _units(scope)],
        procedures=procedures,
        active=_active(scope, dict(procedures)),
    )
    page.status_code = 422 if days.problems else 200
    return page


@room.get("/find")
@bound(Action.SEE_FIGURES)
def find() -> ResponseReturnValue:
    """Search all cases of the supervised units, as the desk searches those of its own."""
    words = request.args.get("q", "").strip()[:200]
    units = sorted(supervised(principal(), house().directory))
    with house().database.read() as look:
        rows = search_cases(look, words, principal(), house().sealer, units=units) if words and units else ()
        names = {row.version_id: house().versions.get(look, row.version_id) for row in rows}
    listed = [(row, label(names[row.version_id].definition.name), due_badge(row, now())) for row in rows]
    told = {"heading": _("Tìm hồ sơ"), "only_found": True}  # there is no list of all cases of a province
    return render("desk/cases.html", **told, cases=listed, words=words, next_url=None)


@room.get("/cases/<indicator>")
@bound(Action.SEE_FIGURES)
def behind(indicator: str) -> ResponseReturnValue:
    """The cases that a number counts."""
    if indicator not in INDICATORS:
        abort(404)
    scope = scope_of_request()
    with house().database.read() as look:
        page = codes(look, _books(), scope, indicator, cursor_from_query())
        names = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
    return render(
        "supervision/behind.html",
        name=indicator_name(indicator),
        how=indicator_counted(indicator),
        period=period_words(scope),
        about=_about(scope),
        cases=[(row, label(names[row.version_id].definition.name), due_badge(row, now())) for row in page.rows],
        next_url=next_page_url(page.next),
        back=at("supervision.overview", line=None, **_widened()),
    )


@room.get("/tasks")
@bound(Action.SEE_FIGURES)
def tasks() -> ResponseReturnValue:
    """The tasks that a number of an officer's counts."""
    which = request.args.get("which", "done")
    if which not in PROMPTNESS:
        abort(404)
    scope, officer = scope_of_request(), request.args.get("officer") or None
    cursor = cursor_from_query()
    with house().database.read() as look:
        page = tasks_behind(look, house().directory, scope, cast("Promptness", which), officer=officer, after=cursor)
        versions = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
        names = officer_names(look, {row.closed_by for row in page.rows})
    steps = [label(versions[row.version_id].workflows[row.variant].steps[row.step].name) for row in page.rows]
    return render(
        "supervision/tasks.html",
        name=promptness_name(which),
        how=promptness_counted(which),
        period=period_words(scope),
        tasks=[(row, step, names.get(row.closed_by, "")) for row, step in zip(page.rows, steps, strict=True)],
        next_url=next_page_url(page.next),
        back=at("supervision.overview", officer=None, which=None),
    )


def _books() -> Books:
    return Books(house().directory, house().versions)


def _units(scope: Scope) -> list[str]:
    """Return the units to choose from: those of the day's tree that this person supervises."""
    mine = units_on(house().directory, supervised(scope.principal, house().directory), scope.day)
    return mine if len(mine) > 1 else []


def _procedures(look: Connection, scope: Scope) -> list[tuple[str, str]]:
    """Return the procedures to choose from, those in force on the day and the one asked for."""
    current = house().versions.all_current(look, scope.day)
    offered = [(p.code, label(p.definition.name)) for p in current if p.definition.is_open_online]
    if scope.procedure and scope.procedure not in dict(offered):
        offered.append((scope.procedure, scope.procedure))
    return offered


def _few_enough(scope: Scope) -> bool:
    """Say whether the officers of the scope sit together: figures of people are shown for one place at a time."""
    unit = one_unit(scope)
    return unit is not None and not house().directory.children(unit)


def _kpis(figures: Figures) -> list[dict[str, str]]:
    share = {
        "number": share_text(figures),
        "href": at("supervision.behind", indicator="decided"),
        "name": _("đúng hạn"),
        "note": share_note(figures),
        "how_text": _("Cách đếm"),
        "how_href": "#counted",
    }
    return [share, *(_kpi(code, figures[code]) for code in ("late", "overdue", "in_hand", "received", "decided"))]


def _kpi(indicator: str, value: int) -> dict[str, str]:
    href = at("supervision.behind", indicator=indicator)
    return {
        "number": number(value, language=language()),
        "href": href,
        "name": indicator_name(indicator),
        "note": indicator_counted(indicator),
        "how_text": _("Xem các hồ sơ"),
        "how_href": href,
    }


def _lines(look: Connection, lines: list[Line], by: Grouping) -> list[list[Any]]:
    made = []
    for line in lines:
        cells: list[Any] = [_head(look, line, by), share_text(line.figures)]
        only = {"line" if by == "unit" else by: line.key}
        for code in INDICATORS:
            value = line.figures[code]
            href = at("supervision.behind", indicator=code, **only) if value else ""
            cells.append({"text": number(value, language=language()), "href": href})
        made.append(cells)
    return made


def _head(look: Connection, line: Line, by: Grouping) -> dict[str, str]:
    note = ""
    if by == "unit":
        between = house().directory.ancestors(line.key)[:-1]  # what lies between the unit and the province
        name, then, note = unit_name(line.key), "procedure", ", ".join(map(unit_name, between))
    elif by == "level":
        name, then = facet_value_name("level", line.key), "unit"
    else:
        name, then = label(house().versions.get(look, line.version_id).definition.name), "unit"
        note = line.key
    return {"text": name, "href": at("supervision.overview", **{by: line.key, "by": then}), "note": note}


def _officers(look: Connection, scope: Scope) -> list[list[Any]]:
    if not _few_enough(scope):
        return []
    found = desk_work(look, house().directory, house().calendar, scope)
    names = officer_names(look, {work.officer for work in found})
    return [_officer(work, names.get(work.officer, "")) for work in found]


def _officer(work: DeskWork, name: str) -> list[Any]:
    cells: list[Any] = [{"text": name, "href": "", "note": ", ".join(sorted(map(role_name, work.roles)))}]
    for which in PROMPTNESS:
        value = getattr(work, which)
        href = at("supervision.tasks", which=which, officer=work.officer) if value else ""
        cells.append({"text": number(value, language=language()), "href": href})
    return [*cells, working_hours(work.minutes_each, language=language())]


def _widened() -> dict[str, None]:
    """Return what a line of the table had narrowed, to be taken away on the way back."""
    by = request.args.get("by", "unit")
    return {by: None} if by in ("level", "procedure") else {}


def _about(scope: Scope) -> str:
    """Return what the list was narrowed to, in words."""
    parts = [unit_full_name(code) for code in (scope.line or scope.unit,) if code]
    parts += [facet_value_name("level", scope.level)] if scope.level else []
    return ", ".join([*parts, *([scope.procedure] if scope.procedure else [])])


def _active(scope: Scope, procedures: dict[str, str]) -> list[dict[str, str]]:
    here = "supervision.overview"
    shown = []
    if scope.unit:
        shown.append({"text": unit_full_name(scope.unit), "href": at(here, unit=None)})
    if scope.level:
        shown.append({"text": facet_value_name("level", scope.level), "href": at(here, level=None)})
    if scope.procedure:
        shown.append({"text": procedures[scope.procedure], "href": at(here, procedure=None)})
    return shown
