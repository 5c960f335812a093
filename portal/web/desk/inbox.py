"""What lies with an officer: by lane, nearest to its due moment first; and all cases of the unit, searched."""

from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.deadlines import UNCLAIMED
from portal.cases.finding import list_cases, units_answered_for, units_of_desk
from portal.cases.inbox import LONG_PAGE, PAGE_SIZE, InboxRow, Lanes, Moments, count_inbox, count_steps, list_inbox
from portal.cases.own_desk import OwnDesk, marks_of, own_desk
from portal.cases.searching import search_cases
from portal.cases.staffing import noted_gaps
from portal.catalogue.versions import Published
from portal.people.absences import units_in_charge
from portal.people.policy import Action
from portal.web.case_words import due_badge, role_name
from portal.web.context import house, now, principal, today
from portal.web.desk.arrangement import arrangement, extra_cells
from portal.web.desk.bulk_form import chosen_value, many_of
from portal.web.desk.listing import Listing, listing_from_query, moments_of
from portal.web.desk.room import room
from portal.web.format import day, moment_short
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_name
from portal.web.pages import cursor_from_query, inbox_cursor_from_query, next_page_url
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.web.waiting import escalated_to
from portal.workflow.case import OfficialState


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that stand together in the list, under one heading."""

    title: str
    note: str
    tasks: list[dict[str, Any]]


@room.get("/")
@bound(Action.SEE_DESK)
def inbox() -> ResponseReturnValue:
    """The tasks of one lane, narrowed as the officer likes, with the counters of all lanes."""
    listing, moments, units = listing_from_query(), moments_of(now()), units_of_desk(principal())
    size = LONG_PAGE if request.args.get("rows") == str(LONG_PAGE) else PAGE_SIZE
    with house().database.read() as look:
        arranged = own_desk(look, principal().id, units)
        _refuse_foreign_label(listing, arranged)
        at = inbox_cursor_from_query()
        page = list_inbox(look, principal(), listing.lane, moments, at, listing.only, size=size)
        counters = count_inbox(look, principal(), moments)
        charge = units_in_charge(principal())
        gaps = noted_gaps(look, charge, today()) if charge else []
        steps = count_steps(look, principal(), moments)
        names = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
        many = many_of(look, page.rows, names)
        in_force = house().versions.all_current(look, today())
        marks = marks_of(look, [row.case_id for row in page.rows], units if _shows_marks(arranged) else [])
    grouped = [(_group_of(row, moments), row) for row in page.rows]
    tasks = [
        (group, _task(row, group, names[row.version_id], moments, listing) | extra_cells(row, marks[row.case_id]))
        for group, row in grouped
    ]
    return render(
        "desk/inbox.html",
        lane=listing.lane,
        groups=_groups(tasks),
        shown=len(page.rows),
        counters=_counters(counters.lanes, listing.lane),
        gaps=[(role_name(post.role), unit_name(post.unit), day(on, language=language())) for post, on in gaps],
        next_url=next_page_url(page.next),
        many=many,
        steps=steps,
        escalated=escalated_to(principal()),
        arrangement=arrangement(listing, arranged, in_force, counters.steps),
    )


def _refuse_foreign_label(listing: Listing, arranged: OwnDesk) -> None:
    """Another unit's label is nothing to narrow by: it would tell on which cases that unit put it."""
    if listing.only.label and listing.only.label not in {label.id for label in arranged.labels}:
        abort(404)


def _shows_marks(arranged: OwnDesk) -> bool:
    return not {"labels", "place"}.isdisjoint(arranged.columns)


