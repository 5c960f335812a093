"""The register of a unit (slip 07): by the days on which cases were received; as a page, as PDF, for a spreadsheet."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.errors import NoSuchCase
from portal.cases.register import MOST_DAYS, Days, Register, TooManyDays, list_register, read_register, registers_of
from portal.clock import local
from portal.documents.slips_kept import RegisterRow
from portal.people.attempts import count_attempt
from portal.people.policy import Action
from portal.people.roles import DESK_ROLES
from portal.web.case_words import due_badge, state_name
from portal.web.context import house, now, principal, today
from portal.web.desk.room import room
from portal.web.downloads import send_file
from portal.web.filing_view import filed_for
from portal.web.language import gettext as _
from portal.web.names import unit_full_name
from portal.web.pages import cursor_from_query, next_page_url
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.web.sheets import csv_file, xlsx_file
from portal.web.typed_days import NOTHING_TYPED, TypedDays, days_of_request, typed

log = logging.getLogger("portal.register")

EXPORTS_AN_HOUR = 5  # R-RATE
MOST_ROWS_OF_PDF = 1000
Heads = tuple[str, ...]
Rows = list[tuple[str | int, ...]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose register, for which days, of those that may be asked for."""

    unit: str
    days: Days
    units: list[str]
    typed: TypedDays = NOTHING_TYPED

    @property
    def query(self) -> dict[str, str]:
        """The question as it stands in an address."""
        return {"unit": self.unit, "from": typed(self.days.first), "to": typed(self.days.last)}


@room.get("/register")
@bound(Action.READ_REGISTER)
def register() -> ResponseReturnValue:
    """The cases that a unit received, in the order in which they came."""
    asked = _asked()
    if asked.typed.problems:
        return _page(asked), 422
    try:
        with house().database.read() as look:
            page = list_register(look, asked.unit, asked.days, cursor_from_query())
            names = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
    except TooManyDays:
        return _page(asked, problem=_too_many_days()), 422
    listed = [
        (row, label(names[row.version_id].definition.name), due_badge(row, now()), filed_for(row)) for row in page.rows
    ]
    return _page(asked, cases=listed, next_url=next_page_url(page.next))


@room.get("/register.pdf")
@bound(Action.READ_REGISTER)
def register_pdf() -> ResponseReturnValue:
    """The register as the form of the law."""
    asked = _asked()
    found = _export(asked)
    if isinstance(found, str):
        return _page(asked, problem=found), 422
    if len(found.rows) > MOST_ROWS_OF_PDF:
        problem = _("Nhiều hơn %(n)s hồ sơ. Chọn ít ngày hơn, hoặc tải bảng CSV.", n=MOST_ROWS_OF_PDF)
        return _page(asked, problem=problem), 422
    return send_file(house().mill.slip_07(found, now()), f"{_file_name(asked)}.pdf", "application/pdf")


@room.get("/register.csv")
@bound(Action.READ_REGISTER)
def register_csv() -> ResponseReturnValue:
    """The register for a spreadsheet."""

    def made(asked: Asked, heads: Heads, rows: Rows) -> bytes:
        return csv_file(heads, [tuple(map(str, row)) for row in rows])

    return _as_table(made, "csv", "text/csv")


@room.get("/register.xlsx")
@bound(Action.READ_REGISTER)
def register_xlsx() -> ResponseReturnValue:
    """The register as a workbook; asked for again, it is the same file."""

    def made(asked: Asked, heads: Heads, rows: Rows) -> bytes:
        return xlsx_file(f"{_('Sổ theo dõi hồ sơ')}, {unit_full_name(asked.unit)}", heads, rows, asked.days.moments[1])

    return _as_table(made, "xlsx", XLSX)


def _as_table(make: Callable[[Asked, Heads, Rows], bytes], ending: str, media_type: str) -> ResponseReturnValue:
    """Return the register as a file for spreadsheets, or the page that says why there is none."""
    asked = _asked()
    found = _export(asked)
    if isinstance(found, str):
        return _page(asked, problem=found), 422
    return send_file(make(asked, *_table(found)), f"{_file_name(asked)}.{ending}", media_type)


