"""Refusals of the domain that deserve more than a status: who was faster, what changed, what is closed.

Each says what happened and what to do, and gives back every word that was typed.
"""

import logging

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.drafts import MAX_DRAFTS, TooManyDrafts
from portal.cases.errors import DraftMoved, DraftOutdated, ProcedureClosed, StaleCase
from portal.cases.queries import code_of
from portal.people.errors import StandInOver
from portal.people.officers import officer_names
from portal.units.errors import NoSuchPlace
from portal.web.case_words import state_name
from portal.web.citizen.open_draft import DraftSent
from portal.web.context import house, principal, today
from portal.web.draft_addresses import draft_url
from portal.web.errors import page
from portal.web.format import day, moment
from portal.web.language import gettext as _
from portal.web.language import language
from portal.worktime.errors import OutsideCalendar

log = logging.getLogger("portal.web")

# What a form carries besides what a person typed.
CARRIED = frozenset({"csrf_token", "key", "seen_version", "do", "next"})


def answer_refusals(app: Flask) -> None:
    """Give each of these refusals its page."""
    app.register_error_handler(StaleCase, _somebody_was_faster)
    app.register_error_handler(StandInOver, _stands_in_no_more)
    app.register_error_handler(DraftMoved, _written_elsewhere)
    app.register_error_handler(DraftSent, _sent)
    app.register_error_handler(DraftOutdated, _published_anew)
    app.register_error_handler(ProcedureClosed, _closed)
    app.register_error_handler(TooManyDrafts, _too_many_drafts)
    app.register_error_handler(OutsideCalendar, _not_set_up)
    app.register_error_handler(NoSuchPlace, _not_set_up)


def _somebody_was_faster(error: StaleCase) -> ResponseReturnValue:
    """Say who did what and when, and give back what was written (R-TX-3)."""
    when = moment(error.at, today(), language=language()) if error.by else ""
    facts = [
        {"name": _("Hồ sơ"), "value": error.code, "digits": True},
        {"name": _("Vừa xảy ra"), "value": _("%(who)s %(deed)s", who=_who(error.by), deed=deed_words(error.what))},
        {"name": _("Lúc"), "value": when},
        {"name": _("Trạng thái bây giờ"), "value": state_name(error.state)},
    ]
    where = "desk.case" if principal().is_officer else "follow.show"
    href = url_for(where, code=error.code)
    return page(409, error, facts=[*facts, *_written()], draft_kept=bool(_written()), case_href=href, layout=_layout())


def _stands_in_no_more(error: StandInOver) -> ResponseReturnValue:
    """The days ended while the page was open: nothing was done, and nothing that was written is lost."""
    last = day(error.last_day, language=language())
    title = _("Bạn không còn làm thay %(away)s", away=error.officer)
    reason = _(
        "Bạn làm thay %(away)s đến hết ngày %(day)s. Việc bạn vừa gửi chưa được ghi.", away=error.officer, day=last
    )
    deeds = {"case_href": url_for("desk.inbox"), "case_text": _("Về việc của tôi")}
    return page(
        409, error, title=title, reason=reason, facts=_written(), draft_kept=bool(_written()), layout=_layout(), **deeds
    )


def _written_elsewhere(error: DraftMoved) -> ResponseReturnValue:
    href = draft_url("citizen.home")
    title = _("Bản nháp vừa được sửa ở nơi khác")
    return page(409, error, title=title, facts=_written(), draft_kept=bool(_written()), case_href=href)


def _sent(error: DraftSent) -> ResponseReturnValue:
    """A second click, an old tab, the way back: lead to the receipt there is."""
    with house().database.read() as look:
        code = code_of(look, error.case_id)
    return redirect(draft_url("follow.receipt", code=code), 303)


def _published_anew(error: DraftOutdated) -> ResponseReturnValue:
    """The draft can go on under the new version: show what differs first."""
    return redirect(draft_url("citizen.outdated", draft_id=error.draft_id), 303)