@room.get("/cases")
@bound(Action.SEE_DESK)
def cases() -> ResponseReturnValue:
    """All cases of the officer's units and of those they carry on, newest first, or what was searched for."""
    words, units = request.args.get("q", "").strip()[:200], units_answered_for(principal(), house().directory)
    with house().database.read() as look:
        if words:
            rows, next_url = search_cases(look, words, principal(), house().sealer, units=units), None
        else:
            page = list_cases(look, principal(), units=units, after=cursor_from_query())
            rows, next_url = page.rows, next_page_url(page.next)
        names = {row.version_id: house().versions.get(look, row.version_id) for row in rows}
    listed = [(row, label(names[row.version_id].definition.name), due_badge(row, now())) for row in rows]
    told = {"heading": _("Hồ sơ của đơn vị"), "only_found": False}
    return render("desk/cases.html", **told, cases=listed, words=words, next_url=next_url)


def _groups(tasks: list[tuple[str, dict[str, Any]]]) -> list[Group]:
    """Return the tasks of a page under their headings, each of which stands once: the most pressing first."""
    titles = {
        "unanswered": _("Người dân không bổ sung, không nộp tiền đúng hạn"),
        "other_day": _("Người dân xin hẹn ngày khác"),
        "overdue": _("Quá hạn"),
        "today": _("Hôm nay"),
        "later": _("Sau hôm nay"),
        "result": _("Chờ trả kết quả"),
        "waiting": _("Chờ người dân bổ sung, nộp tiền"),
    }
    found = [Group(title, "", [task for group, task in tasks if group == code]) for code, title in titles.items()]
    return [group for group in found if group.tasks]


def _group_of(row: InboxRow, moments: Moments) -> str:
    if row.status == "waiting":
        return "waiting" if row.due_at > moments.now else "unanswered"
    if row.state == OfficialState.DECIDED:
        return "result"
    if row.asks_another_day:
        return "other_day"
    if row.due_at <= moments.now:
        return "overdue"
    return "today" if row.due_at <= moments.end_of_today else "later"


def _task(row: InboxRow, group: str, published: Published, moments: Moments, listing: Listing) -> dict[str, Any]:
    kind, text = _badge(row, group, moments)
    return {
        "id": chosen_value(row),
        "who": row.applicant,
        "code": row.code,
        "href": listing.case_href(row),
        "badge_kind": kind,
        "badge_text": text,
        # the moment by which a result that waits is sorted is nobody's due moment
        "due_text": "" if group == "result" else moment_short(row.due_at, moments.now, language=language()),
        "deed": label(published.workflows[row.variant].steps[row.step].name),
        "procedure": f"{label(published.definition.name)}, {row.procedure_code}",
        "checked": request.args.get("chosen") == "all",
    }


def _badge(row: InboxRow, group: str, moments: Moments) -> tuple[str, str]:
    if group == "result" and row.due_at <= moments.now:
        return "soon", _("Quá %(days)s ngày chưa nhận", days=UNCLAIMED.days)
    late = row.due_at <= moments.now
    return {
        "unanswered": ("late", _("Hết hạn bổ sung")),
        "other_day": ("late", _("Quá hạn")) if late else ("soon", _("Hẹn ngày khác")),
        "overdue": ("late", _("Quá hạn")),
        "today": ("soon", _("Hôm nay")),
        "later": ("ok", _("Trong hạn")),
        "result": ("done", _("Đã có kết quả")),
        "waiting": ("paused", _("Đang dừng")),
    }[group]


def _counters(counters: Lanes, lane: str) -> list[dict[str, Any]]:
    words = {
        "all": (_("Tất cả"), None),
        "receive": (_("Chờ tiếp nhận"), counters.receive),
        "mine": (_("Của tôi"), counters.mine),
        "pool": (_("Nhóm, chưa ai nhận"), counters.pool),
        "today": (_("Hết hạn hôm nay"), counters.today),
        "overdue": (_("Quá hạn"), counters.overdue),
        "waiting": (_("Đang dừng"), counters.waiting),
        "unanswered": (_("Hết hạn bổ sung"), counters.unanswered),
    }
    total = counters.mine + counters.pool
    return [
        {
            "text": text,
            "number": total if number is None else number,
            "href": url_for("desk.inbox", lane=code),
            "current": code == lane,
        }
        for code, (text, number) in words.items()
        if code != "unanswered" or number or code == lane  # rare: shown only when there are some
    ]
