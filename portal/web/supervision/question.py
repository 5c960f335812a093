"""The question in the address: period, moment, unit, procedure, level; and the addresses of the next question."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import abort, request, url_for

from portal.clock import VIETNAM
from portal.people.roles import Role
from portal.statistics.indicators import Period
from portal.statistics.scope import Scope
from portal.web.context import house, now, principal, today
from portal.web.format import day, moment
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.typed_days import TypedDays, days_of_request, typed


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A period that is asked for often."""

    text: str
    href: str
    current: bool


def days_asked() -> TypedDays:
    """Read the days of the question from the address."""
    return days_of_request("from", "to", "as_of")


def scope_of_request() -> Scope:
    """Read what is asked for from an address that a page of ours made; what cannot be read is a 404, not a guess."""
    days = days_asked()
    return scope_of(days) if not days.problems else abort(404)


def scope_of(days: TypedDays) -> Scope:
    """Return the scope that is asked for: this month, as far as the days could not be read."""
    end = days.found.get("to")
    start = days.found.get("from") or (end or today()).replace(day=1)
    end = end or max(today(), start)
    as_of = days.found.get("as_of")
    return Scope(
        principal=principal(),
        period=Period(_midnight(start), _midnight(end + timedelta(days=1))),
        as_of=min(_midnight(as_of + timedelta(days=1)), now()) if as_of is not None else now(),
        unit=_unit("unit"),
        line=_unit("line"),
        level=request.args.get("level") or None,
        procedure=request.args.get("procedure") or None,
    )


def one_unit(scope: Scope) -> str | None:
    """Return the unit the question is about: the one asked for, else the only one that is supervised."""
    if scope.unit is not None:
        return scope.unit
    supervised = scope.principal.units_as(Role.SUPERVISOR)
    return next(iter(supervised)) if len(supervised) == 1 else None


def shortcuts(scope: Scope) -> list[Shortcut]:
    """Return this month, last month, this quarter, this year."""
    this = today()
    month = this.replace(day=1)
    last = (month - timedelta(days=1)).replace(day=1)
    quarter = this.replace(month=(this.month - 1) // 3 * 3 + 1, day=1)
    offered = (
        (_("Tháng này"), month, this),
        (_("Tháng trước"), last, month - timedelta(days=1)),
        (_("Quý này"), quarter, this),
        (_("Năm nay"), this.replace(month=1, day=1), this),
    )
    here = _first(scope), _last(scope)
    return [
        Shortcut(text, at("supervision.overview", **{"from": typed(start), "to": typed(end)}), here == (start, end))
        for text, start, end in offered
    ]


def period_words(scope: Scope) -> dict[str, str]:
    """Return the period and the moment in words."""
    here = language()
    known = scope.known.end
    over = known == scope.period.end
    return {
        "start": day(_first(scope), language=here),
        "end": day(_last(scope), language=here),
        "known": "" if over else moment(known, language=here),
        "from_typed": typed(_first(scope)),
        "to_typed": typed(_last(scope)),
    }


def at(endpoint: str, **changes: str | None) -> str:
    """Return an address with the question of this page, changed; None takes a part away. Pages begin anew."""
    kept: dict[str, Any] = {**request.args.to_dict(), "after": None, **changes}
    return url_for(endpoint, **{name: value for name, value in kept.items() if value})


def _unit(name: str) -> str | None:
    code = request.args.get(name) or None
    return code if code is None or house().directory.find(code) is not None else abort(404)


def _midnight(value: date) -> datetime:
    return datetime.combine(value, time(), VIETNAM)


def _first(scope: Scope) -> date:
    return scope.period.start.date()


def _last(scope: Scope) -> date:
    return (scope.period.end - timedelta(days=1)).date()