def _closed(error: ProcedureClosed) -> ResponseReturnValue:
    with house().database.read() as look:
        ended = house().versions.last_day(look, error.code, today())
    return page(410, error, ended=ended)


def _too_many_drafts(error: TooManyDrafts) -> ResponseReturnValue:
    title = _("Bạn đang viết dở nhiều hồ sơ quá")
    reason = _("Mỗi người giữ được nhiều nhất %(most)s bản nháp. Nộp hoặc xóa bớt rồi bắt đầu lại.", most=MAX_DRAFTS)
    return page(409, error, title=title, reason=reason, case_href=draft_url("citizen.home"))


def _not_set_up(error: OutsideCalendar | NoSuchPlace) -> ResponseReturnValue:
    """The office has to add a year to its calendar, or a unit to its tree; nothing is guessed."""
    log.error("not set up for this: %s", error)
    reason = _("Cổng chưa có lịch làm việc hoặc đơn vị cho việc này. Chúng tôi đã ghi lại để bổ sung.")
    return page(503, error, reason=reason)


def _written() -> list[dict[str, str]]:
    """Return what the person typed into the refused form, as rows to read and copy."""
    typed = [text for name, text in request.form.items(multi=True) if name not in CARRIED and text.strip()]
    return [{"name": _("Bạn đã viết"), "value": text} for text in typed]


def _who(actor: str) -> str:
    if actor == principal().id:
        return _("Chính bạn, ở một trang khác,")
    with house().database.read() as look:
        names = officer_names(look, {actor})
    return names.get(actor) or (_("Người nộp") if principal().is_officer else _("Người khác"))


def deed_words(kind: str) -> str:
    """Return what the last event of a case says that somebody did."""
    return {
        "TaskTaken": _("đã nhận việc"),
        "TaskReleased": _("đã trả việc về nhóm"),
        "TaskReassigned": _("đã chuyển việc cho người khác"),
        "StepEntered": _("đã chuyển hồ sơ sang bước khác"),
        "SupplementRequested": _("đã yêu cầu bổ sung"),
        "SupplementAnswered": _("đã gửi bổ sung"),
        "PaymentRecorded": _("đã ghi thu lệ phí"),
        "CaseEnded": _("đã kết thúc hồ sơ"),
        "AppointmentFixed": _("đã hẹn hoặc đổi giờ hẹn"),
        "AppointmentCancelled": _("đã bỏ cuộc hẹn"),
        "AppointmentDeclined": _("đã báo không đến được"),
        "AppointmentMissed": _("đã đóng cuộc hẹn"),
        "MeetingHeld": _("đã ghi biên bản"),
        "CaseRehomed": _("đã chuyển hồ sơ sang đơn vị mới"),
        "ClockPaused": _("đã gửi yêu cầu, thời gian giải quyết tạm dừng"),
        "ClockResumed": _("đã trả lời, thời gian giải quyết chạy tiếp"),
        "TakenIn": _("đã nhận hồ sơ"),
        "SecondRequestAllowed": _("đã cho phép yêu cầu bổ sung lần nữa"),
        "ReferralAsked": _("đã hỏi ý kiến nơi khác"),
        "ReferralAnswered": _("đã trả lời câu hỏi"),
        "ReferralClosed": _("đã thôi chờ ý kiến nơi khác"),
        "ExtensionDrafted": _("đã trình lãnh đạo xin lỗi, hẹn lại"),
        "DeadlineExtended": _("đã xin lỗi và hẹn lại"),
        "PaymentRequested": _("đã yêu cầu nộp tiền"),
        "PaymentLapsed": _("đã ghi là hết hạn nộp tiền"),
        "SupplementLapsed": _("đã ghi là hết hạn bổ sung"),
    }.get(kind, _("đã xử lý hồ sơ"))


def _layout() -> str:
    return "layouts/desk.html" if principal().is_officer else "layouts/public.html"