def _asked() -> Asked:
    """Read the question; a register that is not theirs is the same page as one that is not there."""
    directory = house().directory
    readable = registers_of(principal(), directory)
    own = principal().units_as(*DESK_ROLES)
    alive = [code for code in readable if code in own or directory.get(code).alive_on(today())]
    units = sorted(alive, key=lambda code: (code not in own, directory.full_name(code)))
    unit = request.args.get("unit") or next(iter(units), "")
    if unit not in readable:
        raise NoSuchCase
    days = days_of_request("from", "to")
    last = days.found.get("to")
    first = days.found.get("from") or min(today(), last or today())
    return Asked(unit, Days(first, last or first), units, days)


def _page(asked: Asked, *, cases: list[Any] | None = None, next_url: str | None = None, problem: str = "") -> Response:
    return render(
        "desk/register.html",
        place=unit_full_name(asked.unit),
        first=asked.days.first,
        last=asked.days.last,
        query=asked.query,
        units=[(code, unit_full_name(code)) for code in asked.units],
        shortcuts=_shortcuts(asked),
        cases=cases or [],
        next_url=next_url,
        problems=[{"text": problem, "id": "from"}] if problem else asked.typed.summary(),
        typed={**asked.query, **asked.typed.typed},
        errors=asked.typed.problems,
    )


def _shortcuts(asked: Asked) -> list[tuple[str, str, bool]]:
    """Return today, yesterday and this month, with their addresses, and whether that is what is shown."""
    this, yesterday = today(), today() - timedelta(days=1)
    offered = (
        (_("Hôm nay"), Days(this, this)),
        (_("Hôm qua"), Days(yesterday, yesterday)),
        (_("Tháng này"), Days(this.replace(day=1), this)),
    )
    here = url_for("desk.register")
    return [
        (text, f"{here}?{urlencode(Asked(asked.unit, days, []).query)}", days == asked.days) for text, days in offered
    ]


def _too_many_days() -> str:
    return _("Chọn nhiều nhất %(n)s ngày một lần.", n=MOST_DAYS)


def _export(asked: Asked) -> Register | str:
    """Return the whole register, or why it is not given; who took it out is written down."""
    if asked.typed.problems:
        return ""  # the page says it beside the days
    if asked.days.count > MOST_DAYS:
        return _too_many_days()
    with house().database.transaction() as work:
        tried = count_attempt(work, f"export/{principal().id}", now(), timedelta(hours=1))
    if tried > EXPORTS_AN_HOUR:
        abort(429)
    with house().database.read() as look:
        found = read_register(
            look,
            asked.unit,
            asked.days,
            sealer=house().sealer,
            versions=house().versions,
            directory=house().directory,
        )
    log.info(
        "register of %s, %s to %s, %d cases, taken out by %s",
        asked.unit, asked.days.first, asked.days.last, len(found.rows), principal().id,
    )  # fmt: skip
    return found


def _file_name(asked: Asked) -> str:
    return f"so-theo-doi-{asked.days.first:%Y%m%d}-{asked.days.last:%Y%m%d}"


def _table(register: Register) -> tuple[Heads, Rows]:
    """Return the heads and the rows of the register, as spreadsheets have them."""
    heads = (
        _("TT"), _("Mã hồ sơ"), _("Thủ tục"), _("Số bộ"), _("Người nộp"), _("Địa chỉ, điện thoại"),
        _("Cơ quan giải quyết"), _("Nhận lúc"), _("Hẹn trả"), _("Đã trả"), _("Trả qua"), _("Ký nhận"), _("Ghi chú"),
    )  # fmt: skip
    ways = {"portal": _("Trên cổng"), "counter": _("Tại quầy"), "post": _("Qua bưu điện")}
    rows: Rows = [
        (
            number, row.code, row.procedure, row.sets, row.applicant, row.contact, _competent(row),
            _moment(row.received_at), _moment(row.due_at), _moment(row.returned_at), ways[row.return_by], "",
            state_name(row.state),
        )
        for number, row in enumerate(register.rows, start=1)
    ]  # fmt: skip
    return heads, rows


def _competent(row: RegisterRow) -> str:
    """Return the authority as filed, and the one that decides now where it is another."""
    return f"{row.competent} ({_('nay: %(name)s', name=row.competent_now)})" if row.competent_now else row.competent


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{local(moment):%d/%m/%Y %H:%M}"
