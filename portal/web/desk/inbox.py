"""What lies with an officer: by lane, nearest to its due moment first; and all cases of the unit, searched."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any, cast, get_args

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.finding import list_cases
from portal.cases.inbox import InboxRow, Lane, Moments, count_inbox, list_inbox
from portal.cases.searching import search_cases
from portal.catalogue.versions import Published
from portal.clock import VIETNAM, local
from portal.people.policy import Action
from portal.web.case_words import channel_name, due_badge
from portal.web.context import house, now, principal
from portal.web.desk.room import room
from portal.web.format import moment_short
from portal.web.language import gettext as _
from portal.web.language import language
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
    moments = moments_of(now())
    with house().database.read() as look:
        page = list_inbox(look, principal(), cast("Lane", lane), moments, inbox_cursor_from_query())
        counters = count_inbox(look, principal(), moments)
        names = {row.version_id: house().versions.get(look, row.version_id) for row in page.rows}
    tasks = [(_group_of(row, moments), _task(row, names[row.version_id], moments)) for row in page.rows]
    groups = [
        Group(title, "", [task for _key, task in rows]) for title, rows in groupby(tasks, key=lambda pair: pair[0])
    ]
    return render(
        "desk/inbox.html",
        lane=lane,
        groups=groups,
        shown=len(page.rows),
        counters=_counters(counters, lane),
        next_url=next_page_url(page.next),
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


def _group_of(row: InboxRow, moments: Moments) -> str:
    if row.status == "waiting":
        return _("Chờ người dân bổ sung")
    if row.state == OfficialState.DECIDED:
        return _("Chờ trả kết quả")
    if row.due_at <= moments.now:
        return _("Quá hạn")
    if row.due_at <= moments.end_of_today:
        return _("Hôm nay")
    return _("Sau hôm nay")


def _task(row: InboxRow, published: Published, moments: Moments) -> dict[str, Any]:
    step = published.workflows[row.variant].steps[row.step]
    decided = row.state == OfficialState.DECIDED
    late = row.due_at <= moments.now and row.status == "open" and not decided
    kind, text = ("late", _("Quá hạn")) if late else ("ok", _("Trong hạn"))
    if row.status == "waiting":
        kind, text = "paused", _("Đang dừng")
    elif decided:
        kind, text = "done", _("Đã có kết quả")
    elif not late and row.due_at <= moments.end_of_today:
        kind, text = "soon", _("Hôm nay")
    return {
        "id": row.case_id,
        "who": row.applicant,
        "code": row.code,
        "href": url_for("desk.case", code=row.code),
        "badge_kind": kind,
        "badge_text": text,
        "due_text": moment_short(row.due_at, moments.now, language=language()),
        "deed": label(step.name),
        "procedure": f"{label(published.definition.name)}, {row.procedure_code}",
        "channel": channel_name(row.channel),
        "arrived": moment_short(row.entered_at, language=language()),
        "checked": False,
    }


def _counters(counters: Any, lane: str) -> list[dict[str, Any]]:
    words = {
        "all": (_("Tất cả"), None),
        "receive": (_("Chờ tiếp nhận"), counters.receive),
        "mine": (_("Của tôi"), counters.mine),
        "pool": (_("Nhóm, chưa ai nhận"), counters.pool),
        "today": (_("Hết hạn hôm nay"), counters.today),
        "overdue": (_("Quá hạn"), counters.overdue),
        "waiting": (_("Đang dừng"), counters.waiting),
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
    ]
