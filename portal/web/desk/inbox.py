"""What lies with an officer: by lane, nearest to its due moment first; and all cases of the unit, searched."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, cast, get_args

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.deadlines import UNCLAIMED
from portal.cases.finding import list_cases
from portal.cases.inbox import LONG_PAGE, PAGE_SIZE, InboxRow, Lane, Moments, count_inbox, count_steps, list_inbox
from portal.cases.searching import search_cases
from portal.cases.staffing import noted_gaps
from portal.catalogue.versions import Published
from portal.clock import VIETNAM, local
from portal.people.absences import units_in_charge
from portal.people.policy import Action
from portal.web.case_words import channel_name, due_badge, role_name
from portal.web.context import house, now, principal, today
from portal.web.desk.bulk_form import chosen_value, many_of
from portal.web.desk.room import room
from portal.web.format import day, moment_short
from portal.web.language import gettext as _
from portal.web.language import language
from portal.web.names import unit_name
from portal.web.pages import cursor_from_query, inbox_cursor_from_query, next_page_url
from portal.web.rendering import label, render
from portal.web.routing import page as bound
from portal.workflow.case import OfficialState

LANES = get_args(Lane)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that stand together in the list, under one heading."""

    title: str
    note: str
    tasks: list[dict[str, Any]]


@room.get("/")
@bound(Action.SEE_DESK)
def inbox() -> ResponseReturnValue:
    """The tasks of one lane, with the counters of all lanes."""
    lane = request.args.get("lane", "all")
    if lane not in LANES:
        abort(404)
    moments, is_long = moments_of(now()), request.args.get("rows") == str(LONG_PAGE)
    with house().database.read() as look:
        size = LONG_PAGE if is_long else PAGE_SIZE
        page = list_inbox(look, principal(), cast("Lane", lane), moments, inbox_cursor_from_query(), size=size)
        counters = count_inbox(look, principal(), moments)
        charge = units_in_charge(principal())
        gaps = noted_gaps(look, charge, today()) if charge else []
        steps = count_steps(look, principal(), moments)
        names = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
        many = many_of(look, page.rows, names)
    grouped = [(_group_of(row, moments), row) for row in page.rows]
    tasks = [(group, _task(row, group, names[row.version_id], moments)) for group, row in grouped]
    return render(
        "desk/inbox.html",
        lane=lane,
        groups=_groups(tasks),
        shown=len(page.rows),
        counters=_counters(counters, lane),
        gaps=[(role_name(post.role), unit_name(post.unit), day(on, language=language())) for post, on in gaps],
        next_url=next_page_url(page.next),
        many=many,
        steps=steps,
    )


@room.get("/cases")
@bound(Action.SEE_DESK)
def cases() -> ResponseReturnValue:
    """All cases that are or were in the officer's units, newest first, or those that have the words searched for."""
    words = request.args.get("q", "").strip()[:200]
    with house().database.read() as look:
        if words:
            rows, next_url = search_cases(look, words, principal()), None
        else:
            page = list_cases(look, principal(), after=cursor_from_query())
            rows, next_url = page.rows, next_page_url(page.next)
        names = {row.version_id: house().versions.get(look, row.version_id) for row in rows}
    listed = [(row, label(names[row.version_id].definition.name), due_badge(row, now())) for row in rows]
    return render("desk/cases.html", cases=listed, words=words, next_url=next_url)


def moments_of(moment: datetime) -> Moments:
    """Return the moments that divide the lanes."""
    midnight = datetime.combine(local(moment).date(), time(), VIETNAM) + timedelta(days=1)
    return Moments(now=moment, end_of_today=midnight)


def _groups(tasks: list[tuple[str, dict[str, Any]]]) -> list[Group]:
    """Return the tasks of a page under their headings, each of which stands once: the most pressing first."""
    titles = {
        "unanswered": _("Người dân không bổ sung đúng hạn"),
        "overdue": _("Quá hạn"),
        "today": _("Hôm nay"),
        "later": _("Sau hôm nay"),
        "result": _("Chờ trả kết quả"),
        "waiting": _("Chờ người dân bổ sung"),
    }
    found = [Group(title, "", [task for group, task in tasks if group == code]) for code, title in titles.items()]
    return [group for group in found if group.tasks]


def _group_of(row: InboxRow, moments: Moments) -> str:
    if row.status == "waiting":
        return "waiting" if row.due_at > moments.now else "unanswered"
    if row.state == OfficialState.DECIDED:
        return "result"
    if row.due_at <= moments.now:
        return "overdue"
    return "today" if row.due_at <= moments.end_of_today else "later"


def _task(row: InboxRow, group: str, published: Published, moments: Moments) -> dict[str, Any]:
    kind, text = _badge(row, group, moments)
    return {
        "id": chosen_value(row),
        "who": row.applicant,
        "code": row.code,
        "href": url_for("desk.case", code=row.code),
        "badge_kind": kind,
        "badge_text": text,
        # the moment by which a result that waits is sorted is nobody's due moment
        "due_text": "" if group == "result" else moment_short(row.due_at, moments.now, language=language()),
        "deed": label(published.workflows[row.variant].steps[row.step].name),
        "procedure": f"{label(published.definition.name)}, {row.procedure_code}",
        "channel": channel_name(row.channel),
        "arrived": moment_short(row.entered_at, language=language()),
        "checked": request.args.get("chosen") == "all",
    }


def _badge(row: InboxRow, group: str, moments: Moments) -> tuple[str, str]:
    if group == "result" and row.due_at <= moments.now:
        return "soon", _("Quá %(days)s ngày chưa nhận", days=UNCLAIMED.days)
    return {
        "unanswered": ("late", _("Hết hạn bổ sung")),
        "overdue": ("late", _("Quá hạn")),
        "today": ("soon", _("Hôm nay")),
        "later": ("ok", _("Trong hạn")),
        "result": ("done", _("Đã có kết quả")),
        "waiting": ("paused", _("Đang dừng")),
    }[group]


def _counters(counters: Any, lane: str) -> list[dict[str, Any]]:
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
