"""Turnaround by unit, level and procedure over a period, as of a moment; each number opens the cases behind it."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast, get_args

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.fields import parse_day
from portal.clock import VIETNAM
from portal.people.policy import Action
from portal.statistics.figures import FEW, Grouping, Line, Scope, codes, lines, totals
from portal.statistics.indicators import INDICATORS, Period
from portal.web.case_words import due_badge
from portal.web.context import house, now, principal, today
from portal.web.entry_words import facet_value_name
from portal.web.format import day, number, percent
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_full_name
from portal.web.pages import cursor_from_query, next_page_url
from portal.web.rendering import label, render, with_query
from portal.web.routing import page as bound

room = Blueprint("supervision", __name__, url_prefix="/supervision")

GROUPINGS = get_args(Grouping)


@room.get("/")
@bound(Action.SEE_FIGURES)
def overview() -> ResponseReturnValue:
    """The figures of the scope, and a table by unit, level or procedure."""
    by = request.args.get("by", "unit")
    if by not in GROUPINGS:
        abort(404)
    scope = _scope()
    with house().database.read() as look:
        figures = totals(look, house().directory, scope)
        table = lines(look, house().directory, scope, cast("Grouping", by))
        current = {p.code: label(p.definition.name) for p in house().versions.all_current(look, today())}
    return render(
        "supervision/overview.html",
        by=by,
        scope=scope,
        period=_period_words(scope),
        figures=figures,
        share=_share(figures),
        kpis=[_kpi(code, figures[code]) for code in ("received", "decided", "in_hand", "overdue")],
        rows=[_row(line, cast("Grouping", by), current) for line in table],
        columns=[_name(code) for code in INDICATORS],
        active=_active(scope, current),
    )


@room.get("/cases/<indicator>")
@bound(Action.SEE_FIGURES)
def behind(indicator: str) -> ResponseReturnValue:
    """The cases that a number counts."""
    if indicator not in INDICATORS:
        abort(404)
    scope = _scope()
    with house().database.read() as look:
        page = codes(look, house().directory, scope, indicator, cursor_from_query())
        names = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
    listed = [(row, label(names[row.version_id].definition.name), due_badge(row, now())) for row in page.rows]
    return render(
        "supervision/behind.html",
        name=_name(indicator),
        how=_how(indicator),
        period=_period_words(scope),
        cases=listed,
        next_url=next_page_url(page.next),
        back=_here("supervision.overview", after=None),
    )


def _scope() -> Scope:
    """Read period, moment and narrowing from the address; a day that is none is a 404."""
    start = _day("from") or today().replace(month=1, day=1)
    end = _day("to") or today()
    as_of = _day("as_of")
    if end < start:
        abort(404)
    unit = request.args.get("unit") or None
    if unit is not None and house().directory.find(unit) is None:
        abort(404)
    return Scope(
        principal=principal(),
        period=Period(_midnight(start), _midnight(end + timedelta(days=1))),
        as_of=_midnight(as_of + timedelta(days=1)) if as_of is not None else now(),
        unit=unit,
        level=request.args.get("level") or None,
        procedure=request.args.get("procedure") or None,
    )


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    found = parse_day(text)
    return found if found is not None else abort(404)


def _midnight(value: date) -> datetime:
    return datetime.combine(value, time(), VIETNAM)


def _period_words(scope: Scope) -> dict[str, str]:
    here = language()
    last = (scope.period.end - timedelta(days=1)).date()
    return {
        "start": day(scope.period.start.date(), language=here),
        "end": day(last, language=here),
        "as_of": day(scope.as_of.astimezone(VIETNAM).date(), language=here) if request.args.get("as_of") else "",
    }


def _name(indicator: str) -> str:
    return {
        "received": _("Đã nhận"),
        "decided": _("Đã giải quyết"),
        "early": _("Trước hạn"),
        "on_time": _("Đúng hạn"),
        "late": _("Trễ hạn"),
        "in_hand": _("Đang giải quyết"),
        "overdue": _("Đang quá hạn"),
        "closed": _("Kết thúc không giải quyết"),
    }[indicator]


def _how(indicator: str) -> str:
    """Return how a figure is counted, in one sentence: the only definition of it."""
    return {
        "received": _("Hồ sơ nộp trong kỳ."),
        "decided": _("Hồ sơ có kết quả (đồng ý hoặc từ chối) phát hành trong kỳ."),
        "early": _("Phát hành vào một ngày trước ngày hạn."),
        "on_time": _("Phát hành đúng ngày hạn, không quá giờ hạn."),
        "late": _("Phát hành sau giờ hạn."),
        "in_hand": _("Đã nộp, chưa có kết quả và chưa kết thúc vào lúc xem."),
        "overdue": _("Đang giải quyết và đã qua giờ hạn vào lúc xem."),
        "closed": _("Không tiếp nhận, rút hoặc dừng trong kỳ."),
    }[indicator]


def _share(figures: Any) -> str:
    """Few cases get no percentage: it would say nothing."""
    share = figures.on_time_share
    if share is None or figures["decided"] < FEW:
        return _("ít")
    return percent(share, language=language())


def _kpi(indicator: str, value: int) -> dict[str, str]:
    href = _here("supervision.behind", indicator=indicator)
    return {
        "number": number(value, language=language()),
        "href": href,
        "name": _name(indicator),
        "note": _how(indicator),
        "how_text": _("Xem các hồ sơ"),
        "how_href": href,
    }


def _row(line: Line, by: Grouping, procedures: dict[str, str]) -> list[Any]:
    if by == "unit":
        name = unit_full_name(line.key)
    elif by == "level":
        name = facet_value_name("level", line.key)
    else:
        name = procedures.get(line.key, line.key)
    cells: list[Any] = [
        {"text": name, "href": with_query(**{by: line.key, "by": "procedure" if by == "unit" else "unit"})}
    ]
    for code in INDICATORS:
        value = line.figures[code]
        href = _here("supervision.behind", indicator=code, **{by: line.key}) if value else ""
        cells.append({"text": number(value, language=language()), "href": href})
    return [*cells, _share(line.figures)]


def _here(endpoint: str, **changes: str | None) -> str:
    """Return an address with the query of this page, changed; None takes a part away."""
    kept: dict[str, Any] = {**request.args.to_dict(), **changes}
    return url_for(endpoint, **{name: value for name, value in kept.items() if value is not None})


def _active(scope: Scope, procedures: dict[str, str]) -> list[dict[str, str]]:
    shown = []
    if scope.unit:
        shown.append({"text": unit_full_name(scope.unit), "href": with_query(unit=None)})
    if scope.level:
        shown.append({"text": facet_value_name("level", scope.level), "href": with_query(level=None)})
    if scope.procedure:
        name = procedures.get(scope.procedure, scope.procedure)
        shown.append({"text": name, "href": with_query(procedure=None)})
    return shown
