"""The clock ledger as people read it: a sentence for each day, a title, a sum. The same for citizen and officer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row

from portal.cases.deadlines import case_ledger, paper_moves, promised_clock
from portal.catalogue.definition import ProcedureDefinition
from portal.clock import local
from portal.web.context import house
from portal.web.day_names import day_name
from portal.web.format import day_long, moment, number
from portal.web.language import gettext as _
from portal.web.language import language
from portal.workflow.case import OfficialState
from portal.worktime import Calendar, Clock, Ledger, LedgerDay, LedgerKind, ledger


@dataclass(frozen=True, slots=True)
class DayView:
    """One cell of the strip. See templates/components/ledger_strip.html."""

    day: object
    kind: str
    ordinal: int | None
    is_today: bool
    is_due: bool
    sentence: str
    name: str


@dataclass(frozen=True, slots=True)
class LedgerView:
    title: str
    summary: str
    weeks: list[list[DayView]]


def ledger_view(
    account: Ledger,
    now: datetime,
    said: Mapping[date, str] = MappingProxyType({}),
    *,
    paper_moves: datetime | None = None,
) -> LedgerView:
    """Return a ledger ready for the strip.

    `said` is what there is to say of some days besides; `paper_moves` is when paper goes on taken late in the day.
    """
    weeks = [[_day(row, account, said.get(row.day, "")) for row in week] for week in account.weeks]
    words = (_summary(account), paper_words(paper_moves), *_ahead(account, now, said))
    return LedgerView(_title(account), " ".join(part for part in words if part), weeks)


def paper_words(moves: datetime | None) -> str:
    """Return when paper that came late in the day goes on; empty where there is none."""
    if moves is None:
        return ""
    when = moment(moves, language=language())
    return _("Hồ sơ giấy nhận sau 15:00, được chuyển đi lúc %(moment)s. Hạn trả không đổi vì việc này.", moment=when)


def _ahead(account: Ledger, now: datetime, said: Mapping[date, str]) -> Iterator[str]:
    """Yield what lies ahead, and that waiting for it stops no clock."""
    for day, words in said.items():
        if day >= local(now).date():
            when = day_long(day, language=language())
            runs = _("thời gian vẫn tính") if account.due is not None else ""
            yield f"{_upper(when)}: {', '.join(part for part in (words, runs) if part)}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def promise_week(
    definition: ProcedureDefinition, variant: str, calendar: Calendar, start: datetime
) -> list[DayView] | None:
    """Return the week of a promise, when it fits one: accepted now, answered by its end."""
    clock = promised_clock(definition, variant, "online", start)
    weeks = ledger_view(ledger(clock, calendar, start), start).weeks
    return weeks[0] if len(weeks) == 1 else None


def case_ledger_view(
    row: Row[Any], clock: Clock, now: datetime, said: Mapping[date, str] = MappingProxyType({})
) -> LedgerView:
    """Return the account of a case's time; it also says when paper that came late in the day goes on."""
    calendar = house().calendar
    moves = paper_moves(row.submitted_at, row.channel, calendar)
    account = case_ledger(clock, calendar, now)
    view = ledger_view(account, now, said, paper_moves=moves)
    if row.state in _TITLES:
        return replace(view, title=_TITLES[row.state]())
    if row.extended_to is not None and row.decided_at is None and account.due is not None:
        return replace(view, title=_put_off(row.extended_to, account.due))
    return view


# What no moment is promised for any more, or not yet.
_TITLES: dict[int, Callable[[], str]] = {
    OfficialState.PAYMENT_REQUESTED: lambda: _("Thời gian đang dừng, chờ nộp tiền"),
    OfficialState.WITHDRAWN: lambda: _("Thời gian đã tính đến lúc kết thúc"),
    OfficialState.STOPPED: lambda: _("Thời gian đã tính đến lúc kết thúc"),
}


def _put_off(again: datetime, due: datetime) -> str:
    """Name the day that was promised with the apology first: it is what the citizen waits for."""
    when, first = (moment(at, language=language()) for at in (again, due))
    return _("Hẹn lại %(moment)s. Ngày hẹn đầu là %(first)s", moment=when, first=first)


def _title(account: Ledger) -> str:
    if account.due is None:
        return _("Thời gian đang dừng, chờ bổ sung")
    when = moment(account.due, language=language())
    if account.is_late:
        return _("Hạn trả kết quả là %(moment)s, đã quá hạn", moment=when)
    return _("Trả kết quả chậm nhất %(moment)s", moment=when)


def _summary(account: Ledger) -> str:
    if account.counted_in == "hours":
        done, total = (
            number(round(minutes / 60, 2), language=language()) for minutes in (account.counted, account.total)
        )
        text = _("Đã tính %(done)s trên %(total)s giờ làm việc.", done=done, total=total)
    elif account.counted_in == "working_days":
        text = _("Đã tính %(done)s trên %(total)s ngày làm việc.", done=account.counted, total=account.total)
    else:
        text = _("Đã tính %(done)s trên %(total)s ngày.", done=account.counted, total=account.total)
    if account.due is not None and account.due != account.original_due:
        original = moment(account.original_due, language=language())
        text += " " + _("Hạn ban đầu là %(moment)s, lùi lại vì có thời gian dừng.", moment=original)
    return text


def _day(row: LedgerDay, account: Ledger, said: str) -> DayView:
    kind = "swapped" if row.kind is LedgerKind.HOLIDAY and row.day_kind == "swapped_off" else row.kind.value
    why = _why(row, account)
    sentence = f"{day_long(row.day, language=language())}: {why}"
    if row.is_due and account.due is not None:
        sentence += ". " + _("Hạn %(moment)s", moment=moment(account.due, language=language()))
    if said:
        sentence += f". {_upper(said)}"
    name = ", ".join(part for part in (day_name(row.name) or why, said) if part)
    return DayView(row.day, kind, row.ordinal, row.is_today, row.is_due, sentence, name)


def _why(row: LedgerDay, account: Ledger) -> str:  # noqa: PLR0911  one line for each kind
    total = account.total
    match row.kind:
        case LedgerKind.COUNTED if row.ordinal is not None:
            return _("ngày thứ %(n)s trên %(total)s", n=row.ordinal, total=total)
        case LedgerKind.MAKEUP if row.ordinal is not None:
            return _("ngày thứ %(n)s trên %(total)s, thứ Bảy làm bù", n=row.ordinal, total=total)
        case LedgerKind.COUNTED | LedgerKind.MAKEUP:
            return _("tính %(hours)s giờ", hours=number(round(row.minutes / 60, 2), language=language()))
        case LedgerKind.AHEAD if row.ordinal is not None:
            return _("sẽ là ngày thứ %(n)s trên %(total)s", n=row.ordinal, total=total)
        case LedgerKind.AHEAD:
            return _("sẽ tính")
        case LedgerKind.START:
            return _("ngày tiếp nhận, không tính")
        case LedgerKind.WAITING:
            return _("chờ cơ quan có thẩm quyền nhận, chưa tính")
        case LedgerKind.PAUSED:
            return _("tạm dừng, chờ bổ sung, không tính")
        case LedgerKind.HOLIDAY:
            return _("%(name)s, không tính", name=day_name(row.name) or _("Ngày nghỉ"))
        case LedgerKind.WEEKEND:
            return _("cuối tuần, không tính")
        case LedgerKind.LATE:
            return _("quá hạn %(n)s ngày làm việc", n=row.ordinal)
        case _:
            return _("ngoài thời gian của hồ sơ")
